"""Who sees and moves which project on pages, and what a list costs."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tests.factories import suspended
from profiles.tests.factories import make_freelancer, make_skill
from projects.models import Project, ProjectStatus
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db


OF_A_CLIENT = ("edit", "delete", "matches", "open", "cancel", "complete", "reject-delivery")


@pytest.mark.parametrize("action", [*OF_A_CLIENT, "deliver", "end-early"])
def test_a_project_is_moved_by_its_parties_alone(asha, project, action):
    """An open project is seen by others, but not theirs to move."""
    body = {"reason": "Enough", "title": "Mine now", "description": "All mine"}
    call = asha.get if action == "matches" else asha.post
    assert call(f"/projects/{project.pk}/{action}", body).status_code == 403
    assert Project.objects.get().status == ProjectStatus.OPEN


@pytest.mark.parametrize("action", ["", "/deliver", "/complete", "/end-early", "/propose"])
def test_a_project_under_way_is_not_there_for_others(asha, client_user, action):
    other = make_freelancer().user
    project = make_project(client=client_user, freelancer=other, status="in_progress")
    call = asha.post if action else asha.get
    body = {"reason": "Enough", "cover_note": "I would do it."}
    assert call(f"/projects/{project.pk}{action}", body).status_code == 404


@pytest.mark.parametrize("decision", ["accept", "confirm", "decline", "withdraw"])
def test_others_know_nothing_of_a_proposal(asha, project, decision):
    proposal = make_proposal(project, make_freelancer().user)
    assert asha.post(f"/proposals/{proposal.pk}/{decision}").status_code == 404
    assert str(proposal.pk) not in asha.get(f"/projects/{project.pk}").content.decode()


def test_clients_do_not_propose_and_freelancers_do_not_post(society, asha, project):
    assert society.get(f"/projects/{project.pk}/propose").status_code == 403
    assert asha.get("/projects/new").status_code == 403
    assert asha.get("/projects/invite/asha").status_code == 403


PAGES = ("/projects", "/projects/mine", "/projects/new", "/proposals", "/reviews")


@pytest.mark.parametrize("path", PAGES)
def test_strangers_and_the_suspended_are_asked_to_log_in(society, client_user, path):
    assert Client().get(path)["Location"] == f"/login?next={path}"
    suspended(client_user)
    assert society.get(path).status_code == 302


@pytest.mark.parametrize("path", ["/projects", "/projects/mine", "/proposals", "/dashboard"])
def test_more_rows_cost_no_more_queries(asha, freelancer, client_user, path):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert asha.get(path).status_code == 200
        return len(captured)

    def more(number: int) -> None:
        for _ in range(number):
            skill = make_skill(f"Skill {Project.objects.count()}")
            open_one = make_project(client=make_freelancer().user, skills=[skill])
            make_proposal(open_one, freelancer)
            make_invitation(open_one, freelancer)
            make_project(
                client=make_freelancer().user,
                freelancer=freelancer,
                status="in_progress",
                skills=[skill],
                opened_at=timezone.now(),
            )

    more(2)
    few = queries()
    more(18)
    assert queries() <= few
