"""docs/architecture.md is a map: it names each package, and whatever in it is in no common room."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs" / "architecture.md").read_text()
PICTURE = (ROOT / "docs" / "pictures" / "architecture.svg").read_text()
LINTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
PACKAGES = LINTER["root_packages"]
# Rooms that mean the same in every app. The page's table explains each.
ROOMS = {
    *(
        "admin",
        "apps",
        "errors",
        "events",
        "fields",
        "filters",
        "forms",
        "management",
        "migrations",
        "models",
    ),
    *("pages", "permissions", "serializers", "services", "tests", "urls", "viewsets"),
}


def section(package: str) -> str:
    """What the page says of a package, below its heading."""
    _before, _heading, after = PAGE.partition(f"\n### `{package}`")
    return after.partition("\n##")[0]


def rooms_of_its_own(package: str) -> list[str]:
    """The modules and folders of a package that other packages do not have."""
    children = {
        child.stem
        for child in (ROOT / package).iterdir()
        if child.suffix == ".py" or (child / "__init__.py").exists()
    }
    return sorted(children - ROOMS - {"__init__"})


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_in_the_picture_and_each_of_its_own_rooms_on_the_page(package):
    assert f">{package}<" in PICTURE
    named = section(package)
    missing = [room for room in rooms_of_its_own(package) if f"`{room}" not in named]
    assert missing == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_page_names_no_room_that_is_gone(package):
    first_cells = [row.split("|")[1] for row in section(package).splitlines() if row[:3] == "| `"]
    rooms = [room for cell in first_cells for room in cell.split("`")[1::2]]
    assert [room for room in rooms if not (ROOT / package / room).exists()] == []


@pytest.mark.parametrize("room", sorted(ROOMS - {"apps", "fields", "migrations", "urls"}))
def test_the_page_explains_each_common_room(room):
    assert f"`{room}.py`" in PAGE or f"`{room}/`" in PAGE
