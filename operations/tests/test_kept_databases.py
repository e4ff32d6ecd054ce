"""Databases that tests keep: made once, and anew when what they are made from has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from operations.tests import kept_databases
from operations.tests.kept_databases import kept_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        settings.DATABASE_POOLER != "", reason="through a pooler no database is kept"
    ),
]


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The only file that the database is made from."""
    monkeypatch.setattr(kept_databases, "ROOT", tmp_path)
    kept_databases.fingerprint.cache_clear()
    yield tmp_path / "people.py"
    kept_databases.fingerprint.cache_clear()
    with connection._nodb_cursor() as cursor:
        for name in probes():
            cursor.execute(f'DROP DATABASE "{name}"')


def probes() -> list[str]:
    with connection._nodb_cursor() as cursor:
        return [*kept_databases._databases(cursor, f"{kept_databases.PREFIX}_probe_")]


def test_it_is_made_once_and_anew_from_other_files(source: Path) -> None:
    made: list[str] = []

    def make() -> None:
        made.append(connection.settings_dict["NAME"])

    def kept(text: str) -> str:
        source.write_text(text)
        kept_databases.fingerprint.cache_clear()
        return kept_database("probe", make, made_from=["*.py"])

    names = [kept("one"), kept("one"), kept("two")]
    assert made == [names[0], names[2]]
    assert names[0] == names[1] != names[2]
    assert probes() == [names[2]]
    assert connection.settings_dict["NAME"] not in names


def test_one_that_could_not_be_completed_is_made_anew(source: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        kept_database("probe", lambda: 1 / 0, made_from=["*.py"])
    made: list[bool] = []
    kept_database("probe", lambda: made.append(True), made_from=["*.py"])
    assert made == [True]
