"""The page of notifications, the bell, and the page on which one chooses."""

from __future__ import annotations

import re

import pytest
from django.test import Client as Browser
from django.utils.html import escape

from accounts.models import Role
from notifications.kinds import registered
from notifications.models import Frequency, NotificationPreference
from notifications.tests.factories import happens, make_notification
from notifications.unsubscribing import DIGEST, token_for
from projects.services.completion import deliver
from projects.tests.factories import make_project
from reviews.tests.factories import make_party

pytestmark = pytest.mark.django_db
BELL = re.compile(r'class="bell".*?</a>', re.DOTALL)


@pytest.fixture
def client():
    return make_party(Role.CLIENT)


@pytest.fixture
def project(client):
    return make_project(client=client, freelancer=make_party(), status="in_progress")


@pytest.fixture
def page(client) -> Browser:
    browser = Browser()
    browser.force_login(client)
    return browser


def bell(answer) -> str:
    (found,) = BELL.findall(answer.content.decode())
    return re.sub(r"<[^>]+>|\s+", " ", found.partition(">")[2]).strip()


def test_opening_one_marks_it_as_read_and_leads_to_the_thing(page, client, project):
    happens(lambda: deliver(freelancer=project.freelancer, project=project))
    listed = page.get("/notifications")
    assert escape("Accept it, or say what is missing.") in listed.content.decode()
    assert bell(listed).split() == ["Notifications", "1", "unread"]
    one = client.notifications.get()
    opened = page.post(f"/notifications/{one.pk}/open")
    assert opened["Location"] == f"/projects/{project.pk}"
    assert page.get(opened["Location"]).status_code == 200
    one.refresh_from_db()
    assert one.read_at is not None
    assert bell(page.get("/notifications")) == "Notifications"


def test_looking_at_the_page_marks_nothing_as_read(page, client):
    one = make_notification(client)
    page.get("/notifications")
    assert page.get(f"/notifications/{one.pk}/open").status_code == 405
    one.refresh_from_db()
    assert one.read_at is None


def test_what_is_gone_leads_back_to_the_page(page, client):
    one = make_notification(client)
    assert page.post(f"/notifications/{one.pk}/open")["Location"] == "/notifications"


def test_all_that_were_shown_are_read(page, client):
    one = make_notification(client)
    shown = page.get("/notifications").content.decode()
    (up_to,) = re.findall(r'name="up_to" value="([^"]+)"', shown)
    assert up_to == str(one.pk)
    later = make_notification(client)
    assert page.post("/notifications/read", {"up_to": up_to})["Location"] == "/notifications"
    assert list(client.notifications.unread()) == [later]


@pytest.mark.parametrize("up_to", ["", "x", "\0", "0" * 99, "01a22236-8722-73c9-92df-1f3e59c7cc0b"])
def test_up_to_nothing_is_a_page_that_is_not_there(page, client, up_to):
    make_notification(client)
    assert page.post("/notifications/read", {"up_to": up_to}).status_code == 404
    assert client.notifications.unread().count() == 1


def test_somebody_elses_is_not_there(page, outsider):
    one = make_notification(outsider)
    assert page.post(f"/notifications/{one.pk}/open").status_code == 404
    assert page.post("/notifications/read", {"up_to": one.pk}).status_code == 404
    one.refresh_from_db()
    assert one.read_at is None


def test_unread_ones_alone(page, client):
    make_notification(client)
    assert b"no longer available" in page.get("/notifications?unread=true").content
    page.post(f"/notifications/{client.notifications.get().pk}/open")
    assert b"Nothing yet" in page.get("/notifications?unread=true").content
    assert page.get("/notifications?unread=perhaps").status_code == 422


def test_pages_of_a_long_list(page, client):
    for _ in range(25):
        make_notification(client)
    first = page.get("/notifications").content.decode()
    assert first.count('class="card"') == 20
    (following,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = page.get(following.replace("&amp;", "&").replace("http://testserver", ""))
    assert second.content.decode().count('class="card"') == 5


def test_the_bell_counts_up_to_99(page, client):
    for _ in range(101):
        make_notification(client)
    assert bell(page.get("/account")).split() == ["Notifications", "99+", "unread"]


def test_strangers_have_no_bell_and_are_asked_nothing(django_assert_num_queries):
    Browser().get("/login")
    with django_assert_num_queries(0):
        answer = Browser().get("/login")
    assert b'class="bell"' not in answer.content


def test_names_are_escaped(page, client):
    worker = make_party(first_name="<b>Asha</b>", last_name="Rao")
    project = make_project(client=client, freelancer=worker, status="in_progress", title="<i>x</i>")
    happens(lambda: deliver(freelancer=worker, project=project))
    shown = page.get("/notifications").content
    assert b"&lt;b&gt;Asha&lt;/b&gt;" in shown
    assert b"<i>x</i>" not in shown


# --- Preferences ----------------------------------------------------------------------------------


def chosen(user) -> dict[tuple[str, str], str]:
    rows = NotificationPreference.objects.filter(user=user)
    return {(row.kind, row.channel): row.frequency for row in rows}


def sent(page: Browser) -> dict[str, str]:
    """What the browser sends if nothing is changed."""
    form = page.get("/account/notifications").context["form"]
    initial = {name: field.initial for name, field in form.fields.items()}
    sent = {name: value for name, value in initial.items() if value is not None}
    return {name: value if isinstance(value, str) else "on" for name, value in sent.items()}


def test_only_what_was_changed_is_kept(page, client):
    body = sent(page)
    assert page.post("/account/notifications", body).status_code == 302
    assert chosen(client) == {}
    body["proposal_received-email"] = "daily"
    del body["proposal_withdrawn-in_product"]
    assert page.post("/account/notifications", body).status_code == 302
    assert chosen(client) == {
        ("proposal_received", "email"): "daily",
        ("proposal_withdrawn", "in_product"): "never",
    }
    shown = page.get("/account/notifications").content.decode()
    assert "E-mail" in shown
    assert all(str(kind.title) in shown for kind in registered().values())


def test_a_choice_that_there_is_not_changes_nothing(page, client):
    body = sent(page) | {"proposal_received-email": "weekly"}
    assert page.post("/account/notifications", body).status_code == 422
    assert chosen(client) == {}


@pytest.mark.parametrize(
    "rows",
    [
        [{"kind": "no_such_kind", "email": "never"}],
        [{"kind": "\0", "email": "never"}],
        [{"kind": "proposal_received", "in_product": "yes"}],
        [{"email": "never"}],
        ["proposal_received"],
        {"kind": "proposal_received"},
        "x",
        None,
        [{"kind": "proposal_received", "email": "never"}] * 201,
    ],
)
def test_nonsense_by_the_api_changes_nothing(api_as, client, rows):
    answer = api_as(client).patch("me/notification-preferences", {"preferences": rows})
    assert answer.status_code in (400, 422)
    assert chosen(client) == {}


def test_the_api_and_the_page_say_the_same(api_as, page, client):
    rows = [{"kind": "project_delivered", "in_product": False, "email": "daily"}]
    answer = api_as(client).patch("me/notification-preferences", {"preferences": rows})
    (row,) = [one for one in answer.json()["preferences"] if one["kind"] == "project_delivered"]
    assert (row["in_product"], row["email"]) == (False, "daily")
    body = sent(page)
    assert body["project_delivered-email"] == "daily"


def test_the_link_of_a_digest_stops_all_that_come_daily(client):
    daily = [kind for kind in registered().values() if kind.by_mail == Frequency.DAILY]
    kinds = {(kind.name, "email"): "never" for kind in daily}
    browser = Browser()
    path = f"/unsubscribe?token={token_for(client, DIGEST)}"
    assert b"once an hour or a day" in browser.get(path).content
    assert chosen(client) == {}
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert chosen(client) == kinds
