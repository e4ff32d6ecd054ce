"""The security of one's account is told whatever somebody chose, as decisions are: nobody switches
that off, by whichever door.
"""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from accounts.models import Role
from accounts.services.password import change_password
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD
from moderation.tests.factories import make_decision
from notifications.errors import Obligatory
from notifications.kinds import registered
from notifications.models import Delivery, Notification, NotificationPreference
from notifications.services.preferences import choose
from notifications.tests.factories import happens, told, verified, written
from notifications.unsubscribing import token_for
from projects.tests.factories import make_project
from reviews.tests.factories import make_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return make_party(Role.CLIENT, email="office@greenview.example")


# --- The own account ------------------------------------------------------------------------------


def test_a_new_device_is_told_on_the_site(api_as, worker):
    open_session(user=worker, user_agent="first", address="203.0.113.7")
    worker.refresh_from_db()
    phone = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"
    happens(lambda: open_session(user=worker, user_agent=phone, address="198.51.100.9"))
    (shown,) = written(api_as(worker), "new_device")
    assert "198.51.*.*" in shown["text"]
    assert "198.51.100" not in shown["text"]
    assert shown["path"] == "/account/security"


def test_a_change_of_password_is_told_without_its_link(api_as, mailoutbox, worker):
    verified(worker)
    new = "seven green umbrellas"
    happens(
        lambda: change_password(
            user=worker, session_id=None, current_password=PASSWORD, new_password=new
        )
    )
    (shown,) = written(api_as(worker), "password_changed")
    (sent,) = mailoutbox  # which accounts sends: notifications mail nothing more
    assert "token=" in sent.body
    assert "token" not in str(shown) + str(Notification.objects.values().get())
    assert not Delivery.objects.exists()


def test_the_notice_of_a_new_address_goes_to_the_former_one(mailoutbox, api_as, worker):
    """Whatever becomes of the account before the event is handed out."""
    verified(worker)
    body = {"email": "thief@example.com", "current_password": PASSWORD}
    api_as(worker).patch("me", body)
    former = [mail for mail in mailoutbox if mail.to == [worker.email]]
    assert "token=" in former[0].body
    assert told(worker)[0] == "identifier_change_asked"


# --- Switching off --------------------------------------------------------------------------------


def test_nobody_switches_it_off(client):
    kinds = [kind.name for kind in registered().values() if kind.is_obligatory]
    assert len(kinds) > 20
    for name in kinds:
        with pytest.raises(Obligatory):
            choose(user=client, wanted={(name, "email"): "never"})
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    "wanted", [{"in_product": False}, {"email": "never"}, {"email": "daily"}, {"sms": False}]
)
def test_the_api_says_that_it_cannot_be_switched_off(api_as, client, wanted):
    rows = [{"kind": "proposal_received", "email": "never"}, {"kind": "decision_on_you", **wanted}]
    answer = api_as(client).patch("me/notification-preferences", {"preferences": rows})
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"]) == (422, "obligatory")
    assert error["attr"] == f"preferences.1.{next(iter(wanted))}"
    assert not NotificationPreference.objects.exists()


def test_it_is_shown_as_always_on_and_saying_so_again_is_no_error(api_as, client):
    rows = [{"kind": "decision_on_you", "in_product": True, "email": "at_once", "sms": True}]
    answer = api_as(client).patch("me/notification-preferences", {"preferences": rows})
    (row,) = [one for one in answer.json()["preferences"] if one["kind"] == "decision_on_you"]
    assert {key: row[key] for key in ("is_obligatory", "in_product", "email", "sms")} == {
        "is_obligatory": True,
        "in_product": True,
        "email": "at_once",
        "sms": True,
    }


def test_a_row_from_somewhere_switches_nothing_off(mailoutbox, client):
    for channel in ("in_product", "email"):
        NotificationPreference.objects.create(
            user=client, kind="decision_on_you", channel=channel, frequency="never"
        )
    happens(lambda: make_decision("project", make_project(client=client)))
    assert told(client) == ["decision_on_you"]
    assert len(mailoutbox) == 1


def test_no_link_stops_it(client):
    path = f"/unsubscribe?token={token_for(client, 'decision_on_you')}"
    answer = Browser().post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 422
    assert not NotificationPreference.objects.exists()
