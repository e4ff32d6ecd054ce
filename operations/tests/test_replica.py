"""How old a replica's state is, by what this process knows; which reads may go there."""

from __future__ import annotations

from math import inf

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, transaction
from django.test import RequestFactory

from accounts.models import User
from operations.models import RecentWrite
from operations.replica.freshness import LOOK_SECONDS, REST_SECONDS, Freshness
from operations.replica.recent_writes import remember, seconds_since_write
from operations.replica.routing import Current, Router
from profiles.models import Profile
from reviews.models import Review


class Servers:
    """A primary, a replica and a clock, as a process sees them."""

    def __init__(self) -> None:
        self.now, self.position, self.replayed = 1000.0, 100, 100
        self.looks, self.is_away = 0, False

    def replay(self) -> int | None:
        self.looks += 1
        if self.is_away:
            raise OperationalError("connection refused")
        return self.replayed

    def freshness(self) -> Freshness:
        return Freshness(
            position=lambda: self.position, replayed=self.replay, clock=lambda: self.now
        )


@pytest.fixture
def servers() -> Servers:
    return Servers()


def test_a_replica_that_has_everything_is_as_old_as_the_last_look(servers):
    freshness = servers.freshness()
    assert freshness.age() == 0
    servers.now += LOOK_SECONDS / 2
    assert freshness.age() == LOOK_SECONDS / 2
    assert servers.looks == 1


def test_a_replica_grows_old_from_when_it_last_had_everything(servers):
    freshness = servers.freshness()
    assert freshness.age() == 0
    for seconds in (1, 2, 3):
        servers.now, servers.position = 1000.0 + seconds, 100 + seconds
        assert freshness.age() == seconds
    servers.replayed = 102  # what was noted two seconds after the first look
    servers.now = 1004.0
    assert freshness.age() == 2


def test_a_replica_that_never_caught_up_is_not_used(servers):
    servers.position = 101
    assert servers.freshness().age() == inf


def test_a_replica_that_is_away_is_left_alone_for_a_while(servers):
    freshness = servers.freshness()
    servers.is_away = True
    assert freshness.age() == inf
    servers.now += REST_SECONDS - 0.1
    assert freshness.age() == inf
    assert servers.looks == 1
    servers.is_away = False
    servers.now += 0.1
    assert freshness.age() == 0


def test_a_replica_that_was_promoted_is_none(servers):
    servers.replayed = None
    assert servers.freshness().age() == inf


@pytest.fixture
def current(monkeypatch: pytest.MonkeyPatch, settings, servers) -> Current:
    """A thread's state, with a replica that has everything; outside of a transaction."""
    settings.REPLICA_MAX_LAG_SECONDS = 5.0
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", False)
    return Current(servers.freshness())


def get(user: object, path: str = "/api/v1/profiles") -> object:
    request = RequestFactory().get(path)
    request.user = user
    return request


def test_without_a_request_everything_is_read_from_the_primary(current):
    assert Router(current).db_for_read(Profile) == "default"


def test_a_stranger_reads_what_is_shown_from_the_replica_and_nothing_else(current):
    current.begin(get(AnonymousUser()))
    assert Router(current).db_for_read(Profile) == "replica"
    assert Router(current).db_for_read(Review) == "default"
    assert Router(current).db_for_read(User) == "default"


def test_what_a_request_wrote_it_reads_back(current):
    current.begin(get(AnonymousUser()))
    Router(current).db_for_write(Profile)
    assert Router(current).db_for_read(Profile) == "default"


def test_a_transaction_is_the_primarys(current, monkeypatch):
    current.begin(get(AnonymousUser()))
    monkeypatch.setattr(transaction.get_connection(), "in_atomic_block", True)
    assert Router(current).db_for_read(Profile) == "default"


def test_nobody_reads_from_a_replica_that_is_too_old(current, servers):
    current.begin(get(AnonymousUser()))
    assert Router(current).db_for_read(Profile) == "replica"
    servers.now, servers.position = 1006.0, 101
    assert Router(current).db_for_read(Profile) == "default"


def test_a_token_that_was_not_read_yet_may_be_anybodys(current):
    current.begin(RequestFactory().get("/api/v1/profiles", HTTP_AUTHORIZATION="Bearer x"))
    assert Router(current).db_for_read(Profile) == "default"


@pytest.mark.django_db
def test_who_wrote_reads_from_the_primary_until_the_replica_has_it(freelancer):
    remember(freelancer.pk)
    assert 0 <= seconds_since_write(freelancer.pk) < 5
    RecentWrite.objects.all().delete()
    User.objects.filter(pk=freelancer.pk).update(last_login=None, updated_at="2026-01-01T00:00Z")
    assert seconds_since_write(freelancer.pk) > 3600


@pytest.mark.django_db
def test_staff_read_from_the_primary(current, admin_user):
    RecentWrite.objects.all().delete()
    User.objects.filter(pk=admin_user.pk).update(last_login=None, updated_at="2026-01-01T00:00Z")
    current.begin(get(admin_user))
    assert admin_user.is_staff
    assert Router(current).db_for_read(Profile) == "default"
