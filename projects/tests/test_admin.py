"""The admin of projects: complete, and the same number of queries for one row or many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile
from profiles.tests.factories import make_skill
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(admin_user):
    browser = Client()
    browser.force_login(admin_user)
    return browser


@pytest.mark.parametrize("page", ["project", "proposal", "invitation"])
def test_lists_take_the_same_queries(staff, client_user, page):
    counts = []
    for number in (1, 30):
        for _index in range(number):
            freelancer = UserFactory()
            make_profile(freelancer)
            project = make_project(client=client_user)
            make_proposal(project, freelancer)
            make_invitation(project, freelancer)
        with CaptureQueriesContext(connection) as queries:
            assert staff.get(f"/admin/projects/{page}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_project_shows_its_proposals_and_moves(staff, client_user, freelancer):
    make_profile(freelancer)
    project = make_project(client=client_user, skills=[make_skill("Painting")])
    make_proposal(project, freelancer)
    answer = staff.get(f"/admin/projects/project/{project.pk}/change/")
    assert answer.status_code == 200
    assert freelancer.username in answer.content.decode()
    assert staff.post(f"/admin/projects/project/{project.pk}/change/", {}).status_code == 403
    assert staff.get("/admin/projects/project/add/").status_code == 403
    assert staff.get("/admin/projects/project/?q=paint").status_code == 200
