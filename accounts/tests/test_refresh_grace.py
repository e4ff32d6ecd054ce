"""Lost answers to a refresh, and tabs that wake up: who goes on, and what ends the session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models import F

from accounts import tokens
from accounts.models import RevokedReason, Session
from accounts.tests.factories import PASSWORD

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db

Pair = dict[str, Any]


@dataclass
class Tab:
    """A tab of a front end, which keeps its pair in a store that it may share with others."""

    api: Client
    store: Pair
    _read: str = field(default="")

    def read(self) -> Tab:
        """Take the refresh token from the store, to send it now or when the tab is awake again."""
        self._read = self.store["refresh_token"]
        return self

    def send(self) -> int:
        """Exchange what was read; the status of the answer."""
        answer = self.api.post("auth/refresh-token", {"refresh_token": self._read})
        if answer.status_code == 200:
            self.store |= answer.json()
        return answer.status_code

    def works(self) -> bool:
        self.api.use_token(self.store["access_token"])
        status = self.api.get("me").status_code
        self.api.credentials()
        return status == 200


@pytest.fixture
def pair(api: Client, freelancer: User) -> Pair:
    answer: Pair = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    return answer


def later(seconds: int) -> None:
    Session.objects.update(rotated_at=F("rotated_at") - timedelta(seconds=seconds))


def test_a_lost_answer_may_be_asked_for_again_within_a_minute(api: Client, pair: Pair) -> None:
    parent = {"refresh_token": pair["refresh_token"]}
    first = api.post("auth/refresh-token", parent).json()["refresh_token"]
    assert api.post("auth/refresh-token", parent).json()["refresh_token"] == first
    later(59)
    again = api.post("auth/refresh-token", parent)
    assert again.status_code == 200
    jti, again_jti = (
        tokens.read(token, "refresh")["jti"] for token in (first, again.json()["refresh_token"])
    )
    assert again_jti == jti
    assert Session.objects.get().refresh_counter == 1


def test_the_minute_begins_with_the_first_exchange(api: Client, pair: Pair) -> None:
    tab = Tab(api, pair).read()
    assert tab.send() == 200
    later(40)
    assert tab.send() == 200
    later(40)
    assert tab.send() == 401
    assert Session.objects.get().revoked_reason == RevokedReason.REPLAYED


def test_the_grace_is_a_setting(api: Client, pair: Pair, settings: SettingsWrapper) -> None:
    settings.REFRESH_GRACE = timedelta(seconds=5)
    tab = Tab(api, pair).read()
    assert tab.send() == 200
    later(6)
    assert tab.send() == 401
    assert not tab.works()


def test_three_tabs_of_one_store_wake_up_at_once(api: Client, pair: Pair) -> None:
    tabs = [Tab(api, pair).read() for _ in range(3)]
    assert [tab.send() for tab in tabs] == [200, 200, 200]
    assert all(tab.works() for tab in tabs)
    assert Session.objects.get().refresh_counter == 1


def test_of_three_tabs_of_one_store_one_wakes_up_late(api: Client, pair: Pair) -> None:
    """Frozen between reading the store and sending, while the others went on once."""
    tabs = [Tab(api, pair).read() for _ in range(3)]
    assert [tab.send() for tab in tabs[:2]] == [200, 200]
    later(55)
    assert tabs[2].send() == 200
    assert all(tab.works() for tab in tabs)
    assert tabs[0].read().send() == 200  # and the session goes on


def test_a_tab_that_sleeps_for_hours_reads_the_store_and_goes_on(api: Client, pair: Pair) -> None:
    early, late = (Tab(api, pair) for _ in range(2))
    for _ in range(5):
        assert early.read().send() == 200
        later(1800)
    assert late.read().send() == 200
    assert early.works()
    assert late.works()


def test_a_tab_with_an_old_copy_of_its_own_ends_the_session_in_every_tab(
    api: Client, pair: Pair
) -> None:
    hoarder = Tab(api, dict(pair)).read()
    tabs = [Tab(api, pair) for _ in range(2)]
    assert tabs[0].read().send() == 200
    later(3600)
    assert all(tab.works() for tab in tabs)
    assert hoarder.send() == 401
    assert not any(tab.works() for tab in (*tabs, hoarder))
    assert tabs[1].read().send() == 401
    assert Session.objects.get().revoked_reason == RevokedReason.REPLAYED


def test_an_old_copy_is_told_even_within_the_minute_once_the_child_was_exchanged(
    api: Client, pair: Pair
) -> None:
    hoarder = Tab(api, dict(pair)).read()
    tab = Tab(api, pair)
    assert [tab.read().send() for _ in range(2)] == [200, 200]
    assert hoarder.send() == 401
    assert not tab.works()


def test_the_current_token_never_ends_its_session(api: Client, pair: Pair) -> None:
    """It is refused while the account may not act, and is good again afterwards."""
    tab = Tab(api, pair).read()
    Session.objects.update(expires_at=F("created_at") + timedelta(microseconds=1))
    assert tab.send() == 401
    assert Session.objects.get().revoked_at is None
    Session.objects.update(expires_at=F("created_at") + timedelta(days=7))
    assert tab.send() == 200
