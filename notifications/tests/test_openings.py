"""What is told of projects with several openings."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import UserFactory
from notifications.tests.factories import happens, told
from profiles.services.profile import make_profile
from projects.services.posting import cancel_project, update_project
from projects.services.proposals import accept_proposal
from projects.tests.factories import (
    make_file,
    make_invitation,
    make_project,
    make_proposal,
    make_question,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting():
    client = UserFactory(role=Role.CLIENT)
    make_profile(client)
    return make_project(client=client, openings=2)


@pytest.mark.parametrize("how", ["fill", "cancel"])
def test_who_was_chosen_is_not_told_that_somebody_else_was(posting, how):
    people = [UserFactory() for _number in range(3)]
    for author in people:
        make_question(posting, author)
    chosen, other, stranger = people
    accept = {"client": posting.client}
    happens(lambda: accept_proposal(**accept, proposal=make_proposal(posting, chosen)))
    if how == "fill":
        happens(lambda: accept_proposal(**accept, proposal=make_proposal(posting, other)))
    else:
        happens(lambda: cancel_project(client=posting.client, project=posting))
    assert told(stranger) == [{"fill": "project_filled", "cancel": "project_cancelled"}[how]]
    assert told(chosen) == ["proposal_accepted"]


def test_who_has_an_offer_to_answer_is_told_of_a_change():
    client, freelancer = UserFactory(role=Role.CLIENT), UserFactory()
    make_profile(client)
    project = make_project(client=client, is_private=True)
    make_invitation(project, freelancer, is_offer=True)
    changes = {"title": "Another house"}
    happens(lambda: update_project(client=client, project=project, changes=changes))
    assert told(freelancer) == ["project_changed"]


def test_another_plan_is_another_version_of_an_open_project_and_told():
    client, freelancer = UserFactory(role=Role.CLIENT), UserFactory()
    make_profile(client)
    project = make_project(client=client)
    proposal = make_proposal(project, freelancer)
    happens(lambda: make_file(project))
    proposal.project.refresh_from_db()
    assert proposal.is_outdated
    assert told(freelancer) == ["project_changed"]
