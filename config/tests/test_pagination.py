"""Keyset pages: everything once, in both directions, and no cursor but one's own."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import Session, User
from accounts.tests.factories import SessionFactory, UserFactory
from foundation.pagination import KeysetPagination


class View:
    ordering = ("first_name", "-id")


def page(query: str, view: type = View):
    """A page of all users, as `next` or `previous` would ask for it."""
    paginator = KeysetPagination()
    request = Request(APIRequestFactory().get("/list" + query))
    rows = paginator.paginate_queryset(User.objects.all(), request, view())
    return paginator.get_paginated_response([row.pk for row in rows]).data


def query_of(link: str) -> str:
    return "?" + urlsplit(link).query


class EveryRowOnceTest(TestCase):
    @given(
        names=st.lists(st.sampled_from(["", "a", "b", "Ä", "z"]), max_size=12),
        size=st.integers(1, 5),
    )
    @settings(max_examples=25, deadline=None)
    def test_pages_forwards_and_backwards_cover_everything_once(self, names, size):
        users = [UserFactory(first_name=name) for name in names]
        expected = list(
            User.objects.filter(pk__in=[user.pk for user in users])
            .order_by(*View.ordering)
            .values_list("pk", flat=True)
        )
        forwards, backwards = [], []
        data = page(f"?page_size={size}")
        assert data["previous"] is None
        while True:
            forwards += data["results"]
            if data["next"] is None:
                break
            data = page(query_of(data["next"]))
        while True:
            backwards = data["results"] + backwards
            if data["previous"] is None:
                break
            data = page(query_of(data["previous"]))
        assert forwards == backwards == expected


@pytest.fixture
def client_with_sessions(api_as, freelancer):
    SessionFactory.create_batch(5, user=freelancer)
    return api_as(freelancer)


def cursor_of(link: str) -> str:
    return parse_qs(urlsplit(link).query)["cursor"][0]


def test_a_list_has_links_both_ways(client_with_sessions):
    first = client_with_sessions.get("auth/sessions?page_size=4").json()
    second = client_with_sessions.get(first["next"].removeprefix("http://testserver")).json()
    assert len(first["results"]) == 4
    assert len(second["results"]) == 2
    assert second["next"] is None
    back = client_with_sessions.get(second["previous"].removeprefix("http://testserver")).json()
    assert back["results"] == first["results"]


def test_an_insertion_moves_no_page(client_with_sessions, freelancer):
    first = client_with_sessions.get("auth/sessions?page_size=3").json()
    SessionFactory.create_batch(3, user=freelancer)
    second = client_with_sessions.get(first["next"].removeprefix("http://testserver")).json()
    seen = {one["id"] for one in first["results"] + second["results"]}
    assert len(seen) == 6
    assert Session.objects.count() == 9


@pytest.mark.parametrize("size", ["0", "101", "-1", "x", "1.5", "", "٣", "9" * 400, "0000011000"])
def test_a_page_size_out_of_bounds_is_refused(client_with_sessions, size):
    answer = client_with_sessions.get("auth/sessions", {"page_size": size})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == "page_size"


@pytest.mark.parametrize("cursor", ["", "x", "a:b:c", "é", "\0", "9" * 5000])
def test_what_is_no_cursor_is_refused(client_with_sessions, cursor):
    answer = client_with_sessions.get("auth/sessions", {"cursor": cursor})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "invalid_cursor"


def test_a_tampered_or_foreign_cursor_is_refused(client_with_sessions):
    link = client_with_sessions.get("auth/sessions?page_size=2").json()["next"]
    cursor = cursor_of(link)
    for query in ({"cursor": "x" + cursor}, {"cursor": cursor, "filter": "other"}):
        assert client_with_sessions.get("auth/sessions", query).status_code == 422
    assert client_with_sessions.get("auth/sessions", {"cursor": cursor}).status_code == 200
