"""What a key is, which row it means, and which statements are noted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from foundation.idempotency import people
from foundation.idempotency.errors import KeyMalformed
from foundation.idempotency.keys import META, PATTERN, digest_of, key_of
from foundation.idempotency.marking import Marking
from foundation.models import Change

if TYPE_CHECKING:
    from collections.abc import Callable

VISIBLE = st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters=",")
ANY = st.text(st.characters(max_codepoint=0xFF), max_size=300)


def sent(key: str) -> Any:
    return RequestFactory().post("/", **{META: key})


@given(st.text(VISIBLE, min_size=1, max_size=255).filter(lambda key: not key.startswith('"')))
def test_a_bare_key_is_what_was_sent(key):
    assert key_of(sent(key)) == key


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255))
def test_a_quoted_key_may_have_everything_that_ascii_shows(key):
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    assert key_of(sent(f'"{quoted}"')) == key


@given(ANY)
def test_anything_else_is_refused_and_nothing_is_an_error_of_ours(key):
    try:
        taken = key_of(sent(key))
    except KeyMalformed:
        return
    assert taken.isascii()
    assert taken.isprintable()
    assert len(taken) <= 255


@given(ANY)
def test_the_schema_takes_no_less_than_is_taken(key):
    stripped = key.strip(" \t")
    try:
        key_of(sent(key))
    except KeyMalformed:
        assert not re.fullmatch(PATTERN, stripped) or len(stripped) > 255
    else:
        assert re.fullmatch(PATTERN, stripped)


def test_a_key_means_another_row_for_each_account_method_and_path():
    scope: dict[str, Any] = {"account_id": uuid4(), "method": "POST", "path": "/a", "key": "k"}
    others = [
        scope | {"account_id": uuid4()},
        scope | {"method": "PUT"},
        scope | {"path": "/ak", "key": ""},
        scope | {"path": '/a","k'},
        scope | {"key": "K"},
    ]
    digests = {digest_of(**one) for one in (scope, *others)}
    assert len(digests) == 6
    assert digest_of(**scope) in digests


# --- Notes ------------------------------------------------------------------------------------


class Recording:
    """A claim that notes what it is told."""

    def __init__(self) -> None:
        self.marks: list[UUID | None] = []

    def mark(self, made_id: UUID | None) -> None:
        self.marks.append(made_id)


ID = uuid4()


def marked(*statements: tuple[Any, tuple[Any, ...]]) -> list[UUID | None]:
    """The notes of a transaction with these statements."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the transaction has begun
    claim = Recording()
    marking = Marking(claim, None)  # type: ignore[arg-type]  # all that it is asked
    for sql, parameters in statements:
        marking(lambda *_: None, sql, parameters, False, {})
    return claim.marks


@pytest.fixture
def made(monkeypatch) -> Callable[..., UUID | None]:
    """What an insertion is told to have made, of a table that is no machinery."""
    monkeypatch.setattr(Change._meta, "db_table", "things_thing")
    return lambda sql, params: Marking(Recording(), Change)._made(sql, params)  # type: ignore[arg-type]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1",
        'SELECT * FROM "projects_project" FOR UPDATE',
        "INSERT INTO foundation_limitcounter AS counter (key) VALUES (%s)",
        'UPDATE "operations_recentwrite" SET "at" = now()',
        'DELETE FROM "django_session"',
        'INSERT INTO "shared_cache" ("cache_key") VALUES (%s)',
    ],
)
def test_what_changes_nothing_of_the_domain_is_not_noted(sql):
    assert marked((sql, ("x",))) == []


@pytest.mark.django_db
def test_the_first_change_is_noted_and_again_after_a_part_was_rolled_back():
    change = ('UPDATE "projects_project" SET "title" = %s', ("x",))
    assert marked(change, change) == [None]
    assert marked(change, ('ROLLBACK TO SAVEPOINT "s1"', ()), change) == [None, None]


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ('INSERT INTO "things_thing" ("id", "title") VALUES (%s, %s)', (ID, "x")),
        ('INSERT INTO "things_thing" ("a", "b", "id") VALUES (%s, NULL, %s)', ("x", ID)),
        (
            'INSERT INTO "things_thing" ("at", "b", "id") VALUES ((STATEMENT_TIMESTAMP()), %s, %s)',
            (uuid4(), ID),
        ),
        ('INSERT INTO "things_thing" ("id") VALUES (%s), (%s)', (ID, uuid4())),
        ('INSERT INTO "things_thing" ("id") VALUES (%s) RETURNING "things_thing"."at"', (ID,)),
    ],
)
def test_the_id_of_what_is_made_is_found_wherever_it_stands(made, sql, params):
    assert made(sql, params) == ID


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ('INSERT INTO "things_other" ("id") VALUES (%s)', (ID,)),
        ('UPDATE "things_thing" SET "id" = %s', (ID,)),
        ('INSERT INTO "things_thing" ("id") VALUES (%s)', (4711,)),
        ('INSERT INTO "things_thing" ("title") VALUES (%s)', (ID,)),
        ('INSERT INTO "things_thing" ("id") SELECT %s', (ID,)),
        ('INSERT INTO "things_thing" ("id") VALUES (DEFAULT)', ()),
    ],
)
def test_of_anything_else_there_is_none(made, sql, params):
    assert made(sql, params) is None


# --- People -----------------------------------------------------------------------------------


def test_the_ids_in_a_text_are_found():
    assert people.ids_in(f'{{"id":"{ID}","text":"no id: 0000"}}') == {ID}


def test_nobody_has_part_in_nothing():
    assert people.having_part(set()) == set()
    assert people.hold(set())
