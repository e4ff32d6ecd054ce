"""The admin of projects: complete, and the same number of queries for one row or many."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile
from profiles.tests.factories import make_occupation, make_skill
from projects.models import Project
from projects.services.agreements import agree
from projects.tests.factories import make_invitation, make_project, make_proposal
from projects.tests.test_search_visibility import hide

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


def test_an_agreement_shows_its_price_and_not_what_the_two_wrote(staff, client_user, freelancer):
    make_profile(freelancer)
    project = make_project(client=client_user, description="Behind the green door.")
    terms = {"rate": 4321, "currency": "EUR", "included": "The key is under the mat."}
    agreement = agree(terms=make_proposal(project, freelancer, **terms), accepted_by=client_user)
    assert staff.get(f"/admin/projects/agreement/?q={freelancer.username}").status_code == 200
    page = staff.get(f"/admin/projects/agreement/{agreement.pk}/change/").content.decode()
    assert "€4,321" in page
    assert "green door" not in page
    assert "under the mat" not in page


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


def listed(staff, text: str) -> set[str]:
    answer = staff.get("/admin/projects/project/", {"q": text})
    assert answer.status_code == 200
    return {project.title for project in answer.context["cl"].result_list}


@pytest.mark.parametrize(
    "text", ["plumber", "PLUMBERS", "needed plumber", "leaking sink", "Plumb", "plumber's"]
)
def test_staff_find_projects_by_words_in_whatever_state(staff, client_user, text):
    said = {"client": client_user, "description": "A sink is leaking."}
    for title in ("Plumbers needed", "Plumber for a hidden house", "Plumbers of a draft"):
        make_project(title=title, status="draft" if "draft" in title else "open", **said)
    hide(Project.objects.get(title="Plumber for a hidden house"))
    make_project(client=client_user, title="Paint the stairwell")
    assert listed(staff, text) == {
        *("Plumbers needed", "Plumber for a hidden house", "Plumbers of a draft")
    }


def test_staff_find_open_projects_by_other_names_and_with_typos(staff, client_user):
    make_occupation("Plumbers", "Plumber", "Klempner")
    make_project(client=client_user, title="Plumbers needed")
    assert listed(staff, "Klempner") == listed(staff, "Klempnr") == {"Plumbers needed"}


def test_staff_still_find_by_a_beginning_a_client_or_an_id(staff, client_user):
    project = make_project(client=client_user, title="The stairwell of our house")
    for text in ("the stairw", client_user.username[:5], str(project.pk)):
        assert listed(staff, text) == {"The stairwell of our house"}


@pytest.mark.parametrize(
    "text", ["'", "\\", "a & b | !c", ":*", "((", "\0", "-" * 40, "x " * 400, "“”", "∅"]
)
def test_whatever_staff_type_is_searched_for(staff, client_user, text):
    make_project(client=client_user, title="Plumbers needed")
    assert staff.get("/admin/projects/project/", {"q": text}).status_code == 200


def test_the_staffs_search_takes_the_same_queries(staff, client_user):
    counts = []
    for number in (1, 30):
        for _index in range(number):
            make_project(client=client_user, title="Plumbers needed")
        staff.get("/admin/projects/project/?q=plumber")
        with CaptureQueriesContext(connection) as queries:
            assert staff.get("/admin/projects/project/?q=plumber").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
