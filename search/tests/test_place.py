"""One process writes an index; what nobody uses any more goes."""

from __future__ import annotations

import dataclasses
import os
import time
from datetime import timedelta

import pytest

from search import place as place_module
from search.place import Place, name_of, remove_unused
from search.tests.things import THINGS, eventually, kill, process


def test_two_databases_that_share_a_folder_have_places_of_their_own(tmp_path):
    here = {"HOST": "", "PORT": "", "NAME": "guildhall", "EMBEDDED_DATA_DIR": "/srv/one"}
    others = [
        here | {"EMBEDDED_DATA_DIR": "/srv/two"},
        here | {"NAME": "guildhall_new"},
        here | {"HOST": "db.example"},
        here | {"PORT": 5433},
    ]
    names = {name_of(database) for database in (here, *others)}
    assert len(names) == 5
    assert name_of(here) == name_of(here | {"USER": "somebody", "PASSWORD": "else"})
    assert len({Place(tmp_path, THINGS, name).root for name in names}) == 5


def test_another_declaration_has_another_place(place):
    changed = dataclasses.replace(THINGS, numbers=("size", "age"))
    assert dataclasses.replace(place, declaration=changed).root != place.root


def test_other_words_and_another_engine_have_another_place(place, monkeypatch):
    """Who reads texts in another way would not find what was written."""
    before = place.root
    monkeypatch.setattr(place_module, "FORMAT", place_module.FORMAT + 1)
    other_words = place.root
    monkeypatch.setattr(place_module, "_version", lambda package: f"another {package}")
    assert len({before, other_words, place.root}) == 3


def test_what_another_version_made_of_this_database_goes_when_nobody_writes_it(place):
    older = dataclasses.replace(place, declaration=dataclasses.replace(THINGS, numbers=()))
    running = dataclasses.replace(place, declaration=dataclasses.replace(THINGS, texts=()))
    elsewhere = dataclasses.replace(place, database="elsewhere")
    for other in (older, elsewhere):
        with other.alone():
            other.make_current(other.new())
    with running.alone():
        running.make_current(running.new())
        place.make_current(place.new())
        assert place.root.exists()
        assert running.root.exists()
    assert elsewhere.root.exists()
    assert not older.root.exists()


def test_what_nobody_has_written_for_long_goes(place):
    old, used, young = (
        dataclasses.replace(place, database=name) for name in ("old", "used", "young")
    )
    (place.folder / "something else").mkdir(parents=True)
    for other in (old, used, young):
        with other.alone():
            other.make_current(other.new())
    with used.alone():
        for other in (old, used):
            os.utime(other.root / "lock", times=(time.time() - 3 * 86_400,) * 2)
        assert remove_unused(place.folder, unused_for=timedelta(days=2)) == 1
    assert not old.root.exists()
    assert used.root.exists()
    assert young.root.exists()
    assert (place.folder / "something else").exists()
    assert remove_unused(place.folder / "nowhere", unused_for=timedelta(0)) == 0


def test_a_folder_is_one_processs_until_it_ends(place, tmp_path):
    def hold() -> None:
        with place.alone() as is_mine:
            (tmp_path / f"held-{is_mine}").touch()
            time.sleep(60)

    with process(hold) as first:
        eventually((tmp_path / "held-True").exists)
        with place.alone() as is_mine:
            assert not is_mine
        kill(first)
        with place.alone() as is_mine:
            assert is_mine


def test_of_many_processes_at_once_never_two_have_it(place, tmp_path):
    inside, both, done = tmp_path / "inside", tmp_path / "both", tmp_path / "done"

    def try_again_and_again() -> None:
        had = 0
        while had < 10:
            with place.alone() as is_mine:
                if not is_mine:
                    continue
                try:
                    os.close(os.open(inside, os.O_CREAT | os.O_EXCL))
                except FileExistsError:
                    both.touch()
                had += 1
                inside.unlink()
        done.with_suffix(f".{os.getpid()}").touch()

    with process(try_again_and_again), process(try_again_and_again), process(try_again_and_again):
        eventually(lambda: len(list(tmp_path.glob("done.*"))) == 3)
    assert not both.exists()


def test_a_child_does_not_keep_its_parents_lock(place):
    with place.alone() as is_mine:
        assert is_mine
        child = os.fork()
        if child == 0:
            time.sleep(60)
            os._exit(0)
    try:
        with place.alone() as is_mine:
            assert is_mine
    finally:
        kill(child)


def test_whoever_locks_a_folder_that_was_just_removed_has_nothing(place):
    with place.alone():
        (place.root / "lock").unlink()
        with place.alone() as is_mine:
            assert is_mine  # of the new one
        (place.root / "lock").unlink()
    with place.alone() as is_mine:
        assert is_mine


def test_where_nothing_can_be_written_the_caller_is_told(tmp_path):
    (tmp_path / "file").touch()
    nowhere = Place(tmp_path / "file" / "search", THINGS, "here")
    assert nowhere.current() is None
    with pytest.raises(OSError, match="file"), nowhere.alone():
        pass
