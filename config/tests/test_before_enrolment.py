"""What is open to members who have yet to set up the second factor that their role needs: exactly
what these lists say, by the API with a token or a cookie, and on pages.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.tests.factories import UserFactory
from config.tests.permission_rows import MATRIX
from config.tests.test_page_access import NAMES, PUBLIC, address_of
from config.tests.test_permissions import NOTHING
from config.tests.test_permissions import address_of as route_address

pytestmark = pytest.mark.django_db
ROUTES = {
    # the account and its second factor, an app or a passkey
    ("me", "get"),
    *{("me/second-factor", method) for method in ("get", "post", "delete")},
    *{(f"me/second-factor/{path}", "post") for path in ("key", "confirm", "recovery-codes")},
    ("me/second-factor/remembered-devices", "delete"),
    *{("me/passkeys", method) for method in ("get", "post")},
    ("me/passkeys/options", "post"),
    # what comes by mail or SMS
    ("auth/verify-email", "post"),
    *{(f"auth/{path}", "post") for path in ("request-otp", "verify-otp")},
    # to leave, with one's data
    ("auth/sessions", "get"),
    ("auth/sessions/<uuid:pk>", "delete"),
    ("auth/logout-all", "post"),
    ("auth/admission-code", "post"),
    ("me/export", "get"),
    ("me", "delete"),
}
# Nobody's token is looked at: to log in, and to use what was mailed.
NO_TOKEN = {
    *{(f"auth/{path}", "post") for path in ("register", "login", "refresh-token", "logout")},
    *{(f"auth/{path}", "post") for path in ("forgot-password", "reset-password", "undo-change")},
    *{(f"auth/{path}", "post") for path in ("second-factor", "keep-second-factor")},
    *{(f"auth/{path}", "post") for path in ("recovery-code", "release-phone", "release-email")},
    *{(f"auth/passkey-{path}", "post") for path in ("options", "login")},
    *{(f"auth/passkey-second-factor{path}", "post") for path in ("", "-options")},
    ("auth/secure-account", "post"),
    *{(f"auth/{path}", "post") for path in ("data-link", "export-by-link", "erase-by-link")},
}
PAGES = {
    *("second-factor", "enrol-second-factor", "new-recovery-codes"),
    *("passkeys", "new-passkey", "prove-phone", "prove-code", "data", "export-page"),
    *("verify-email", "release-email", "reset-password", "secure-account", "undo-change"),
    *("keep-second-factor", "unsubscribe", "appeal-by-link", "own-data", "erase-by-link"),
    *("log-out", "language", "jwks", "picture", "colours", "site-picture"),
}


@pytest.fixture
def member(settings):
    settings.SECOND_FACTOR_ROLES = ["freelancer"]
    return UserFactory()


def is_closed(answer: Any) -> bool:
    if answer.status_code != 403:
        return False
    return any(error["code"] == "second_factor_missing" for error in answer.json()["errors"])


def test_by_a_token_nothing_else_is_open(member, api_as):
    client = api_as(member)
    found = set()
    for path, method in MATRIX:
        answer = getattr(client, method)(route_address(path, NOTHING))
        if not is_closed(answer):
            found.add((path, method))
        if client.get("me").status_code != 200:  # it was ended
            client = api_as(member)
    assert found == ROUTES | NO_TOKEN


def test_nor_by_a_cookie(member, client):
    found = set()
    for path, method in MATRIX:
        client.force_login(member)
        address = f"/api/v1/{route_address(path, NOTHING)}"
        if not is_closed(getattr(client, method)(address, content_type="application/json")):
            found.add((path, method))
    assert found == ROUTES | NO_TOKEN


def test_nor_on_pages(member, client):
    found = set()
    for name in NAMES:
        client.force_login(member)
        for call in (client.get, client.post):
            answer = call(address_of(name))
            if answer.status_code != 302 or answer.url != reverse("second-factor"):
                found.add(name)
    assert found == PAGES


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_strangers_pages_are_open_to_strangers(member, client, name):
    answer = client.get(address_of(name))
    assert answer.status_code != 302 or answer.url != reverse("second-factor")
