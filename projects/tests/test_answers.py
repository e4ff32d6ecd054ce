"""What is answered has the fields that its class declares, in their order."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rest_framework.serializers import BaseSerializer, ListSerializer

from profiles.matching import Need, best_fits
from profiles.tests.factories import make_freelancer, make_skill
from projects.models import Invitation, Project, ProjectStatus, Proposal, with_agreed
from projects.recommendations import recommendations_for
from projects.serializers.matches import (
    AllRecommendationsSerializer,
    MatchesSerializer,
)
from projects.serializers.projects import (
    ProjectSerializer,
    TransitionSerializer,
    WorkSerializer,
)
from projects.serializers.proposals import InvitationSerializer, ProposalSerializer
from projects.services import completion
from projects.tests.factories import make_invitation, make_project, make_proposal

pytestmark = pytest.mark.django_db
# Made elsewhere, and held there.
READY_MADE = {"profile", "reputation", "avatar", "reasons"}


def check(declared: BaseSerializer, answer: object, path: str = "") -> None:
    """Whether an answer has what is declared, nested answers too."""
    if answer is None:
        return
    if isinstance(declared, ListSerializer):
        for one in answer:
            check(declared.child, one, path)
        return
    assert list(answer) == list(declared.fields), path
    for name, field in declared.fields.items():
        if isinstance(field, BaseSerializer) and name not in READY_MADE:
            check(field, answer[name], f"{path}.{name}")


@pytest.fixture
def skill():
    return make_skill("Painting")


@pytest.fixture
def finished(client_user, freelancer, skill) -> Project:
    project = make_project(
        client=client_user,
        freelancer=freelancer,
        status=ProjectStatus.IN_PROGRESS,
        skills=[skill],
        names_client=True,
    )
    completion.complete(client=client_user, project=project)
    return project


def as_seen_by(user) -> dict[str, object]:
    return {"request": SimpleNamespace(user=user)}


def test_a_project_and_how_it_moved(finished, freelancer, outsider):
    for viewer in (finished.client, freelancer, outsider):
        project = Project.objects.with_cards(viewer).get(pk=finished.pk)
        shown = ProjectSerializer(project, context=as_seen_by(viewer))
        check(ProjectSerializer(), shown.data)
    assert [one["slug"] for one in shown.data["skills"]] == ["painting"]
    moves = TransitionSerializer(project.transitions.known_to(freelancer), many=True)
    assert moves.data
    check(TransitionSerializer(many=True), moves.data)


def test_work_that_was_done(finished):
    work = with_agreed(Project.objects.with_client(None).with_skills()).get(pk=finished.pk)
    check(WorkSerializer(), WorkSerializer(work).data)


def test_proposals_and_invitations(client_user, freelancer, outsider):
    project = make_project(client=client_user)
    proposal, invitation = make_proposal(project, freelancer), make_invitation(project, outsider)
    offered = Proposal.objects.with_people(client_user).get(pk=proposal.pk)
    check(ProposalSerializer(), ProposalSerializer(offered).data)
    asked = Invitation.objects.with_people(client_user).get(pk=invitation.pk)
    check(InvitationSerializer(), InvitationSerializer(asked).data)


def test_who_and_what_fits(client_user, freelancer, skill):
    make_project(client=client_user, skills=[skill])
    make_freelancer("ann", headline="Stairwells")
    fits = best_fits(Need(title="Stairwells"))
    assert len(fits) == 1
    check(MatchesSerializer(), MatchesSerializer(fits, context={"is_explained": True}).data)
    found = recommendations_for(freelancer)
    shown = AllRecommendationsSerializer(found, context=as_seen_by(freelancer))
    check(AllRecommendationsSerializer(), shown.data)
