"""Static files are collected again only when they are others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from operations.static_files import collect_static_files

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture
def source(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """A folder of static files, the only one. They are collected into the one beside it."""
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "page.css").write_text("a {}")
    settings.STATIC_ROOT = str(tmp_path / "collected")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    collect_static_files()
    return folder


@pytest.fixture
def collected(source: Path) -> Path:
    return source.parent / "collected"


def test_what_is_the_same_is_not_collected_again(collected: Path) -> None:
    (collected / "page.css").write_text("as it was left")
    collect_static_files()
    assert (collected / "page.css").read_text() == "as it was left"


def test_what_says_something_else_is_collected(source: Path, collected: Path) -> None:
    (source / "page.css").write_text("b {}")
    collect_static_files()
    assert (collected / "page.css").read_text() == "b {}"


def test_what_is_new_is_collected(source: Path, collected: Path) -> None:
    (source / "more.css").write_text("")
    collect_static_files()
    assert (collected / "more.css").exists()


def test_what_was_deleted_is_collected(collected: Path) -> None:
    for file in collected.iterdir():
        file.unlink()
    collect_static_files()
    assert (collected / "page.css").read_text() == "a {}"
