"""A decision on a project with several openings, and the work that fills one."""

from __future__ import annotations

import pytest

from accounts.tests.factories import UserFactory
from moderation.models import Action, ObjectKind
from moderation.tests.factories import make_decision
from profiles.services.profile import make_profile
from projects.models import ProjectStatus
from projects.services.proposals import accept_proposal
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(client_user):
    make_profile(client_user)
    return make_project(client=client_user, openings=2)


@pytest.fixture
def work(posting, freelancer):
    accept_proposal(client=posting.client, proposal=make_proposal(posting, freelancer))
    return posting.works.get()


@pytest.mark.parametrize("action", [Action.HIDE, Action.REMOVE])
def test_agreed_work_goes_on_and_nobody_else_is_chosen(
    api_as, client_user, freelancer, posting, work, action
):
    other = make_proposal(posting, UserFactory())
    make_decision(ObjectKind.PROJECT, posting, action=action)
    accepted = api_as(client_user).post(f"proposals/{other.pk}/accept")
    assert accepted.json()["errors"][0]["code"] == "project_removed"
    assert api_as(freelancer).post(f"projects/{work.pk}/deliver").status_code == 200


def test_work_is_not_in_the_public_history_while_its_posting_is_hidden(
    api_as, client_user, freelancer, posting, work
):
    client = api_as(client_user)
    client.post(f"projects/{work.pk}/complete")
    history = f"profiles/{freelancer.username}/projects"
    (shown,) = client.get(history).json()["results"]
    assert shown["id"] == str(work.pk)
    make_decision(ObjectKind.PROJECT, posting, action=Action.HIDE)
    assert client.get(history).json()["results"] == []
    work.refresh_from_db()
    assert work.status == ProjectStatus.COMPLETED
