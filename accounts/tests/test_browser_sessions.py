"""A browser's session ends after 7 days without use and after 30 at the latest, as any other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session as StoredSession
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import RevokedReason, Session
from accounts.services.sessions import USE_NOTED_EVERY, note_use
from accounts.tests.factories import PASSWORD, SessionFactory
from accounts.tests.test_races import at_once

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import User

pytestmark = pytest.mark.django_db
IDLE, ABSOLUTE = timedelta(days=7), timedelta(days=30)
A_MOMENT = timedelta(minutes=1)


@pytest.fixture
def browser(client: Client, freelancer: User) -> Client:
    client.post("/login", {"identifier": "asha", "password": PASSWORD})
    return client


def let_pass(time: timedelta) -> None:
    """Have everything that sessions remember be so much longer ago."""
    names = ("created_at", "last_used_at", "expires_at", "rotated_at")
    Session.objects.update(**{name: F(name) - time for name in names})


def is_in(browser: Client) -> bool:
    return bool(browser.get("/account").status_code == 200)


def session() -> Session:
    return Session.objects.get()


def is_about(moment: Any, expected: Any) -> bool:
    return bool(abs(moment - expected) < A_MOMENT)


def updates(queries: CaptureQueriesContext) -> list[str]:
    written = [query["sql"] for query in queries.captured_queries]
    return [sql for sql in written if not sql.startswith(("SELECT", "BEGIN", "COMMIT"))]


def test_who_comes_every_few_days_stays_logged_in_until_the_absolute_limit(browser):
    for _visit in range(4):
        let_pass(timedelta(days=6))
        assert is_in(browser)
        assert is_about(session().last_used_at, timezone.now())
    assert is_about(session().expires_at, timezone.now() + timedelta(days=6))
    let_pass(timedelta(days=6, seconds=1))
    assert not is_in(browser)


def test_who_stays_away_for_seven_days_is_logged_out_and_stays_so(browser):
    let_pass(timedelta(days=6, hours=23))
    assert is_in(browser)
    let_pass(timedelta(days=7, seconds=1))
    before = session().expires_at
    assert not is_in(browser)
    assert session().expires_at == before


def test_a_session_that_was_ended_is_not_revived_by_its_browser(browser):
    let_pass(timedelta(hours=1))
    Session.objects.all().revoke(RevokedReason.ENDED)
    before = session().last_used_at
    assert not is_in(browser)
    assert session().last_used_at == before


def test_use_is_written_down_once_in_some_minutes_only(browser):
    let_pass(USE_NOTED_EVERY - A_MOMENT)
    with CaptureQueriesContext(connection) as queries:
        assert is_in(browser)
    assert updates(queries) == []
    let_pass(A_MOMENT)
    with CaptureQueriesContext(connection) as queries:
        assert is_in(browser)
        assert is_in(browser)
    (written,) = updates(queries)
    assert written.startswith('UPDATE "accounts_session"')


def test_a_page_costs_no_query_more_for_knowing_how_old_the_use_is(browser):
    browser.get("/account/preferences")
    with CaptureQueriesContext(connection) as queries:
        assert browser.get("/account/preferences").status_code == 200
    assert len(queries) == 5  # Django's session; the user; the device; the page's own; the bell's


def test_the_api_asked_by_a_browser_is_use_of_it(browser):
    let_pass(timedelta(days=2))
    assert browser.get("/api/v1/me").status_code == 200
    assert is_about(session().last_used_at, timezone.now())


def test_one_devices_use_is_not_anothers(browser, freelancer):
    other = SessionFactory(user=freelancer)
    let_pass(timedelta(days=2))
    assert is_in(browser)
    other.refresh_from_db()
    assert is_about(other.last_used_at, timezone.now() - timedelta(days=2))


def test_a_strangers_visit_writes_nothing(client, db):
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/login").status_code == 200
    assert updates(queries) == []


@pytest.mark.parametrize("way", ["pages", "admin", "force"])
def test_the_cookie_lasts_as_long_as_the_session_can(client, admin_user, way):
    if way == "pages":
        client.post("/login", {"identifier": "chief", "password": PASSWORD})
    elif way == "admin":
        client.post("/admin/login/", {"username": "chief", "password": PASSWORD})
    else:
        client.force_login(admin_user)
    stored = StoredSession.objects.get()
    assert is_about(stored.expire_date, session().created_at + ABSOLUTE)
    if way != "force":
        age = client.cookies[settings.SESSION_COOKIE_NAME]["max-age"]
        assert is_about(timedelta(seconds=age), ABSOLUTE)


def test_nothing_that_happens_later_makes_the_cookie_outlive_the_session(browser):
    stored = browser.session
    stored["_session_expiry"] = (timezone.now() + timedelta(days=3)).isoformat()  # 27 days later
    stored.save()
    body = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    assert browser.post("/account/security", body).status_code == 302
    age = browser.cookies[settings.SESSION_COOKIE_NAME]["max-age"]
    assert is_about(timedelta(seconds=age), timedelta(days=3))
    assert is_in(browser)


def test_the_limits_are_those_of_the_settings(client, freelancer, settings):
    settings.SESSION_LIFETIME = timedelta(days=1)
    client.post("/login", {"identifier": "asha", "password": PASSWORD})
    let_pass(timedelta(hours=23))
    assert is_in(client)
    let_pass(timedelta(hours=1, seconds=1))
    assert not is_in(client)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_one_writes_the_use_down(freelancer):
    used = SessionFactory(user=freelancer)
    let_pass(timedelta(hours=1))
    noted = at_once(*[lambda: note_use(session_id=used.pk)] * 6)
    assert sorted(noted) == [False] * 5 + [True]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_use_racing_a_log_out_revives_nothing(freelancer):
    used = SessionFactory(user=freelancer)
    let_pass(timedelta(hours=1))
    at_once(
        lambda: note_use(session_id=used.pk),
        lambda: Session.objects.filter(pk=used.pk).revoke(RevokedReason.LOGGED_OUT),
    )
    assert not Session.objects.live().exists()
