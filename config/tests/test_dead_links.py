"""Nobody is led to a page that is not there: every link of every page that somebody comes to from
the start, in a house full of people and projects that are out of sight.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test import TestCase
from django.urls import Resolver404, resolve

from accounts import personal_data
from accounts.models import Role, Status
from accounts.services.status import change_status
from accounts.tests.factories import restriction_on, suspended
from moderation.tests.factories import make_decision, make_staff
from profiles.models import Profile, Visibility
from profiles.search.mirror import mirror
from profiles.services.moderation import set_profile_moderation
from profiles.services.profile import set_avatar, update_profile
from profiles.tests.factories import make_freelancer
from profiles.tests.test_images import picture
from projects.models import ProjectStatus
from projects.services import proposals as service
from projects.services.moderation import set_project_moderation
from projects.services.posting import cancel_project
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.tests.factories import make_finished, make_party, make_revealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User
    from projects.models import Project

pytestmark = pytest.mark.django_db
OURS = {"", "testserver", urlsplit(settings.SITE_URL).netloc}
LINK = re.compile(r'<(?:a|img|link|meta|source)\b[^>]*?\s(?:href|src|content)="([^"]*)"')
FORM = re.compile(r'<form\b[^>]*?\saction="([^"]*)"')
DATA = re.compile(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', re.DOTALL)
# Served by others, or made of the schema: that they are there is enough.
NOT_OPENED = ("/api/", "/admin/", "/static/")
MANY = 400  # pages; more would mean that the crawl goes round in circles


def hide(user: User) -> None:
    update_profile(user=user, changes={"visibility": Visibility.HIDDEN})


def for_members(user: User) -> None:
    update_profile(user=user, changes={"visibility": Visibility.MEMBERS})


def moderate(user: User) -> None:
    decision = restriction_on(user.pk, "content")
    profile = Profile.objects.get(user=user)
    set_profile_moderation(profile=profile, state="hidden", decision=decision)


def switch_off(user: User) -> None:
    change_status(user=user, to=Status.INACTIVE)


def unverify(user: User) -> None:
    type(user).objects.filter(pk=user.pk).update(status=Status.PENDING)
    mirror([user.pk])


WAYS = {
    "hidden": hide,
    "members": for_members,
    "moderated": moderate,
    "inactive": switch_off,
    "pending": unverify,
    "suspended": suspended,
    "erased": personal_data.erase,
}


def taken_by(project: Project, other: User) -> None:
    """Give the project to somebody else: who proposed besides is declined."""
    service.accept_proposal(client=project.client, proposal=make_proposal(project, other))


def moderated(project: Project, state: str) -> None:
    decision = restriction_on(project.pk, "content")
    set_project_moderation(project=project, state=state, decision=decision)


ENDS = {
    "open": lambda project: None,
    "taken": lambda project: taken_by(project, make_party()),
    "cancelled": lambda project: cancel_project(client=project.client, project=project),
    "hidden": lambda project: moderated(project, "hidden"),
    "removed": lambda project: moderated(project, "removed"),
}


@pytest.fixture
def people(freelancer, client_user) -> dict[str, User]:
    """A freelancer and a client who met all kinds of people, before these went out of sight."""
    make_freelancer(user=freelancer)
    make_freelancer(user=(second := make_party(username="second")))
    for user in (freelancer, client_user):
        upload = SimpleUploadedFile("me.png", picture())
        set_avatar(user=user, upload=upload)
    met = {way: _met(way, freelancer, client_user) for way in WAYS}
    for end, come_to in ENDS.items():
        project = make_project(client=client_user, title=f"It is {end}")
        make_proposal(project, freelancer)
        make_invitation(project, freelancer)
        make_invitation(project, second)
        come_to(project)
    moderated(make_finished(client=client_user, freelancer=freelancer), "removed")
    review = make_revealed(make_finished(client=client_user, freelancer=freelancer))
    make_decision("review", review, "hide")
    make_project(client=client_user, status=ProjectStatus.DRAFT)
    for way, (client, worker) in met.items():
        WAYS[way](client)
        WAYS[way](worker)
    known = {"freelancer": freelancer, "client": client_user, "second": second}
    return known | {f"{way} client": client for way, (client, _worker) in met.items()}


def _met(way: str, freelancer: User, client_user: User) -> tuple[User, User]:
    """A client for whom the freelancer worked, and a freelancer who worked for the client."""
    client = make_party(Role.CLIENT, username=f"{way}-client")
    worker = make_party(username=f"{way}-worker")
    make_revealed(make_finished(client=client, freelancer=freelancer, names_client=True))
    make_revealed(make_finished(client=client_user, freelancer=worker, names_client=True))
    make_project(client=client, freelancer=freelancer, status=ProjectStatus.IN_PROGRESS)
    make_project(client=client_user, freelancer=worker, status=ProjectStatus.IN_PROGRESS)
    posted = make_project(client=client, title=f"Of {way}")
    make_proposal(posted, freelancer)
    make_invitation(posted, freelancer)
    wanted = make_project(client=client_user, title=f"For {way}")
    make_proposal(wanted, worker)
    make_invitation(wanted, worker)
    return client, worker


def browser_of(user: User | None) -> Browser:
    browser = Browser(raise_request_exception=False)
    if user:
        browser.force_login(user)
    return browser


class Crawl:
    """All pages that somebody comes to by following links, and the links that lead nowhere."""

    def __init__(self, browser: Browser, *others: str) -> None:
        self.browser = browser
        self.dead: set[tuple[str, str, int]] = set()
        self.seen: set[str] = set()
        self.queue = [("", start) for start in ("/", "/search", "/projects", "/dashboard", *others)]

    def run(self) -> Crawl:
        while self.queue and len(self.seen) < MANY:
            source, address = self.queue.pop()
            if (known := _without_next(address)) not in self.seen:
                self.seen.add(known)
                self._open(source, address)
        return self

    def _open(self, source: str, address: str) -> None:
        if address.startswith(NOT_OPENED):
            if not _is_there(address):
                self.dead.add((source, address, 404))
            return
        with TestCase.captureOnCommitCallbacks(execute=True):
            answer = self.browser.get(address)
        content = b"".join(answer).decode(errors="replace")
        if answer.status_code >= 400:
            self.dead.add((source, address, answer.status_code))
        elif answer.status_code in {301, 302}:
            self._note(address, answer["Location"])
        elif answer["Content-Type"].startswith("text/html"):
            for link in _links(content):
                self._note(address, link)
            for action in FORM.findall(content):
                if not _is_there(unescape(action)):
                    self.dead.add((address, action, 405))

    def _note(self, source: str, link: str) -> None:
        whole = urlsplit(urljoin(f"http://testserver{source}", link))
        if whole.netloc in OURS and whole.scheme in {"", "http", "https"}:
            query = f"?{whole.query}" if whole.query else ""
            self.queue.append((source, f"{whole.path}{query}"))


def _links(content: str) -> Iterator[str]:
    for link in LINK.findall(content):
        if link.startswith(("/", "http", "?")):
            yield unescape(link)
    for data in DATA.findall(content):
        yield from _addresses(json.loads(data))


def _addresses(data: object) -> Iterator[str]:
    """What is told search engines."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _addresses(value)
    elif isinstance(data, str) and data.startswith(settings.SITE_URL):
        yield data


def _without_next(address: str) -> str:
    """Where a page leads afterwards makes it no other page."""
    parts = urlsplit(address)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in {"next", "cursor"}]
    return f"{parts.path}?{urlencode(kept)}"


def _is_there(address: str) -> bool:
    path = urlsplit(address).path
    if path.startswith("/static/"):
        return finders.find(path.removeprefix("/static/")) is not None
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


ROLES = ("freelancer", "client", "second", "hidden client", "pending client")


def test_no_link_leads_nowhere(people):
    moderator = make_staff("moderator")
    crawls = {
        "nobody": Crawl(browser_of(None)).run(),
        "moderator": Crawl(browser_of(moderator)).run(),
    }
    for role in ROLES:
        user = people[role]
        crawls[role] = Crawl(browser_of(user), f"/@{user.username}").run()
    assert {who: sorted(crawl.dead) for who, crawl in crawls.items() if crawl.dead} == {}
    assert all(10 < len(crawl.seen) < MANY for crawl in crawls.values())


def test_the_suspended_are_led_to_the_log_in(client_user):
    browser = browser_of(client_user)
    suspended(client_user)
    assert browser.get("/dashboard")["Location"] == "/login?next=/dashboard"
    assert Crawl(browser).run().dead == set()
