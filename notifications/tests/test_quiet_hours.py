"""Digests of an hour, and hours in which nothing is sent, by the clocks of its reader."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from django.db.models.functions import Now
from django.test import Client as Browser

from accounts.models import Role
from accounts.services.account import erase
from accounts.services.preferences import save_preference
from accounts.tests.factories import PASSWORD
from moderation.tests.factories import make_decision
from notifications.models import Delivery, QuietHours
from notifications.personal_data import export
from notifications.services import timing
from notifications.services.preferences import Quiet, choose
from notifications.services.sending import send_by_mail
from notifications.tests.factories import happens, told, verified
from projects.services.completion import deliver
from projects.tests.factories import make_project
from reviews.tests.factories import make_party

pytestmark = pytest.mark.django_db

NIGHT = Quiet(time(22), time(7))


@pytest.fixture
def client():
    user = make_party(Role.CLIENT, email="office@greenview.example")
    verified(user)
    return user


@pytest.fixture
def now_is(monkeypatch):
    """Let it be this time, in UTC."""

    def move(*at: int) -> datetime:
        moment = datetime(*at, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return move


@pytest.mark.parametrize(
    ("zone", "quiet", "now", "due"),
    [
        ("UTC", NIGHT, (2026, 3, 1, 21, 59), (2026, 3, 1, 21, 59)),
        ("UTC", NIGHT, (2026, 3, 1, 22, 0), (2026, 3, 2, 7, 0)),
        ("UTC", NIGHT, (2026, 3, 2, 0, 30), (2026, 3, 2, 7, 0)),
        ("UTC", NIGHT, (2026, 3, 2, 7, 0), (2026, 3, 2, 7, 0)),
        ("UTC", Quiet(time(12), time(14)), (2026, 3, 1, 13, 0), (2026, 3, 1, 14, 0)),
        ("Asia/Kolkata", NIGHT, (2026, 3, 1, 17, 0), (2026, 3, 2, 1, 30)),
        # Summer begins in Berlin: the night has an hour less.
        ("Europe/Berlin", NIGHT, (2026, 3, 28, 22, 0), (2026, 3, 29, 5, 0)),
        # What would be 2:30 there comes at 3:30.
        ("Europe/Berlin", Quiet(time(1), time(2, 30)), (2026, 3, 29, 0, 30), (2026, 3, 29, 1, 30)),
        # Summer ends: the night has an hour more, and 2:30 comes twice.
        ("Europe/Berlin", NIGHT, (2026, 10, 24, 21, 0), (2026, 10, 25, 6, 0)),
        ("Europe/Berlin", Quiet(time(1), time(2, 30)), (2026, 10, 25, 0, 0), (2026, 10, 25, 0, 30)),
        ("Europe/Berlin", Quiet(time(1), time(2, 30)), (2026, 10, 25, 1, 0), (2026, 10, 25, 1, 30)),
    ],
)
def test_the_end_of_quiet_hours(client, zone, quiet, now, due):
    save_preference(user=client, time_zone=zone)
    choose(user=client, wanted={}, quiet=quiet)
    found = timing.after_quiet_hours(client, datetime(*now, tzinfo=UTC))
    assert found == datetime(*due, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("UTC", (2026, 3, 1, 21, 59, 10), (2026, 3, 1, 22)),
        ("UTC", (2026, 3, 1, 22), (2026, 3, 1, 23)),
        ("Asia/Kolkata", (2026, 3, 1, 22, 15), (2026, 3, 1, 22, 30)),
    ],
)
def test_the_next_full_hour(client, zone, now, due):
    save_preference(user=client, time_zone=zone)
    found = timing.due(client, "hourly", datetime(*now, tzinfo=UTC), is_obligatory=False)
    assert found == datetime(*due, tzinfo=UTC)


def test_a_mail_waits_for_the_end_of_quiet_hours(mailoutbox, client, running, worker, now_is):
    choose(user=client, wanted={}, quiet=NIGHT)
    now_is(2026, 3, 1, 23)
    happens(lambda: deliver(freelancer=worker, project=running))
    assert told(client) == ["project_delivered"]
    assert mailoutbox == []
    delivery = Delivery.objects.get()
    assert delivery.next_try_at == delivery.due_at == datetime(2026, 3, 2, 7, tzinfo=UTC)
    send_by_mail.func(delivery.pk)
    assert mailoutbox == []
    now_is(2026, 3, 2, 7)
    send_by_mail.func(delivery.pk)
    assert len(mailoutbox) == 1


def test_quiet_hours_that_were_chosen_meanwhile_hold(mailoutbox, client, running, worker, now_is):
    choose(user=client, wanted={("project_delivered", "email"): "hourly"})
    now_is(2026, 3, 1, 22, 30)
    happens(lambda: deliver(freelancer=worker, project=running))
    choose(user=client, wanted={}, quiet=NIGHT)
    Delivery.objects.update(due_at=Now())
    now_is(2026, 3, 1, 23)
    send_by_mail.func(Delivery.objects.get().pk)
    assert mailoutbox == []
    assert Delivery.objects.get().next_try_at == datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_a_decision_waits_for_nothing(mailoutbox, client, now_is):
    choose(user=client, wanted={}, quiet=NIGHT)
    now_is(2026, 3, 1, 23)
    happens(lambda: make_decision("project", make_project(client=client)))
    assert [mail.to for mail in mailoutbox] == [["office@greenview.example"]]


def test_the_mails_of_an_hour_come_as_one(mailoutbox, client, worker):
    choose(user=client, wanted={("project_delivered", "email"): "hourly"})
    for _ in range(2):
        project = make_project(client=client, freelancer=worker, status="in_progress")
        happens(lambda project=project: deliver(freelancer=worker, project=project))
    Delivery.objects.update(due_at=Now())
    send_by_mail.func(Delivery.objects.first().pk)
    assert [mail.subject for mail in mailoutbox] == ["2 notifications from Guildhall"]


# --- Choosing them --------------------------------------------------------------------------------


def test_quiet_hours_are_chosen_and_forgotten_by_the_api(api_as, client):
    api = api_as(client)
    assert api.get("me/notification-preferences").json()["quiet_hours"] is None
    hours = {"starts_at": "22:00", "ends_at": "07:30"}
    answer = api.patch("me/notification-preferences", {"quiet_hours": hours})
    assert (answer.status_code, answer.json()["quiet_hours"]) == (200, hours)
    kept = api.patch("me/notification-preferences", {"preferences": []})
    assert kept.json()["quiet_hours"] == hours
    gone = api.patch("me/notification-preferences", {"quiet_hours": None})
    assert gone.json()["quiet_hours"] is None
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize(
    "hours",
    [
        {"starts_at": "22:00", "ends_at": "22:00"},
        {"starts_at": "22:00"},
        {"starts_at": "24:00", "ends_at": "07:00"},
        {"starts_at": "ten", "ends_at": "07:00"},
        "22:00-07:00",
        [],
    ],
)
def test_nonsense_is_refused(api_as, client, hours):
    answer = api_as(client).patch("me/notification-preferences", {"quiet_hours": hours})
    assert answer.status_code == 422
    assert not QuietHours.objects.exists()


@pytest.fixture
def page(client) -> Browser:
    browser = Browser()
    browser.force_login(client)
    return browser


def sent(page: Browser, **changed: str) -> dict[str, str]:
    """What the browser sends with these changes."""
    form = page.get("/account/notifications").context["form"]
    initial = {name: field.initial for name, field in form.fields.items()}
    kept = {name: str(value) for name, value in initial.items() if value not in (None, False)}
    return kept | changed


def test_quiet_hours_are_chosen_and_forgotten_on_the_page(page, client):
    hours = {"quiet_from": "22:00", "quiet_until": "07:30"}
    assert page.post("/account/notifications", sent(page, **hours)).status_code == 302
    row = QuietHours.objects.get(user=client)
    assert (row.starts_at, row.ends_at) == (time(22), time(7, 30))
    shown = page.get("/account/notifications").content.decode()
    assert 'value="22:00"' in shown
    assert page.post("/account/notifications", sent(page)).status_code == 302
    assert QuietHours.objects.count() == 1
    none = {"quiet_from": "", "quiet_until": ""}
    assert page.post("/account/notifications", sent(page, **none)).status_code == 302
    assert not QuietHours.objects.exists()


@pytest.mark.parametrize("hours", [("22:00", ""), ("", "07:00"), ("22:00", "22:00"), ("x", "y")])
def test_nonsense_on_the_page_is_refused(page, hours):
    body = sent(page, quiet_from=hours[0], quiet_until=hours[1])
    assert page.post("/account/notifications", body).status_code == 422
    assert not QuietHours.objects.exists()


def test_quiet_hours_are_taken_along_and_erased(client):
    choose(user=client, wanted={}, quiet=NIGHT)
    assert export(client)["quiet_hours"] == {"starts_at": time(22), "ends_at": time(7)}
    erase(user=client, session_id=None, current_password=PASSWORD)
    assert not QuietHours.objects.exists()
