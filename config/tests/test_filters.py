"""Filtersets whose rules are serializer fields: judged, defaulted, ordered, all named at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.http import QueryDict
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from foundation.fields import LineField
from foundation.filters import FieldFilter, FilterSet, OrderingFilter
from foundation.pagination import KeysetPagination

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

pytestmark = pytest.mark.django_db


class PeopleFilterSet(FilterSet):
    name = FieldFilter(LineField(max_length=10), field_name="first_name")
    role = FieldFilter(serializers.MultipleChoiceField(choices=Role.choices), lookup_expr="in")
    word = FieldFilter(
        serializers.ListField(child=LineField(max_length=5), max_length=2), method="with_words"
    )
    order = OrderingFilter({"name": ("first_name", "id"), "newest": ("-id",)}, default="newest")

    def with_words(self, queryset: QuerySet[User], name: str, words: list[str]) -> QuerySet[User]:
        for word in words:
            queryset = queryset.filter(first_name__contains=word)
        return queryset


@pytest.fixture
def people() -> list[User]:
    roles = (Role.CLIENT, Role.FREELANCER, Role.ADMIN)
    names = ("Cora", "Abel", "Bo")
    return [
        UserFactory(first_name=name, role=role) for name, role in zip(names, roles, strict=True)
    ]


def filtered(query: str) -> PeopleFilterSet:
    return PeopleFilterSet(QueryDict(query), User.objects.all())


def names(query: str) -> list[str]:
    return [user.first_name for user in filtered(query).found()]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Bo", "Abel", "Cora"]),
        ("name=Abel", ["Abel"]),
        ("name=%20Abel%20", ["Abel"]),
        ("role=client", ["Cora"]),
        ("role=client&role=admin", ["Bo", "Cora"]),
        ("word=o", ["Bo", "Cora"]),
        ("word=o&word=r", ["Cora"]),
        ("order=name", ["Abel", "Bo", "Cora"]),
        ("order=name&word=o", ["Bo", "Cora"]),
    ],
)
def test_a_list_is_filtered_and_ordered_by_what_the_rules_make_of_the_query(
    people, query, expected
):
    assert names(query) == expected


def errors_of(query: str) -> dict[str, Any]:
    with pytest.raises(serializers.ValidationError) as caught:
        filtered(query).found()
    return caught.value.get_codes()


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("name=", {"name": ["blank"]}),
        ("name=12345678901", {"name": ["max_length"]}),
        ("name=a%00b", {"name": ["control_characters"]}),
        ("name=a%0Ab", {"name": ["control_characters"]}),
        ("name=Abel&name=Bo", {"name": ["repeated_parameter"]}),
        ("role=king", {"role": ["invalid_choice"]}),
        ("word=o&word=tedious", {"word": {1: ["max_length"]}}),
        ("word=a&word=b&word=c", {"word": ["max_length"]}),
        ("order=height", {"order": ["invalid_choice"]}),
        (
            "name=&role=king&order=",
            {"name": ["blank"], "role": ["invalid_choice"], "order": ["invalid_choice"]},
        ),
    ],
)
def test_every_wrong_value_is_named_at_once_with_the_code_of_its_rule(query, codes):
    assert errors_of(query) == codes


def test_one_request_keeps_nothing_of_another(people):
    """The rules are shared; the values are not."""
    assert names("name=Abel&order=name") == ["Abel"]
    assert names("name=Bo") == ["Bo"]
    assert errors_of("name=")
    assert len(names("")) == 3


class View:
    ordering = ("id",)


def test_pages_go_by_the_order_that_was_chosen(people):
    """Each page goes on where the one before ended, in the order that the filter gave the list."""
    path, shown = "/people?order=name&page_size=1", []
    while path:
        request = Request(APIRequestFactory().get(path))
        paginator = KeysetPagination()
        found = PeopleFilterSet(request.query_params, User.objects.all()).found()
        shown += [user.first_name for user in paginator.paginate_queryset(found, request, View())]
        path = paginator.get_paginated_response([]).data["next"]
    assert shown == ["Abel", "Bo", "Cora"]


def test_a_cursor_of_another_order_is_refused(people):
    request = Request(APIRequestFactory().get("/people?order=name&page_size=1"))
    paginator = KeysetPagination()
    found = PeopleFilterSet(request.query_params, User.objects.all()).found()
    paginator.paginate_queryset(found, request, View())
    link = paginator.get_paginated_response([]).data["next"]
    other = Request(APIRequestFactory().get(link.replace("order=name", "order=newest")))
    found = PeopleFilterSet(other.query_params, User.objects.all()).found()
    with pytest.raises(serializers.ValidationError, match="cursor"):
        KeysetPagination().paginate_queryset(found, other, View())


def test_page_size_and_cursor_are_both_named(people):
    request = Request(APIRequestFactory().get("/people?page_size=0&cursor=x"))
    with pytest.raises(serializers.ValidationError) as caught:
        KeysetPagination().paginate_queryset(User.objects.all(), request, View())
    assert caught.value.get_codes() == {
        "page_size": ["invalid_page_size"],
        "cursor": ["invalid_cursor"],
    }
