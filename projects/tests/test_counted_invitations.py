"""Which invitations count in how often a freelancer answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Status
from accounts.services.blocks import block_person
from accounts.tests.factories import UserFactory, restriction_on, with_status
from foundation import deadlines
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Invitation
from projects.services.moderation import set_project_moderation
from projects.services.proposals import accept_proposal, invite
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db
ANSWER_TIME = timedelta(hours=48)


@pytest.fixture
def project(client_user, freelancer):
    make_profile(freelancer)
    return make_project(client=client_user)


@pytest.fixture
def invitation(client_user, freelancer, project):
    return invite(client=client_user, project=project, username=freelancer.username)


def pass_time(time: timedelta) -> None:
    Invitation.objects.update(counts_at=F("counts_at") - time)
    deadlines.forget()
    deadlines.settle_due()


def answers(user) -> tuple[int, int]:
    """How many were answered, of how many that count."""
    profile = Profile.objects.get(user=user)
    return profile.invitations_answered, profile.invitations_received


def test_an_invitation_counts_once_it_was_open_for_48_hours(invitation, freelancer):
    pass_time(ANSWER_TIME - timedelta(minutes=1))
    assert answers(freelancer) == (0, 0)
    pass_time(timedelta(minutes=1))
    assert answers(freelancer) == (0, 1)


def test_a_late_answer_is_an_answer(worker, invitation, freelancer):
    pass_time(ANSWER_TIME)
    worker.post(f"me/invitations/{invitation.pk}/decline")
    assert answers(freelancer) == (1, 1)


def test_an_early_answer_counts_at_once_whatever_becomes_of_the_project(
    client, worker, invitation, project, freelancer
):
    worker.post(f"me/invitations/{invitation.pk}/decline")
    client.post(f"projects/{project.pk}/cancel")
    pass_time(ANSWER_TIME)
    assert answers(freelancer) == (1, 1)


@pytest.mark.parametrize("closes", ["cancel", "fill"])
def test_one_whose_project_closed_before_never_counts(
    client, invitation, project, freelancer, closes
):
    pass_time(ANSWER_TIME - timedelta(minutes=1))
    if closes == "cancel":
        client.post(f"projects/{project.pk}/cancel")
    else:
        offer = make_proposal(project, UserFactory())
        assert client.post(f"proposals/{offer.pk}/accept").status_code == 200
    pass_time(ANSWER_TIME)
    assert answers(freelancer) == (0, 0)


def test_one_whose_project_closed_later_counts_though_nobody_looked_in_between(
    client_user, invitation, project, freelancer
):
    past = timezone.now() - timedelta(minutes=1)
    Invitation.objects.update(counts_at=past)
    offer = make_proposal(project, UserFactory())
    accept_proposal(client=client_user, proposal=offer)
    pass_time(timedelta())
    assert answers(freelancer) == (0, 1)


@pytest.mark.parametrize("why", ["hidden", "client_away", "freelancer_away", "blocked"])
def test_one_that_nobody_could_answer_never_counts(
    invitation, project, client_user, freelancer, why
):
    if why == "hidden":
        decision = restriction_on(project.pk, "content")
        set_project_moderation(project=project, state="hidden", decision=decision)
    elif why == "blocked":
        block_person(user=client_user, session_id=None, username=freelancer.username)
    else:
        with_status(client_user if why == "client_away" else freelancer, Status.INACTIVE)
    pass_time(ANSWER_TIME)
    assert answers(freelancer) == (0, 0)
    if why == "hidden":  # shown again, its time is over
        set_project_moderation(project=project, state="visible", decision=None)
        pass_time(ANSWER_TIME)
        assert answers(freelancer) == (0, 0)


def test_the_share_is_shown_from_five_on(api, client_user, freelancer):
    make_profile(freelancer)
    Profile.objects.filter(user=freelancer).update(invitations_received=4, invitations_answered=3)
    path = f"profiles/{freelancer.username}"
    assert api.get(path).json()["record"]["answered"] is None
    Profile.objects.filter(user=freelancer).update(invitations_received=5)
    assert api.get(path).json()["record"]["answered"] == 0.6


def test_each_invitation_has_its_own_time(client_user, freelancer, project):
    invite(client=client_user, project=project, username=freelancer.username)
    pass_time(timedelta(hours=24))
    other = make_project(client=client_user, title="Another")
    invite(client=client_user, project=other, username=freelancer.username)
    pass_time(timedelta(hours=24))
    assert answers(freelancer) == (0, 1)
