"""What each test of projects starts with."""

from __future__ import annotations

import pytest

from accounts import deadlines
from profiles.search.ladder import statistics
from profiles.services.profile import make_profile


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    deadlines.forget()
    statistics.__init__()


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
