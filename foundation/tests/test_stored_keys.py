"""How a process comes to know of the keys that others make, and what it asks for that."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connection

from foundation import stored_keys
from foundation.tests.rings import FIRST, made, ring_of

if TYPE_CHECKING:
    from pytest_django.fixtures import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_looking_a_key_up_asks_the_database_twice_a_minute(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = ring_of(FIRST)
    with django_assert_num_queries(0):
        for _ in range(100):
            assert ring.verifying_key(FIRST.kid)
    monkeypatch.setattr(stored_keys, "READ_AGAIN_SECONDS", 0)
    with django_assert_num_queries(1):
        assert ring.verifying_key(FIRST.kid)


def test_strangers_names_ask_the_database_once_a_second(
    django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = ring_of(FIRST)
    with django_assert_num_queries(0):
        assert ring.verifying_key("nonsense") is None  # all was read just now
    monkeypatch.setattr(stored_keys, "READ_AT_MOST_EVERY_SECONDS", 0)
    with django_assert_num_queries(1):
        assert ring.verifying_key("nonsense") is None


def test_another_process_learns_of_a_key_when_a_token_names_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    new = made(ring_of(FIRST))
    stored_keys.rest()  # what another process knows
    ring = ring_of(FIRST)
    assert ring.verifying_key(new) is None
    monkeypatch.setattr(stored_keys, "READ_AT_MOST_EVERY_SECONDS", 0)
    assert ring.verifying_key(new) is not None


def test_a_database_that_is_away_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ring = ring_of(FIRST)
    new = made(ring)
    assert ring.verifying_key(new)

    def away(*_args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(stored_keys, "READ_AGAIN_SECONDS", 0)
    with connection.execute_wrapper(away), caplog.at_level(logging.WARNING):
        assert ring.verifying_key(new)
        assert ring.verifying_key(FIRST.kid)
    assert "key_ring_not_read" in caplog.text
    stored_keys.forget()
    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        ring.verifying_key(new)  # nothing is known: better no answer than a wrong one
