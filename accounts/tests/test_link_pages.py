"""The pages that mailed links open, and what waits on the page of the account."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.models import Session
from accounts.tests.factories import PASSWORD
from accounts.tests.test_identifier_changes import NEW, NEW_PASSWORD, OLD, asha, token_in

__all__ = ["asha"]  # a fixture
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, asha):
    client.force_login(asha)
    return client


@pytest.fixture
def waiting(browser, mailoutbox, django_capture_on_commit_callbacks):
    form = {"first_name": "Asha", "last_name": "Rao", "username": "asha", "email": NEW}
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/account", form | {"current_password": PASSWORD})
    return browser


def test_the_account_page_shows_what_waits_and_cancels_it(waiting, asha):
    assert (
        f"Your new e-mail address {NEW} is not verified yet"
        in waiting.get("/account").content.decode()
    )
    page = waiting.post("/account/pending-email/cancel", follow=True).content.decode()
    assert NEW not in page
    asha.refresh_from_db()
    assert (asha.email, asha.pending_email) == (OLD, None)


def test_saving_a_name_leaves_what_waits(waiting, asha):
    form = {"first_name": "A.", "last_name": "Rao", "username": "asha", "email": OLD}
    assert waiting.post("/account", form).status_code == 302
    asha.refresh_from_db()
    assert (asha.first_name, asha.pending_email) == ("A.", NEW)


def test_in_the_own_browser_one_click_confirms(waiting, asha, mailoutbox):
    token = token_in(mailoutbox, NEW)
    page = waiting.get(f"/verify-email?token={token}").content.decode()
    assert 'type="password"' not in page
    asha.refresh_from_db()
    assert asha.email == OLD  # to look is not to confirm
    assert b"is verified" in waiting.post("/verify-email", {"token": token}).content
    asha.refresh_from_db()
    assert asha.email == NEW


def test_elsewhere_the_page_leads_through_the_log_in_and_back(waiting, asha, mailoutbox):
    token, other = token_in(mailoutbox, NEW), Client()
    page = other.get(f"/verify-email?token={token}").content.decode()
    log_in = re.search(r'href="(/login\?next=[^"]+)"', page)[1].replace("&amp;", "&")
    assert OLD not in page
    answer = other.post(log_in, {"identifier": "asha", "password": PASSWORD})
    assert unquote(answer["Location"]) == f"/verify-email?token={token}"
    other.post("/verify-email", {"token": token})
    asha.refresh_from_db()
    assert asha.email == NEW
    refused = Client().post("/verify-email", {"token": token})
    assert b"is already verified" in refused.content


def test_the_page_that_undoes_a_change(waiting, client, asha, mailoutbox):
    token = token_in(mailoutbox, OLD, "undo-change")
    assert waiting.get(f"/undo-change?token={token}").status_code == 200
    asha.refresh_from_db()
    assert asha.pending_email == NEW  # a scanner opened it
    form = {"token": token, "new_password": NEW_PASSWORD}
    assert b"has been undone" in waiting.post("/undo-change", form).content
    asha.refresh_from_db()
    assert asha.pending_email is None
    assert not Session.objects.live().exists()
    over = waiting.get(f"/undo-change?token={token}").content.decode()
    assert 'role="alert"' in over
    assert "/forgot-password" in over


@pytest.mark.parametrize(
    ("page", "next_step"),
    [
        ("verify-email", "/account"),
        ("release-email", "/register"),
        ("reset-password", "/forgot-password"),
        ("undo-change", "/forgot-password"),
    ],
)
@pytest.mark.parametrize("token", ["", "x", "\u202e", "a:b:c"])
def test_a_broken_link_says_so_at_once_and_what_to_do_next(client, page, next_step, token):
    opened = client.get(f"/{page}", {"token": token}).content.decode()
    pressed = client.post(f"/{page}", {"token": token or "x", "new_password": NEW_PASSWORD})
    assert pressed.status_code == 422
    for shown in (opened, pressed.content.decode()):
        assert "This link is not valid any more." in shown
        assert f'href="{next_step}"' in shown
