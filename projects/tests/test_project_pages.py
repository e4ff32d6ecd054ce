"""Projects on pages: browsed, posted, proposed for, and moved on by whom it is."""

from __future__ import annotations

import pytest

from accounts.tests.factories import UserFactory
from profiles.tests.factories import make_freelancer, make_skill
from projects.models import Invitation, Project, ProjectStatus, Proposal
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db
NEW = {
    "title": "Tiles for the hall",
    "description": "Forty square metres.\nMaterial is ours.",
    "skills": "Tiling, ",
    "budget_max": "90000",
    "currency": "INR",
    "country": "IN",
    "status": "open",
}
HTMX = {"HTTP_HX_REQUEST": "true"}


def status_of(project: Project) -> str:
    project.refresh_from_db()
    return project.status


def test_a_project_is_posted_and_found(society, asha):
    make_skill("Tiling")
    answer = society.post("/projects/new", NEW)
    project = Project.objects.get()
    assert answer["Location"] == f"/projects/{project.pk}"
    page = asha.get("/projects?q=hall&skill=tiling&country=IN").content.decode()
    assert "Tiles for the hall" in page
    assert "up to ₹90,000" in page
    assert "Tiles for the hall" not in asha.get("/projects?q=roof").content.decode()


def test_a_draft_is_seen_by_its_client_alone(society, asha):
    make_skill("Tiling")
    society.post("/projects/new", NEW | {"status": "draft"})
    project = Project.objects.get()
    assert society.get(f"/projects/{project.pk}").status_code == 200
    assert asha.get(f"/projects/{project.pk}").status_code == 404
    society.post(f"/projects/{project.pk}/open")
    assert asha.get(f"/projects/{project.pk}").status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "ab"}, "title"),
        ({"description": ""}, "description"),
        ({"description": "a\0"}, "description"),
        ({"skills": "Tiling, wizardry"}, "skills"),
        ({"skills": "x" * 81}, "skills"),
        ({"budget_max": "much"}, "budget_max"),
        ({"budget_min": "5", "budget_max": "1"}, "budget_max"),
        ({"currency": ""}, "currency"),
        ({"currency": "XXX"}, "currency"),
        ({"country": "XX"}, "country"),
        ({"status": "completed"}, "status"),
    ],
)
def test_what_is_wrong_with_a_project_is_told_and_the_rest_is_kept(society, changes, field):
    make_skill("Tiling")
    answer = society.post("/projects/new", NEW | changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert ("Forty square metres." in page) is ("description" not in changes)
    assert not Project.objects.exists()


@pytest.mark.parametrize("query", ["skill=wizardry", "country=XX", "q=%00", "q=" + "a" * 5001])
def test_a_wrong_filter_is_told(asha, query):
    answer = asha.get(f"/projects?{query}")
    assert answer.status_code == 422
    assert b"errorlist" in answer.content


def test_a_filter_that_there_is_not_is_told_and_nothing_is_shown(asha, project):
    answer = asha.get("/projects?skils=tiling")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is no filter called “skils”." in page
    assert project.title not in page
    assert asha.get("/projects?utm_campaign=june").status_code == 200
    assert asha.post("/projects", {"q": "stairwell", "skils": "tiling"}).status_code == 422


def test_htmx_gets_the_list_alone(asha, project):
    part = asha.get("/projects", **HTMX).content
    assert b"<html" not in part
    assert b"Paint the stairwell" in part


def test_a_project_is_edited_until_work_begins(society, project, freelancer):
    page = society.get(f"/projects/{project.pk}/edit").content.decode()
    assert "Paint the stairwell" in page
    body = {"title": "Paint it twice", "description": "Three floors."}
    assert society.post(f"/projects/{project.pk}/edit", body).status_code == 302
    project.refresh_from_db()
    assert project.title == "Paint it twice"
    make_project(client=project.client, freelancer=freelancer, status="in_progress")
    running = Project.objects.get(status="in_progress")
    assert society.post(f"/projects/{running.pk}/edit", body).status_code == 409


def test_a_draft_is_deleted_and_an_open_project_cancelled(society, client_user, project):
    draft = make_project(client=client_user, status=ProjectStatus.DRAFT)
    assert society.post(f"/projects/{draft.pk}/delete")["Location"] == "/projects/mine"
    assert not Project.objects.filter(pk=draft.pk).exists()
    told = society.post(f"/projects/{project.pk}/delete", follow=True)
    assert b'class="error"' in told.content
    society.post(f"/projects/{project.pk}/cancel")
    assert status_of(project) == ProjectStatus.CANCELLED


def test_a_freelancer_proposes_once(asha, project, freelancer):
    make_invitation(project, freelancer)
    assert b"/propose" in asha.get(f"/projects/{project.pk}").content
    body = {"cover_note": "I would do it in May.", "rate": "450", "currency": "INR"}
    assert asha.get(f"/projects/{project.pk}/propose").status_code == 200
    assert asha.post(f"/projects/{project.pk}/propose", body).status_code == 302
    assert Proposal.objects.get().freelancer == freelancer
    assert Invitation.objects.get().answered_at
    assert b"/propose" not in asha.get(f"/projects/{project.pk}").content
    again = asha.post(f"/projects/{project.pk}/propose", body)
    assert again.status_code == 409
    assert b"You have a proposal" in again.content
    assert b"I would do it in May." in asha.get("/proposals").content


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"cover_note": "short"}, "cover_note"),
        ({"cover_note": "I would do it.", "rate": "5"}, "currency"),
        ({"cover_note": "I would do it.", "rate": "-5", "currency": "INR"}, "rate"),
    ],
)
def test_a_proposal_that_is_none_is_told(asha, project, body, field):
    answer = asha.post(f"/projects/{project.pk}/propose", body)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_the_story_of_a_project(society, asha, project, freelancer):
    proposal = make_proposal(project, freelancer, cover_note="I am the one for it.")
    assert b"I am the one for it." in society.get(f"/projects/{project.pk}").content
    society.post(f"/proposals/{proposal.pk}/accept")
    assert status_of(project) == ProjectStatus.IN_PROGRESS
    asha.post(f"/projects/{project.pk}/deliver")
    assert b"says that it is done" in society.get(f"/projects/{project.pk}").content
    assert society.get(f"/projects/{project.pk}/reject-delivery").status_code == 200
    unreasoned = society.post(f"/projects/{project.pk}/reject-delivery", {"reason": ""})
    assert unreasoned.status_code == 422
    society.post(f"/projects/{project.pk}/reject-delivery", {"reason": "The third floor"})
    assert b"The third floor" in asha.get(f"/projects/{project.pk}").content
    society.post(f"/projects/{project.pk}/complete")
    assert status_of(project) == ProjectStatus.COMPLETED
    assert b"/review" in asha.get(f"/projects/{project.pk}").content
    late = society.post(f"/projects/{project.pk}/complete", follow=True)
    assert b'class="error"' in late.content


def test_either_side_ends_early_with_a_reason(asha, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    asha.post(f"/projects/{project.pk}/end-early", {"reason": "The house was sold"})
    assert status_of(project) == ProjectStatus.ENDED_EARLY


def test_a_proposal_is_declined_or_withdrawn(society, asha, project, freelancer):
    first = make_proposal(project, freelancer)
    society.post(f"/proposals/{first.pk}/decline")
    second = make_proposal(project, freelancer)
    asha.post(f"/proposals/{second.pk}/withdraw")
    statuses = [Proposal.objects.get(pk=one.pk).status for one in (first, second)]
    assert statuses == ["declined", "withdrawn"]


def test_freelancers_who_fit_are_invited(society, client_user, freelancer):
    skill = make_skill("Tiling")
    make_freelancer(user=freelancer, skills=("Tiling",))
    skills = [skill, make_skill("Sanding")]
    project = make_project(client=client_user, title="Tiling", skills=skills)
    page = society.get(f"/projects/{project.pk}/matches").content.decode()
    assert f"/projects/invite/asha?project={project.pk}" in page
    assert "Has 1 of 2 skills. Missing: Sanding." in page
    assert "The profile mentions: tiling." in page
    single = make_project(client=client_user, title="Tiling", skills=[skill])
    assert "Has the skill." in society.get(f"/projects/{single.pk}/matches").content.decode()
    form = society.get(f"/projects/invite/asha?project={project.pk}").content.decode()
    assert f'value="{project.pk}" selected' in form
    body = {"project": project.pk, "message": "Would you?"}
    assert society.post("/projects/invite/asha", body).status_code == 302
    assert Invitation.objects.get().freelancer == freelancer
    again = society.post("/projects/invite/asha", body)
    assert again.status_code == 409
    assert b"was invited already" in again.content


def test_one_invites_freelancers_to_ones_own_open_projects_alone(society, freelancer, client_user):
    make_freelancer(user=freelancer)
    foreign = make_project(client=UserFactory(role="client"))
    assert society.post("/projects/invite/asha", {"project": foreign.pk}).status_code == 422
    assert society.get("/projects/invite/nobody").status_code == 404
    assert society.get(f"/projects/invite/{client_user.username}").status_code == 404


def test_a_projects_page_says_that_one_is_invited_until_one_answers(asha, project, freelancer):
    said = "The client invites you to make a proposal."
    address = f"/projects/{project.pk}"
    assert said not in asha.get(address).content.decode()
    invitation = make_invitation(project, freelancer)
    assert said in asha.get(address).content.decode()
    asha.post(f"/invitations/{invitation.pk}/decline")
    assert said not in asha.get(address).content.decode()


def test_what_cannot_be_undone_is_asked_once_more(society, asha, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    page = asha.get(f"/projects/{project.pk}").content.decode()
    assert 'hx-confirm="Deliver?' in page
    page = society.get(f"/projects/{project.pk}").content.decode()
    assert 'hx-confirm="Complete the project?' in page


def test_an_invitation_is_declined(asha, project, freelancer):
    invitation = make_invitation(project, freelancer)
    assert b"/decline" in asha.get("/dashboard").content
    asha.post(f"/invitations/{invitation.pk}/decline")
    invitation.refresh_from_db()
    assert invitation.answered_at
    foreign = make_invitation(project, make_freelancer().user)
    assert asha.post(f"/invitations/{foreign.pk}/decline").status_code == 404


def test_own_projects_are_listed_by_side_and_state(society, project):
    assert b"Paint the stairwell" in society.get("/projects/mine?status=open").content
    assert b"Paint the stairwell" not in society.get("/projects/mine?side=freelancer").content
    assert society.get("/projects/mine?status=wizardry").status_code == 422
