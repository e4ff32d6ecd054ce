"""What goes on with a project that a decision took out of sight, for its parties: nothing but its
end. Its reviews count no more.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.utils import timezone

from foundation import deadlines
from foundation.models import Event
from moderation.models import Action, ObjectKind
from moderation.services.deciding import take_back
from moderation.tests.factories import make_decision, make_staff
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Project, ProjectStatus
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.tests.factories import BODY, make_finished, make_revealed, make_review, pass_time

if TYPE_CHECKING:
    from accounts.models import User

pytestmark = pytest.mark.django_db

EDIT = {"title": "Paint it all"}
OFFER = {"cover_note": "Two coats, and no mess."}
WHY = {"reason": "It was removed."}


@pytest.fixture(autouse=True)
def _profiles(client_user, freelancer) -> None:
    make_profile(client_user)
    make_profile(freelancer)


def taken(project: Project, action: str = Action.REMOVE) -> Project:
    make_decision(ObjectKind.PROJECT, project, action)
    return project


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


REFUSED = (409, "project_removed")


@pytest.mark.parametrize("action", [Action.HIDE, Action.REMOVE])
def test_nobody_is_brought_into_an_open_one(api_as, client_user, freelancer, action):
    project = make_project(client=client_user)
    proposal = make_proposal(project, freelancer)
    taken(project, action)
    client = api_as(client_user)
    assert code(client.post(f"proposals/{proposal.pk}/accept")) == REFUSED
    invited = client.post(f"projects/{project.pk}/invite", {"username": freelancer.username})
    assert code(invited) == REFUSED
    assert Project.objects.get().status == ProjectStatus.OPEN


def test_who_was_invited_before_cannot_propose_either(api_as, client_user, freelancer):
    project = make_project(client=client_user)
    make_invitation(project, freelancer)
    taken(project)
    answer = api_as(freelancer).post(f"projects/{project.pk}/proposals", OFFER)
    assert answer.status_code == 404  # a stranger to it: it is out of sight


def test_a_removed_one_is_not_edited_and_a_hidden_one_is(api_as, client_user):
    client = api_as(client_user)
    removed = taken(make_project(client=client_user))
    assert code(client.patch(f"projects/{removed.pk}", EDIT)) == REFUSED
    hidden = taken(make_project(client=client_user), Action.HIDE)
    assert client.patch(f"projects/{hidden.pk}", EDIT).status_code == 200


def test_a_removed_one_can_be_cancelled_and_proposals_declined_and_withdrawn(
    api_as, client_user, freelancer
):
    project = make_project(client=client_user)
    proposal = make_proposal(project, freelancer)
    taken(project)
    assert api_as(freelancer).post(f"proposals/{proposal.pk}/withdraw").status_code == 200
    assert api_as(client_user).get(f"projects/{project.pk}").json()["actions"] == ["cancel"]
    assert api_as(client_user).post(f"projects/{project.pk}/cancel").status_code == 200


@pytest.mark.parametrize(
    ("move", "by"),
    [
        ("deliver", "freelancer"),
        ("complete", "client_user"),
        ("reject-delivery", "client_user"),
    ],
)
def test_work_on_a_removed_one_does_not_go_on(api_as, request, client_user, freelancer, move, by):
    times = {"delivered_at": timezone.now(), "completes_at": timezone.now() + timedelta(days=1)}
    project = make_project(
        client=client_user,
        freelancer=freelancer,
        status=ProjectStatus.IN_PROGRESS,
        **({} if move == "deliver" else times),
    )
    taken(project)
    user = request.getfixturevalue(by)
    body = WHY if move == "reject-delivery" else {}
    assert code(api_as(user).post(f"projects/{project.pk}/{move}", body)) == REFUSED
    assert api_as(user).get(f"projects/{project.pk}").json()["actions"] == ["end_early"]
    assert api_as(user).post(f"projects/{project.pk}/end-early", WHY).status_code == 200


def test_work_on_a_hidden_one_goes_on(api_as, client_user, freelancer):
    project = make_project(
        client=client_user, freelancer=freelancer, status=ProjectStatus.IN_PROGRESS
    )
    taken(project, Action.HIDE)
    assert api_as(freelancer).post(f"projects/{project.pk}/deliver").status_code == 200
    assert api_as(client_user).post(f"projects/{project.pk}/complete").status_code == 200


def test_time_completes_no_removed_one(client_user, freelancer):
    project = make_project(
        client=client_user,
        freelancer=freelancer,
        status=ProjectStatus.IN_PROGRESS,
        delivered_at=timezone.now() - timedelta(days=20),
        completes_at=timezone.now() - timedelta(days=6),
    )
    Project.objects.filter(pk=project.pk).update(completes_at=timezone.now() + timedelta(days=1))
    taken(project)
    Project.objects.filter(pk=project.pk).update(completes_at=timezone.now() - timedelta(days=1))
    deadlines.forget()
    call_command("settle")
    assert Project.objects.get().status == ProjectStatus.IN_PROGRESS


def test_nobody_is_reminded_of_the_delivery_of_a_removed_one(client_user, freelancer):
    now = timezone.now()
    project = make_project(
        client=client_user,
        freelancer=freelancer,
        status=ProjectStatus.IN_PROGRESS,
        delivered_at=now - timedelta(days=11),
        completes_at=now + timedelta(days=3),
        reminds_at=now,
    )
    taken(project)
    call_command("settle")
    assert not Event.objects.filter(type="project.completion_near").exists()


# --- Reviews --------------------------------------------------------------------------------------


def test_nobody_reviews_a_removed_one(api_as, client_user, freelancer):
    project = taken(make_finished(client_user, freelancer))
    for user in (client_user, freelancer):
        assert code(api_as(user).post(f"projects/{project.pk}/reviews", BODY)) == REFUSED
        assert api_as(user).get(f"projects/{project.pk}/reviews").json()["is_open"] is False
        assert api_as(user).get("me/reviews/awaiting").json()["results"] == []


def count_of(user: User) -> int:
    return Profile.objects.get(user=user).review_count


def test_its_reviews_count_and_are_shown_no_more_until_it_is_back(api, client_user, freelancer):
    project = make_finished(client_user, freelancer)
    make_revealed(project)
    assert (count_of(freelancer), count_of(client_user)) == (1, 1)
    decision = make_decision(ObjectKind.PROJECT, project, Action.REMOVE)
    assert (count_of(freelancer), count_of(client_user)) == (0, 0)
    path = f"profiles/{freelancer.username}/reviews"
    assert api.get(path).json()["results"] == []
    call_command("recompute_reputation", check=True)
    take_back(decision=decision, moderator=make_staff(), facts="It was a mistake.")
    assert (count_of(freelancer), count_of(client_user)) == (1, 1)
    assert len(api.get(path).json()["results"]) == 1
    call_command("recompute_reputation", check=True)


def test_a_hidden_ones_reviews_count_on(client_user, freelancer):
    project = make_finished(client_user, freelancer)
    make_revealed(project)
    taken(project, Action.HIDE)
    assert count_of(freelancer) == 1


def test_one_that_is_removed_while_a_review_waits_reveals_none_that_counts(client_user, freelancer):
    project = make_finished(client_user, freelancer)
    make_review(project, client_user)
    taken(project)
    pass_time()
    call_command("settle")
    assert count_of(freelancer) == 0
    call_command("recompute_reputation", check=True)
