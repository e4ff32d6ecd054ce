"""Every page against strangers and the suspended, and against nonsense: a new page is tested as
soon as it has an address.
"""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.models import Role, Status, User
from accounts.tests.factories import PASSWORD, UserFactory, suspended
from config import pages
from foundation.pages import can_be_shown
from moderation.tests.factories import make_staff
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db
# Whoever may open these; all others are for those who are logged in.
PUBLIC = {
    *("start", "search", "profile-page", "jwks", "picture", "language"),
    *("colours", "site-picture"),
    *("register", "log-in", "log-in-phone", "log-in-code", "log-out", "forgot-password"),
    *("register-phone", "register-code", "log-in-second-step", "keep-second-factor"),
    *("log-in-other-proof", "release-phone", "log-in-second-step-passkey"),
    *(
        "release-email",
        "undo-change",
        "secure-account",
        "log-in-email",
        "log-in-passkey",
        "related-origins",
    ),
    *("reset-password", "verify-email", "unsubscribe", "report", "appeal-by-link"),
    *("data-link", "own-data", "erase-by-link"),
}
ARGUMENTS = {
    "pk": UUID(int=7),
    "username": "mira",
    "slug": "tiling",
    "kind": "avatars",
    "folder": "ab",
    "name": "ab" * 16,
    "size": "small",
}
NAMES = sorted(pattern.name for pattern in pages.urlpatterns)
NONSENSE = ("\0", "x" * 10_000, "-1", "\u202e", "'\"<script>", "9" * 40, "[]", "\U0001f4a5", " ")
FIELDS = (
    *("q", "skill", "country", "city", "rate_min", "rate_max", "currency", "rating_min", "level"),
    *("availability", "ordering", "cursor", "page_size", "token", "kind", "name", "next", "seen"),
    *("role", "username", "email", "phone_number", "password", "identifier", "code", "text"),
    *("current_password", "new_password", "headline", "bio", "visibility", "hourly_rate", "url"),
    *("title", "description", "skills", "budget_min", "budget_max", "status", "project", "side"),
    *("languages-0-language", "languages-0-fluency", "started_on", "ended_on", "rating", "years"),
    *("enrolment", "challenge", "remember_device", "credential"),
    *("cover_note", "rate", "reason", "message", "would_work_again", "quality", "interests"),
)


def address_of(name: str) -> str:
    """The page's address, of things that are nobody's."""
    (possible,) = get_resolver().reverse_dict.getlist(name)[:1]
    template, names = possible[0][0]
    return "/" + template % {one: ARGUMENTS[one] for one in names}


POSTED_ONLY = {address for name in NAMES if not can_be_shown(address := address_of(name))}


def browser_of(role: str) -> Client:
    user = UserFactory(role=role)
    make_freelancer(user=user)
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    return browser


def admin() -> User:
    return UserFactory(role=Role.ADMIN, is_superuser=True)


def test_no_two_pages_share_a_name():
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", sorted(set(NAMES) - PUBLIC))
def test_members_pages_ask_strangers_and_the_suspended_to_log_in(name):
    address = address_of(name)
    user = UserFactory()
    banned = Client()
    banned.force_login(user)
    suspended(user)
    # A page leads back to itself; a button only to the page that it was on.
    log_in = f"/login?next={address}" if can_be_shown(address) else "/login"
    for browser in (Client(), banned):
        for call in (browser.get, browser.post):
            answer = call(address)
            assert answer.status_code == 302
            assert answer["Location"] == log_in


@pytest.mark.parametrize("name", NAMES)
def test_logging_in_leads_to_no_page_that_cannot_be_shown(name):
    """Whatever `next` says: a link of last year's mail, or the button that one pressed."""
    address = address_of(name)
    browser = Client()
    body = {"identifier": UserFactory().username, "password": PASSWORD}
    landed = browser.post(f"/login?next={address}", body)["Location"]
    assert landed in {address, "/dashboard"}
    assert (landed == "/dashboard") == (address in POSTED_ONLY or name == "dashboard")
    assert browser.get(landed).status_code != 405


@pytest.mark.parametrize("role", [Role.FREELANCER, Role.CLIENT])
@pytest.mark.parametrize("name", NAMES)
def test_no_nonsense_breaks_a_page(name, role):
    address = address_of(name)
    browser = browser_of(role)
    # Another nonsense in each field, so that each field meets each.
    rounds = [
        {field: NONSENSE[(number + place) % len(NONSENSE)] for place, field in enumerate(FIELDS)}
        for number in range(len(NONSENSE))
    ]
    # To look is refused by the first name that the page does not know, whatever the values.
    assert browser.get(address, rounds[0]).status_code < 500
    for sent in rounds[:1] if name == "log-out" else rounds:
        assert browser.post(address, sent).status_code < 500, (name, sent)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"log-out"}))
def test_every_kind_of_member_gets_an_answer(name):
    """Of things that are nobody's: what is not there is a 404, never an error."""
    address = address_of(name)
    for user in (UserFactory(status=Status.PENDING), make_staff(), admin()):
        browser = Client(raise_request_exception=False)
        browser.force_login(user)
        for call in (browser.get, browser.post):
            assert call(address).status_code < 500, (name, user.role)


@pytest.mark.parametrize("name", sorted(set(NAMES) - PUBLIC))
def test_a_form_that_was_open_too_long_changes_nothing(name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(UserFactory())
    answer = browser.post(address_of(name), {"title": "x"})
    assert answer.status_code == 403
    assert b"reload the page" in answer.content
