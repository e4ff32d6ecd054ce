"""What the tests' connections keep of statements (conftest.py), and what of rows (`made_once`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from accounts.tests.factories import UserFactory

if TYPE_CHECKING:
    from conftest import KeptStatements

pytestmark = pytest.mark.django_db
ASKED = "SELECT * FROM passing"


def kept() -> KeptStatements:
    if settings.DATABASE_POOLER:
        pytest.skip("Nothing is prepared through a pooler.")
    connection.ensure_connection()
    return connection.connection._prepared


def ask(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def roll_back(*statements: str) -> list[tuple]:
    """What the last of them answers, before all of them are undone."""
    with transaction.atomic():
        answers = [ask(one) for one in statements]
        transaction.set_rollback(True)
    return answers[-1]


def test_a_rollback_leaves_statements_prepared():
    for _ in range(4):
        roll_back("SELECT 17 + 4")
    assert any(b"17 + 4" in query for query, _types in kept()._names)


def test_what_was_made_in_it_is_asked_anew():
    for columns in ("a int", "b text, c int"):
        make = f"CREATE TABLE passing ({columns})"
        fill = f"INSERT INTO passing VALUES ({'1' if columns == 'a int' else repr('x') + ', 2'})"
        answer = roll_back(make, fill, *[ASKED] * 5)
        assert answer == ([(1,)] if columns == "a int" else [("x", 2)])
    assert not any(b"passing" in query for query, _types in kept()._names)


@pytest.fixture(scope="module")
def known(made_once: None) -> User:
    return UserFactory(username="known")


@pytest.mark.parametrize("time", [1, 2])
def test_what_is_made_once_is_there_as_it_was_made(known, time):
    User.objects.filter(pk=known.pk).update(first_name="Other")
    UserFactory(username=f"new-{time}")
    names = {"known", f"new-{time}"}
    assert {*User.objects.values_list("username", flat=True)} == names


def test_nothing_of_a_test_is_left_for_the_next(known):
    assert User.objects.get(username="known").first_name == known.first_name
