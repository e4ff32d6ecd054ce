"""A link that does nothing any more says what is so, and what can be done; what is done already is
good news.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import FactorRemoval, IdentifierChange, RemovalOutcome
from accounts.secure_links import make_secure_token
from accounts.services.second_factor.removal import make_undo_token, remove_due, request_removal
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import with_app
from accounts.tests.test_factor_removal import let_time_pass
from accounts.tests.test_identifier_changes import (
    NEW,
    NEW_PASSWORD,
    OLD,
    asha,
    change,
    confirm,
    token_in,
    undo,
)

__all__ = ["asha"]  # a fixture
pytestmark = pytest.mark.django_db
NOTHING_LEFT = "There is nothing left to undo"
OUT_OF_DATE = "This link is out of date"
SECURED = "This link was used, or your account has been secured in another way since"
TOO_LATE = "This link comes too late: what we were asked for has been done"


def said(answer) -> str:
    """What the API says of a link; every one of them can be told to people."""
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["code"], error["attr"]) == (422, "link_invalid", "token")
    assert "Ask for a new one" not in error["detail"]
    assert "write to us" in error["detail"]
    return error["detail"]


def shown(client, page: str, token: str, **more: str) -> str:
    """What the page says, opened and pressed; both lead on to a log-in and a new password."""
    opened = client.get(f"/{page}", {"token": token}).content.decode()
    pressed = client.post(f"/{page}", {"token": token} | more).content.decode()
    for text in (opened, pressed):
        assert 'role="alert"' in text
        assert 'href="/forgot-password"' in text
        assert 'href="/login"' in text
        assert "Ask for a new one" not in text
    return opened


class TestUndoing:
    @pytest.fixture
    def token(self, api_as, asha, mailoutbox) -> str:
        change(api_as(asha), email=NEW)
        return token_in(mailoutbox, OLD, "undo-change")

    def test_what_was_undone_has_nothing_left_to_undo(self, api, client, token):
        assert undo(api, token).status_code == 204
        assert NOTHING_LEFT in said(undo(api, token))
        assert NOTHING_LEFT in shown(client, "undo-change", token, new_password=NEW_PASSWORD)

    def test_nor_has_a_change_that_was_cancelled(self, api, client, api_as, asha, token):
        api_as(asha).delete("me/pending-email")
        assert NOTHING_LEFT in said(undo(api, token))
        assert NOTHING_LEFT in shown(client, "undo-change", token, new_password=NEW_PASSWORD)

    def test_a_link_that_is_out_of_date_says_so(self, api, client, api_as, asha, token, mailoutbox):
        confirm(api_as(asha), mailoutbox)
        IdentifierChange.objects.update(effective_at=timezone.now() - timedelta(hours=73))
        assert OUT_OF_DATE in said(undo(api, token))
        assert OUT_OF_DATE in shown(client, "undo-change", token, new_password=NEW_PASSWORD)

    def test_of_an_account_that_was_erased_nothing_is_told(self, api, api_as, asha, token):
        assert api_as(asha).delete("me", {"current_password": PASSWORD}).status_code == 204
        (error,) = undo(api, token).json()["errors"]
        assert error["detail"].startswith("This link is not valid any more.")


class TestSecuring:
    @pytest.fixture
    def token(self, asha) -> str:
        return make_secure_token(asha, since=timezone.now())

    def test_a_used_link_says_so(self, api, client, token):
        assert api.post("auth/secure-account", {"token": token}).status_code == 204
        assert SECURED in said(api.post("auth/secure-account", {"token": token}))
        assert SECURED in shown(client, "secure-account", token)

    def test_a_link_that_is_out_of_date_says_so(self, api, client, token, settings):
        settings.IDENTIFIER_UNDO_LIFETIME = timedelta(seconds=-1)  # as if so long had passed
        assert OUT_OF_DATE in said(api.post("auth/secure-account", {"token": token}))
        assert OUT_OF_DATE in shown(client, "secure-account", token)


class TestKeeping:
    @pytest.fixture
    def token(self, asha, admin_user) -> str:
        with_app(asha)
        asked = request_removal(user=asha, by=admin_user, reason="Showed a passport.")
        return make_undo_token(asked)

    def test_a_second_press_is_good_news(self, api, client, token):
        assert b"Your second factor stays." in self.pressed(client, token)
        page = client.get("/keep-second-factor", {"token": token})
        assert b"This is already done" in page.content
        assert b'role="alert"' not in page.content
        assert b">Keep it<" not in page.content
        assert b"Your second factor stays." in self.pressed(client, token)
        assert api.post("auth/keep-second-factor", {"token": token}).status_code == 204

    @pytest.mark.parametrize("outcome", [RemovalOutcome.WITHDRAWN, RemovalOutcome.USED])
    def test_so_is_a_request_that_ended_in_another_way(self, api, client, token, outcome):
        FactorRemoval.objects.all().end(outcome)
        page = client.get("/keep-second-factor", {"token": token})
        assert b"This is already done: the request has ended" in page.content
        assert api.post("auth/keep-second-factor", {"token": token}).status_code == 204

    def test_a_link_that_comes_too_late_says_so(self, api, client, token):
        let_time_pass()
        remove_due()
        assert TOO_LATE in said(api.post("auth/keep-second-factor", {"token": token}))
        assert TOO_LATE in shown(client, "keep-second-factor", token)

    def test_whoever_refuses_a_new_address_reads_of_no_second_factor(
        self, client, outsider, admin_user
    ):
        asked = request_removal(
            user=outsider, by=admin_user, reason="A passport.", new_email="other@example.org"
        )
        page = self.pressed(client, make_undo_token(asked))
        assert b"Your account stays as it is." in page
        assert b"second factor" not in page.partition(b"<main")[2]

    @pytest.mark.parametrize("token", ["", "x", "a:b", "MTIz:abc"])
    def test_a_broken_link_is_told_when_it_is_opened(self, client, token):
        opened = client.get("/keep-second-factor", {"token": token}).content.decode()
        assert "This link is not valid any more." in opened
        assert 'href="/forgot-password"' in opened

    def pressed(self, client, token: str) -> bytes:
        return client.post("/keep-second-factor", {"token": token}).content


@pytest.mark.parametrize("page", ["unsubscribe", "appeal"])
def test_no_page_offers_a_new_link_where_there_is_none(client, page):
    text = client.get(f"/{page}", {"token": "x"}).content.decode()
    text += client.post(f"/{page}", {"token": "x"}).content.decode()
    assert "This link is not valid any more." in text
    assert "new link" not in text
    assert "Ask for a new one" not in text
