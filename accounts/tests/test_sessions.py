"""Sessions: refreshing, replay, logging out and the list of devices."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import tokens
from accounts.models import RevokedReason, Session
from accounts.services.sessions import prune_sessions
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(api, freelancer):
    return api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()


def refresh(api, token: str):
    return api.post("auth/refresh-token", {"refresh_token": token})


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def works(api, access_token: str) -> bool:
    api.use_token(access_token)
    status = api.get("me").status_code
    api.credentials()
    return status == 200


def rewind_rotation(seconds: int) -> None:
    Session.objects.update(rotated_at=F("rotated_at") - timedelta(seconds=seconds))


def test_a_refresh_answers_a_new_pair(api, pair):
    answer = refresh(api, pair["refresh_token"])
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json()) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert answer.json()["refresh_token"] != pair["refresh_token"]
    assert works(api, answer.json()["access_token"])
    assert Session.objects.count() == 1


def test_a_replayed_refresh_token_ends_the_session(api, pair):
    current = refresh(api, pair["refresh_token"]).json()
    rewind_rotation(61)
    replay = refresh(api, pair["refresh_token"])
    assert replay.status_code == 401
    assert code(replay) == "session_ended"
    session = Session.objects.get()
    assert session.revoked_reason == RevokedReason.REPLAYED
    assert refresh(api, current["refresh_token"]).status_code == 401
    assert not works(api, current["access_token"])


def test_a_token_two_behind_ends_the_session_even_at_once(api, pair):
    second = refresh(api, pair["refresh_token"]).json()
    refresh(api, second["refresh_token"])
    assert refresh(api, pair["refresh_token"]).status_code == 401
    assert Session.objects.get().revoked_at is not None


def test_refreshing_moves_the_idle_limit_but_not_the_absolute_one(api, pair):
    Session.objects.update(
        created_at=timezone.now() - timedelta(days=29),
        expires_at=timezone.now() + timedelta(hours=1),
    )
    assert refresh(api, pair["refresh_token"]).status_code == 200
    left = Session.objects.get().expires_at - timezone.now()
    assert timedelta(hours=23) < left <= timedelta(days=1)


def test_a_refresh_sets_the_idle_limit_anew(api, pair):
    Session.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    refresh(api, pair["refresh_token"])
    assert Session.objects.get().expires_at - timezone.now() > timedelta(days=6, hours=23)


def test_an_expired_session_is_dead_by_the_databases_clock(api, pair):
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.update(created_at=past - timedelta(days=1), expires_at=past)
    assert code(refresh(api, pair["refresh_token"])) == "session_ended"
    assert not works(api, pair["access_token"])


def test_a_live_session_is_refreshed_though_the_servers_clock_says_that_it_ended(api, pair):
    session = Session.objects.get()
    session.expires_at = timezone.now() - timedelta(days=1)
    late = tokens.refresh_token(session)
    assert refresh(api, late).status_code == 200


@pytest.mark.parametrize("token", ["", None, 7, "garbage", "a.b.c", "x" * 5000])
def test_what_is_no_refresh_token_is_refused(api, token):
    assert refresh(api, token).status_code in {401, 422}


def test_an_access_token_does_not_refresh(api, pair):
    assert code(refresh(api, pair["access_token"])) == "token_invalid"


def test_the_151st_refresh_of_five_minutes_from_one_address_waits(api, pair):
    for _ in range(150):
        refresh(api, "garbage")
    answer = refresh(api, pair["refresh_token"])
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 300


def test_logging_out_kills_the_access_token_at_once(api, pair):
    api.use_token(pair["access_token"])
    assert api.post("auth/logout").status_code == 204
    assert not works(api, pair["access_token"])
    assert refresh(api, pair["refresh_token"]).status_code == 401
    assert Session.objects.get().revoked_reason == RevokedReason.LOGGED_OUT


def test_logging_out_twice_is_fine(api, pair):
    api.use_token(pair["access_token"])
    assert [api.post("auth/logout").status_code for _ in range(2)] == [204, 204]


def test_a_refresh_token_logs_out_when_the_access_token_has_expired(api, pair):
    api.use_token("expired")
    answer = api.post("auth/logout", {"refresh_token": pair["refresh_token"]})
    assert answer.status_code == 204
    assert Session.objects.get().revoked_at is not None


def test_logging_out_needs_some_token(api):
    answer = api.post("auth/logout")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="api"'


def test_logging_out_everywhere_ends_all_own_sessions(api, pair, outsider):
    other = SessionFactory(user=outsider)
    api.post("auth/login", {"username": "asha", "password": PASSWORD})
    api.use_token(pair["access_token"])
    assert api.post("auth/logout-all").status_code == 204
    assert list(Session.objects.live()) == [other]


def test_a_user_sees_own_live_devices_the_newest_first(api_as, freelancer, outsider):
    SessionFactory(user=outsider)
    SessionFactory(user=freelancer, user_agent="Old phone")
    ended = SessionFactory(user=freelancer)
    Session.objects.filter(pk=ended.pk).revoke(RevokedReason.ENDED)
    client = api_as(freelancer)
    body = client.get("auth/sessions").json()
    assert [one["user_agent"] for one in body["results"]] == ["test", "Old phone"]
    assert [one["is_current"] for one in body["results"]] == [True, False]
    assert body["next"] is None
    assert body["previous"] is None


def test_ending_a_device_kills_its_token(api, api_as, pair, freelancer):
    client = api_as(freelancer)
    session_id = tokens.read(pair["access_token"], "access")["sid"]
    assert client.delete(f"auth/sessions/{session_id}").status_code == 204
    assert not works(api, pair["access_token"])
    assert client.delete(f"auth/sessions/{session_id}").status_code == 404


def test_somebody_elses_session_is_not_found(api_as, freelancer, outsider):
    session = SessionFactory(user=outsider)
    assert api_as(freelancer).delete(f"auth/sessions/{session.pk}").status_code == 404
    session.refresh_from_db()
    assert session.revoked_at is None


@pytest.mark.parametrize("session_id", ["1", "x", "00000000-0000-0000-0000-000000000000"])
def test_an_unknown_session_is_not_found(api_as, freelancer, session_id):
    assert api_as(freelancer).delete(f"auth/sessions/{session_id}").status_code == 404


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_devices_takes_two_queries(api_as, freelancer, count):
    SessionFactory.create_batch(count, user=freelancer)
    client = api_as(freelancer)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("auth/sessions").status_code == 200
    assert len(queries) == 2  # who asks; the page


def test_prune_deletes_what_ended_long_ago():
    user = UserFactory()
    live, ended, expired = SessionFactory.create_batch(3, user=user)
    Session.objects.filter(pk=ended.pk).revoke(RevokedReason.ENDED)
    long_ago = timezone.now() - timedelta(days=40)
    Session.objects.filter(pk=ended.pk).update(revoked_at=long_ago)
    Session.objects.filter(pk=expired.pk).update(
        created_at=long_ago - timedelta(days=1), expires_at=long_ago
    )
    assert prune_sessions(kept=timedelta(days=30)) == 2
    assert list(Session.objects.all()) == [live]
