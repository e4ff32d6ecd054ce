"""Nobody floods others with projects, invitations or proposals, by the API or the pages."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from accounts.models import Role
from accounts.tests.factories import UserFactory
from foundation.errors import LimitExceeded
from profiles.services.profile import make_profile
from projects.models import Invitation, Project, Proposal
from projects.services.proposals import submit_proposal
from projects.tests.factories import make_project

NEW = {"title": "Paint the stairwell", "description": "Three floors, two coats."}
OFFER = {"cover_note": "Two coats, and no mess."}
DAY = 86_400


def assert_refused(answer) -> None:
    assert answer.status_code == 429, answer.content
    assert answer.json()["errors"][0]["code"] == "throttled"
    assert DAY - 120 < int(answer["Retry-After"]) <= DAY


def make_people(number: int) -> list[str]:
    people = UserFactory.create_batch(number, role=Role.FREELANCER)
    for one in people:
        make_profile(one)
    return [one.username for one in people]


@pytest.mark.django_db
def test_a_client_posts_so_many_projects_a_day_drafts_included(client, society, settings):
    settings.PROJECTS_PER_DAY = 2
    for status in ("draft", "open"):
        assert client.post("projects", NEW | {"status": status}).status_code == 201
    assert_refused(client.post("projects", NEW))
    assert "Too many attempts" in society.post("/projects/new", NEW).content.decode()
    assert Project.objects.count() == 2


@pytest.mark.django_db
def test_what_was_refused_for_its_skills_does_not_count(client, settings):
    settings.PROJECTS_PER_DAY = 1
    assert client.post("projects", NEW | {"skills": ["Paitning"]}).status_code == 422
    assert client.post("projects", NEW).status_code == 201


@pytest.mark.django_db
def test_a_client_invites_so_many_a_day_to_all_projects_together(client, client_user, settings):
    settings.INVITATIONS_PER_DAY = 2
    projects = [make_project(client=client_user) for _number in range(3)]
    for project, name in zip(projects, names := make_people(3), strict=True):
        answer = client.post(f"projects/{project.pk}/invite", {"username": name})
        assert answer.status_code == 201 or name == names[-1]
    assert_refused(answer)
    assert Invitation.objects.count() == 2


@pytest.mark.django_db
def test_strangers_do_not_use_up_the_invitations_of_a_client(api_as, client_user, settings):
    settings.INVITATIONS_PER_DAY = 1
    path = f"projects/{make_project(client=client_user).pk}/invite"
    (name,) = make_people(1)
    other = UserFactory(role=Role.CLIENT)
    assert api_as(other).post(path, {"username": name}).status_code == 403
    assert api_as(client_user).post(path, {"username": name}).status_code == 201


@pytest.mark.django_db
def test_a_freelancer_proposes_so_often_a_day(worker, client_user, settings):
    settings.PROPOSALS_PER_DAY = 2
    for number in range(3):
        project = make_project(client=client_user)
        answer = worker.post(f"projects/{project.pk}/proposals", OFFER)
        assert answer.status_code == (201 if number < 2 else 429)
    assert_refused(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["withdraw", "decline"])
def test_after_a_withdrawal_or_a_decline_one_may_propose_once_more_a_day(
    worker, client, project, by
):
    path = f"projects/{project.pk}/proposals"
    for status in (201, 201, 429):
        answer = worker.post(path, OFFER)
        assert answer.status_code == status
        if status == 201:
            ender = worker if by == "withdraw" else client
            assert ender.post(f"proposals/{answer.json()['id']}/{by}").status_code == 200
    assert_refused(answer)
    other = make_project(client=project.client)
    assert worker.post(f"projects/{other.pk}/proposals", OFFER).status_code == 201


@pytest.mark.django_db
def test_who_proposes_twice_by_mistake_may_still_propose_again_later(worker, project):
    path = f"projects/{project.pk}/proposals"
    first = worker.post(path, OFFER).json()
    assert worker.post(path, OFFER).status_code == 409
    assert worker.post(f"proposals/{first['id']}/withdraw").status_code == 200
    assert worker.post(path, OFFER).status_code == 201


@pytest.mark.django_db
def test_the_page_says_that_it_was_too_often(asha, freelancer, client_user, settings):
    settings.PROPOSALS_PER_DAY = 1
    first, second = (make_project(client=client_user) for _number in range(2))
    assert asha.post(f"/projects/{first.pk}/propose", OFFER).status_code == 302
    answer = asha.post(f"/projects/{second.pk}/propose", OFFER)
    assert "Too many attempts" in answer.content.decode()
    assert Proposal.objects.get().project == first


@pytest.mark.django_db(transaction=True)
def test_of_two_proposals_at_once_the_limit_lets_one_pass(freelancer, client_user, settings):
    settings.PROPOSALS_PER_DAY = 1
    projects = [make_project(client=client_user) for _number in range(2)]
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def propose(project: Project) -> None:
        together.wait()
        try:
            submit_proposal(freelancer=freelancer, project=project, **OFFER)
            outcomes.append("made")
        except LimitExceeded:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=propose, args=(project,)) for project in projects]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused"]
    assert Proposal.objects.count() == 1
