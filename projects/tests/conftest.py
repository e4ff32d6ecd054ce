"""What each test of projects starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from foundation import deadlines
from profiles.search.vocabulary import vocabulary
from profiles.services.profile import make_profile
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    deadlines.forget()
    vocabulary.__init__()


@pytest.fixture
def client(api_as, client_user):
    """A client who is logged in."""
    make_profile(client_user)
    return api_as(client_user)


@pytest.fixture
def worker(api_as, freelancer):
    """A freelancer who is logged in."""
    make_profile(freelancer)
    return api_as(freelancer)


def browser_of(user: User) -> Client:
    make_profile(user)
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def asha(freelancer) -> Client:
    """A browser of the freelancer."""
    return browser_of(freelancer)


@pytest.fixture
def society(client_user) -> Client:
    """A browser of the client."""
    return browser_of(client_user)


@pytest.fixture
def project(client_user) -> Project:
    return make_project(client=client_user, title="Paint the stairwell")


@pytest.fixture
def posting(client_user) -> Project:
    """A project with two openings."""
    return make_project(client=client_user, title="Paint four flats", openings=2)


@pytest.fixture
def bela() -> User:
    """A second freelancer."""
    user: User = UserFactory(username="bela")
    make_profile(user)
    return user
