"""Every page against strangers and the suspended, and against nonsense: a new page is tested as
soon as it has an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
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

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.cookies import SimpleCookie

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

# Another nonsense in each field, so that each field meets each.
ROUNDS = [
    {field: NONSENSE[(number + place) % len(NONSENSE)] for place, field in enumerate(FIELDS)}
    for number in range(len(NONSENSE))
]


def address_of(name: str) -> str:
    """The page's address, of things that are nobody's."""
    (possible,) = get_resolver().reverse_dict.getlist(name)[:1]
    template, names = possible[0][0]
    return "/" + template % {one: ARGUMENTS[one] for one in names}


POSTED_ONLY = {address for name in NAMES if not can_be_shown(address := address_of(name))}


def make_member(role: str) -> User:
    user = UserFactory(role=role)
    make_freelancer(user=user)
    return user


MEMBERS = {
    "freelancer": lambda: make_member(Role.FREELANCER),
    "client": lambda: make_member(Role.CLIENT),
    "bare": UserFactory,  # who has no profile
    "banned": UserFactory,
    "pending": lambda: UserFactory(status=Status.PENDING),
    "staff": make_staff,
    "admin": lambda: UserFactory(role=Role.ADMIN, is_superuser=True),
}


@pytest.fixture(scope="module")
def members(made_once: None) -> dict[str, tuple[User, SimpleCookie]]:
    """Whoever opens pages, with the cookies of their browser."""
    found = {name: make() for name, make in MEMBERS.items()}
    browsers = {name: Client() for name in found}
    for name, user in found.items():
        browsers[name].force_login(user)
    suspended(found["banned"])
    return {name: (user, browsers[name].cookies) for name, user in found.items()}


@pytest.fixture
def browser_of(db: None, members: dict[str, tuple[User, SimpleCookie]]) -> Callable[..., Client]:
    """The browser of such a member."""

    def browser(name: str, **options: bool) -> Client:
        made = Client(**options)
        made.cookies.load(members[name][1].output(header="", sep=";"))
        return made

    return browser


def test_no_two_pages_share_a_name():
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", sorted(set(NAMES) - PUBLIC))
def test_members_pages_ask_strangers_and_the_suspended_to_log_in(browser_of, name):
    address = address_of(name)
    # A page leads back to itself; a button only to the page that it was on.
    log_in = f"/login?next={address}" if can_be_shown(address) else "/login"
    for browser in (Client(), browser_of("banned")):
        for call in (browser.get, browser.post):
            answer = call(address)
            assert answer.status_code == 302
            assert answer["Location"] == log_in


@pytest.mark.parametrize("name", NAMES)
def test_logging_in_leads_to_no_page_that_cannot_be_shown(members, name):
    """Whatever `next` says: a link of last year's mail, or the button that one pressed."""
    address = address_of(name)
    browser = Client()
    body = {"identifier": members["bare"][0].username, "password": PASSWORD}
    landed = browser.post(f"/login?next={address}", body)["Location"]
    assert landed in {address, "/dashboard"}
    assert (landed == "/dashboard") == (address in POSTED_ONLY or name == "dashboard")
    if landed == address:  # the dashboard of `dashboard` included
        assert browser.get(landed).status_code != 405


@pytest.mark.parametrize("role", ["freelancer", "client"])
@pytest.mark.parametrize("name", NAMES)
def test_no_nonsense_breaks_a_page(browser_of, name, role):
    address = address_of(name)
    browser = browser_of(role, raise_request_exception=False)
    # To look is refused by the first name that the page does not know, whatever the values.
    assert browser.get(address, ROUNDS[0]).status_code < 500
    for sent in ROUNDS[:1] if name == "log-out" else ROUNDS:
        answer = browser.post(address, sent)
        assert answer.status_code < 500, (name, sent)
        if not has_looked_at_form(answer):
            return  # it would do the same with any other


def has_looked_at_form(answer: Any) -> bool:
    """Whether anything has: a request reads its body when its form is asked for."""
    return hasattr(answer.wsgi_request, "_post")


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        *(("own-profile-page", True), ("own-skills", True), ("log-in", True)),
        *(("start", False), ("project-page", False), ("own-cv-file", False)),
    ],
)
def test_a_page_has_looked_at_the_form_that_it_judges(browser_of, name, looks):
    """And at none where nothing is sent to, or what it is about is not there."""
    answer = browser_of("freelancer").post(address_of(name), ROUNDS[0])
    assert has_looked_at_form(answer) is looks


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"log-out"}))
def test_every_kind_of_member_gets_an_answer(browser_of, name):
    """Of things that are nobody's: what is not there is a 404, never an error."""
    address = address_of(name)
    for member in ("pending", "staff", "admin"):
        browser = browser_of(member, raise_request_exception=False)
        for call in (browser.get, browser.post):
            assert call(address).status_code < 500, (name, member)


@pytest.mark.parametrize("name", sorted(set(NAMES) - PUBLIC))
def test_a_form_that_was_open_too_long_changes_nothing(browser_of, name):
    browser = browser_of("bare", enforce_csrf_checks=True)
    answer = browser.post(address_of(name), {"title": "x"})
    assert answer.status_code == 403
    assert b"reload the page" in answer.content
