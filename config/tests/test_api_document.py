"""`docs/api.md` says who may call what, as the permission matrix has it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.tests.permission_rows import MATRIX

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.tests.permission_rows import Row

DOCUMENT = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
ROUTES = re.compile(r"`((?:(?:GET|POST|PUT|PATCH|DELETE) )+)([a-z][^`?\s]*)(?:\?[^`]*)?`")
WHO: dict[str, Callable[[Row], bool]] = {
    "everybody, without a token": lambda row: row["anonymous"] is None,
    "freelancers alone": lambda row: row["client"] == 403 != row["freelancer"],
    "clients alone": lambda row: row["client"] is None and row["freelancer"] == 403,
    "who is a party of the project": lambda row: row["client"] == row["freelancer"] == 403,
}


def named(text: str) -> set[tuple[str, str]]:
    """The routes that a text names, as clients know them, each with its method."""
    found = ROUTES.findall(text)
    return {(path, method.lower()) for methods, path in found for method in methods.split()}


def shown(route: tuple[str, str]) -> tuple[str, str]:
    """A route of the matrix, as clients know it."""
    path, method = route
    path = path.replace("<uuid:pk>", "{id}")
    return re.sub(r"<\w+:(\w+)>", r"{\1}", path), method


@pytest.mark.parametrize("who", WHO)
def test_the_document_says_who_may_call_what(who: str) -> None:
    (cell,) = re.findall(rf"^\| {who} \| (.*) \|$", DOCUMENT, re.MULTILINE)
    assert named(cell) == {shown(route) for route, row in MATRIX.items() if WHO[who](row)}


def test_every_route_that_the_document_names_is_there() -> None:
    assert named(DOCUMENT) - {shown(route) for route in MATRIX} == set()
