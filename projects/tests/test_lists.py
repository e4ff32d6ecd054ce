"""Proposals and invitations by their state, and the own projects by side."""

from __future__ import annotations

import pytest

from projects.models import ProjectStatus, ProposalStatus
from projects.services.proposals import decline_invitation, decline_proposal
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client_user):
    return make_project(client=client_user)


def freelancers_of(answer) -> list[str]:
    return [one["freelancer"]["username"] for one in answer.json()["results"]]


def test_a_client_reads_the_proposals_that_wait(api_as, client_user, freelancer, outsider, project):
    make_proposal(project, outsider)
    decline_proposal(client=client_user, proposal=make_proposal(project, freelancer))
    client, path = api_as(client_user), f"projects/{project.pk}/proposals"
    everybody = [freelancer.username, outsider.username]
    assert freelancers_of(client.get(path)) == everybody
    waiting = client.get(path, {"status": ProposalStatus.SUBMITTED})
    assert freelancers_of(waiting) == [outsider.username]
    assert freelancers_of(client.get(path, {"status": "declined"})) == [freelancer.username]
    assert client.get(path, {"status": ""}).status_code == 422


def test_a_freelancer_reads_the_invitations_that_wait(api_as, client_user, freelancer, project):
    invitation = make_invitation(project, freelancer)
    decline_invitation(freelancer=freelancer, invitation=invitation)
    other = make_invitation(make_project(client=client_user), freelancer)
    worker = api_as(freelancer)

    def found(**parameters: str) -> list[str]:
        answer = worker.get("me/invitations", parameters)
        return [one["id"] for one in answer.json()["results"]]

    assert found() == [str(other.pk), str(invitation.pk)]
    assert found(answered="false") == [str(other.pk)]
    assert found(answered="true") == [str(invitation.pk)]
    answer = worker.get("me/invitations", {"answered": "perhaps", "since": "2026"})
    assert answer.status_code == 422
    assert {(one["attr"], one["code"]) for one in answer.json()["errors"]} == {
        ("answered", "invalid"),
        ("since", "unknown_parameter"),
    }


def test_the_own_projects_of_one_side(api_as, client_user, freelancer, project):
    working = make_project(
        client=client_user, freelancer=freelancer, status=ProjectStatus.IN_PROGRESS
    )

    def found(user, **parameters: str) -> set[str]:
        answer = api_as(user).get("me/projects", parameters)
        return {one["id"] for one in answer.json()["results"]}

    assert found(client_user, side="client") == {str(project.pk), str(working.pk)}
    assert found(client_user, side="client", status="open") == {str(project.pk)}
    assert found(client_user, side="freelancer") == set()
    assert found(freelancer, side="freelancer") == {str(working.pk)}
