"""What each test of appointments starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from foundation import deadlines
from projects.tests.conftest import browser_of
from projects.tests.factories import make_project, make_proposal

if TYPE_CHECKING:
    from django.test import Client

    from projects.models import Project, Proposal


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    deadlines.forget()


@pytest.fixture
def project(client_user) -> Project:
    return make_project(client=client_user, title="Paint the stairwell")


@pytest.fixture
def proposal(project, freelancer) -> Proposal:
    return make_proposal(project, freelancer)


@pytest.fixture
def client(api_as, client_user):
    """The client, logged in."""
    return api_as(client_user)


@pytest.fixture
def worker(api_as, freelancer):
    """The freelancer, logged in."""
    return api_as(freelancer)


@pytest.fixture
def stranger(api_as, outsider):
    """Another freelancer, logged in."""
    return api_as(outsider)


@pytest.fixture
def asha(freelancer) -> Client:
    """A browser of the freelancer."""
    return browser_of(freelancer)


@pytest.fixture
def society(client_user) -> Client:
    """A browser of the client."""
    return browser_of(client_user)
