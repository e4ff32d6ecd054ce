"""Who has verified nothing yet may look and prepare; what concerns others waits, while the site
asks for a proof.
"""

from __future__ import annotations

import pytest

from accounts.models import Role, Status
from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile
from projects.models import Project, Proposal
from projects.tests.conftest import browser_of
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db

NEW = {"title": "Paint the stairwell", "description": "Three floors, two coats."}
OFFER = {"cover_note": "Two coats, and no mess."}
REFUSED = (403, "not_verified")


def pending(role: str):
    user = UserFactory(role=role, status=Status.PENDING, email_verified_at=None)
    make_profile(user)
    return user


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_client_prepares_a_draft_and_cannot_open_it(api_as):
    client = api_as(pending(Role.CLIENT))
    draft = client.post("projects", NEW)
    assert draft.status_code == 201
    path = f"projects/{draft.json()['id']}"
    assert client.patch(path, {"title": "Paint it"}).status_code == 200
    assert code(client.post("projects", NEW | {"status": "open"})) == REFUSED
    assert code(client.post(f"{path}/open")) == REFUSED
    assert [one.status for one in Project.objects.all()] == ["draft"]


def test_a_client_neither_invites_nor_hires(api_as, freelancer):
    user = pending(Role.CLIENT)
    project = make_project(client=user)
    proposal = make_proposal(project, freelancer)
    client = api_as(user)
    invited = client.post(f"projects/{project.pk}/invite", {"username": freelancer.username})
    assert code(invited) == REFUSED
    assert code(client.post(f"proposals/{proposal.pk}/accept")) == REFUSED
    assert client.post(f"proposals/{proposal.pk}/decline").status_code == 200


def test_a_freelancer_looks_and_does_not_propose(api_as, client_user):
    project = make_project(client=client_user)
    worker = api_as(pending(Role.FREELANCER))
    assert worker.get(f"projects/{project.pk}").status_code == 200
    assert code(worker.post(f"projects/{project.pk}/proposals", OFFER)) == REFUSED
    assert not Proposal.objects.exists()


def test_the_page_says_what_to_do_first(client_user):
    project = make_project(client=client_user)
    browser = browser_of(pending(Role.FREELANCER))
    answer = browser.post(f"/projects/{project.pk}/propose", OFFER)
    assert "Verify your e-mail address or phone first" in answer.content.decode()


def test_where_no_proof_is_asked_for_everybody_may(api_as, client_user, settings):
    settings.ACCOUNT_PROOF_REQUIRED = False
    project = make_project(client=client_user)
    worker = api_as(pending(Role.FREELANCER))
    assert worker.post(f"projects/{project.pk}/proposals", OFFER).status_code == 201


def test_whoever_verifies_may_at_once(api_as, client_user):
    project = make_project(client=client_user)
    user = pending(Role.FREELANCER)
    worker = api_as(user)
    assert worker.post(f"projects/{project.pk}/proposals", OFFER).status_code == 403
    user.status = Status.ACTIVE
    user.save()
    assert worker.post(f"projects/{project.pk}/proposals", OFFER).status_code == 201
