"""A freelancer, and the work for the `client` of each file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from projects.tests.factories import make_project
from reviews.tests.factories import make_party

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project


@pytest.fixture
def worker() -> User:
    return make_party(first_name="Asha", last_name="Rao")


@pytest.fixture
def running(client: User, worker: User) -> Project:
    return make_project(client=client, freelancer=worker, status="in_progress")
