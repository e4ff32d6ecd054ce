"""What each test of bookmarks starts with."""

from __future__ import annotations

import pytest

from profiles.search.vocabulary import vocabulary
from profiles.services.profile import make_profile


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
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
