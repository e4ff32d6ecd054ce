"""What reads take in their query: no list overlooks a parameter that it does not know."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from config.tests.permission_rows import MATRIX
from config.tests.test_permissions import (
    OWNED,
    address_of,
    callers,
    invited,
    make_owner,
    routes,
    tokens_of_callers,
)
from config.tests.things import own_id
from foundation.viewsets import StrictViewSet

__all__ = ["callers", "invited", "make_owner", "tokens_of_callers"]  # fixtures
pytestmark = pytest.mark.django_db
BASE_DIR = Path(settings.BASE_DIR)
READS = sorted(path for path, method in routes() if method == "get")
PAGING = {"cursor", "page_size"}


def viewset_of(path: str, method: str = "get") -> StrictViewSet:
    """The viewset of a route, about to do what the route does."""
    for api in get_resolver().url_patterns:
        for route in getattr(api, "url_patterns", ()) if str(api.pattern) == "api/v1/" else ():
            if str(route.pattern) == path and method in route.callback.actions:
                return route.callback.cls(action=route.callback.actions[method])
    raise KeyError(path)


LISTS = [path for path in READS if viewset_of(path).is_list]
FILTERS = [
    (path, name) for path in LISTS for name in sorted(viewset_of(path).parameters() - PAGING)
]


def errors_of(answer) -> set[tuple[str, str]]:
    return {(one["attr"], one["code"]) for one in answer.json()["errors"]}


@pytest.fixture
def served(callers, api_as, make_owner):
    """Whoever a route may serve, each with the route's address for them."""

    def serve(path: str):
        thing = ""
        if (path, "get") in OWNED:
            owner = make_owner(path, "get")
            thing = own_id(path, "get", owner)
            yield "the owner", api_as(owner), address_of(path, thing)
        for name, refused in MATRIX[path, "get"].items():
            if not refused:
                yield name, callers[name], address_of(path, thing)

    return serve


@pytest.mark.parametrize("path", READS)
def test_an_unknown_parameter_is_named_to_every_caller(served, path):
    for name, client, address in served(path):
        answer = client.get(address, {"colour": "red", "size": ["1", "2"]})
        assert answer.status_code == 422, (name, answer.content)
        assert errors_of(answer) == {
            ("colour", "unknown_parameter"),
            ("size", "unknown_parameter"),
        }


@pytest.mark.parametrize("path", READS)
def test_who_may_not_read_is_told_that_and_nothing_of_parameters(callers, path):
    for name, refused in MATRIX[path, "get"].items():
        if refused in {401, 403}:
            answer = callers[name].get(address_of(path, "x"), {"colour": "red"})
            assert answer.status_code in {refused, 404}, (name, answer.content)


@pytest.mark.parametrize(("path", "name"), FILTERS)
def test_a_list_judges_each_filter_and_names_all_that_is_wrong_at_once(served, path, name):
    who, client, address = next(served(path))
    answer = client.get(address, {name: "\0", "colour": "red", "page_size": "0"})
    named = {attr.partition(".")[0] for attr, _code in errors_of(answer)}
    assert answer.status_code == 422, who
    assert named >= {"colour"}
    if viewset_of(path).filterset_class:
        assert named == {name, "colour", "page_size"}
        wrong = client.get(address, {name: "\0", "page_size": "0"})
        assert wrong.status_code == 422
        assert {attr.partition(".")[0] for attr, _code in errors_of(wrong)} == {name, "page_size"}


@pytest.mark.parametrize("path", LISTS)
def test_what_makes_sense_once_is_refused_twice(served, path):
    _who, client, address = next(served(path))
    for name in PAGING:
        answer = client.get(address, {name: ["5", "5"]})
        assert (name, "repeated_parameter") in errors_of(answer)


def test_a_read_that_changes_something_knows_no_parameters(api_as, freelancer):
    """Only reads are judged by their query: what an event takes is in its body."""
    assert api_as(freelancer).patch("me?colour=red", {"last_name": "Rao"}).status_code == 200


def test_every_viewset_is_strict():
    for path, method in routes():
        assert isinstance(viewset_of(path, method), StrictViewSet), path


def test_no_viewset_reads_its_query_by_hand():
    by_hand = set()
    for file in BASE_DIR.glob("*/viewsets/*.py"):
        names = {
            node.attr
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Attribute)
        }
        if names & {"query_params", "GET"}:
            by_hand.add(str(file.relative_to(BASE_DIR)))
    assert by_hand == set()
