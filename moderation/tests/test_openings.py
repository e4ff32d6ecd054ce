"""A decision on a project with several openings, and the work that fills one."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models.functions import Now

from accounts.tests.factories import UserFactory
from moderation.concerned import others_concerned
from moderation.models import Action, ObjectKind
from moderation.services.effects import lift
from moderation.tests.factories import make_decision
from profiles.services.profile import make_profile
from projects.models import Project, ProjectStatus
from projects.services.proposals import accept_proposal
from projects.tests.factories import make_project, make_proposal
from reviews.models import Reputation, Review
from reviews.tests.factories import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def posting(client_user):
    make_profile(client_user)
    return make_project(client=client_user, openings=2)


@pytest.fixture
def work(posting, freelancer):
    accept_proposal(client=posting.client, proposal=make_proposal(posting, freelancer))
    return posting.works.get()


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def test_nobody_else_is_chosen_for_a_hidden_posting_and_work_goes_on(
    api_as, client_user, freelancer, posting, work
):
    other = make_proposal(posting, UserFactory())
    make_decision(ObjectKind.PROJECT, posting, action=Action.HIDE)
    accepted = api_as(client_user).post(f"proposals/{other.pk}/accept")
    assert code(accepted) == "project_removed"
    assert api_as(freelancer).post(f"projects/{work.pk}/deliver").status_code == 200


def test_work_on_a_removed_posting_ends_without_blame_and_does_not_go_on(
    api_as, client_user, freelancer, posting, work
):
    client, worker = api_as(client_user), api_as(freelancer)
    make_decision(ObjectKind.PROJECT, posting, action=Action.REMOVE)
    path = f"projects/{work.pk}"
    assert worker.get(path).json()["moderation"] == "removed"
    assert code(worker.post(f"{path}/deliver")) == "project_removed"
    assert code(client.put(f"{path}/contact", {"name": "Rao"})) == "project_removed"
    assert code(client.post(f"{path}/messages", {"body": "Go on!"})) == "project_removed"
    worker.post(f"{path}/end-early", {"reason": "It was removed."})
    assert client.get(f"{path}/ending").json()["charged_to"] == ""


def test_reviews_of_work_on_a_removed_posting_count_no_more(freelancer, posting, work):
    """A reputation that was bought with one sham posting goes with it."""
    Project.objects.filter(pk=work.pk).update(status="completed", closed_at=Now())
    work.refresh_from_db()
    for author in (work.client, work.freelancer):
        make_review(work, author)
    assert Reputation.objects.get(user=freelancer).count == 1
    decision = make_decision(ObjectKind.PROJECT, posting, action=Action.REMOVE)
    assert Reputation.objects.get(user=freelancer).count == 0
    assert not Review.objects.public().exists()
    with transaction.atomic():
        lift(decision.restriction)
    assert Reputation.objects.get(user=freelancer).count == 1


def test_who_fills_an_opening_is_told_of_the_decision(freelancer, posting, work):
    assert freelancer.pk in others_concerned(ObjectKind.PROJECT, posting)


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
