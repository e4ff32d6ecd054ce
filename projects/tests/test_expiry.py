"""An open project closes when nobody was chosen in time, and its client can keep it open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Role
from accounts.tests.factories import UserFactory
from foundation import deadlines
from foundation.models import Event
from profiles.services.profile import make_profile
from projects.models import Project, Transition
from projects.services.completion import expire_due
from projects.services.proposals import accept_proposal
from projects.tests.conftest import browser_of
from projects.tests.factories import make_invitation, make_project, make_proposal
from projects.tests.test_races import at_once

pytestmark = pytest.mark.django_db
NEW = {"title": "Fix a tap", "description": "It drips.", "status": "open"}


def pass_time(**time: float) -> None:
    Project.objects.update(**{name: F(name) - timedelta(**time) for name in ("expires_at",)})
    deadlines.forget()


def in_days(number: float) -> str:
    return (timezone.now() + timedelta(days=number)).isoformat()


def days_left(project: dict) -> float:
    left = Project.objects.get(pk=project["id"]).expires_at - timezone.now()
    return round(left / timedelta(days=1), 2)


def test_it_is_open_for_sixty_days_or_as_its_client_says(client):
    assert days_left(client.post("projects", NEW).json()) == 60
    draft = client.post("projects", NEW | {"status": "draft", "expires_at": in_days(10)}).json()
    assert days_left(client.post(f"projects/{draft['id']}/open").json()) == 10
    late = client.post("projects", NEW | {"status": "draft", "expires_at": in_days(10)}).json()
    pass_time(days=10)
    assert days_left(client.post(f"projects/{late['id']}/open").json()) == 60


def test_its_client_extends_it_within_bounds_and_nobody_else_does(client, worker, client_user):
    project = make_project(client=client_user)
    path = f"projects/{project.pk}/extend"
    assert days_left(client.post(path, {"expires_at": in_days(100)}).json()) == 100
    assert days_left(client.post(path, {}).json()) == 60
    for days in (0.5, 181, -3):
        (error,) = client.post(path, {"expires_at": in_days(days)}).json()["errors"]
        assert (error["attr"], error["code"]) == ("expires_at", "out_of_range")
    assert client.post(path, {"expires_at": "soon"}).status_code == 422
    assert worker.post(path, {}).status_code == 403
    assert "extend" in client.get(f"projects/{project.pk}").json()["actions"]
    make_project(client=client_user, status="draft")
    draft = Project.objects.get(status="draft")
    assert client.post(f"projects/{draft.pk}/extend", {}).status_code == 409


def test_however_many_are_over_at_once_the_oldest_closes_first_and_each_once(
    client_user, monkeypatch
):
    monkeypatch.setattr(deadlines, "AT_ONCE", 2)
    made = [make_project(client=client_user) for _ in range(5)]
    for one, days in zip(made, (63, 61, 64, 60, 62), strict=True):
        Project.objects.filter(pk=one.pk).update(expires_at=timezone.now() - timedelta(days=days))
    assert (expire_due(), expire_due()) == (5, 0)
    closed = Transition.objects.order_by("id").values_list("project", flat=True)
    assert [*closed] == [made[number].pk for number in (2, 0, 4, 1, 3)]
    assert set(Project.objects.values_list("status", flat=True)) == {"expired"}


def test_who_reads_first_after_its_time_finds_it_closed(client, worker, client_user, freelancer):
    project = make_project(client=client_user, title="A mill")
    offer = make_proposal(project, freelancer)
    invited = UserFactory()
    make_invitation(project, invited)
    assert [one["title"] for one in worker.get("projects").json()["results"]] == ["A mill"]
    pass_time(days=30)
    assert worker.get("projects").json()["results"] == []
    assert worker.get("projects", {"q": "mill"}).json()["results"] == []
    assert worker.get(f"projects/{project.pk}").status_code == 404
    assert worker.get("me/recommendations").json()["projects"] == []
    assert worker.get(f"proposals/{offer.pk}").json()["status"] == "declined"
    seen = client.get(f"projects/{project.pk}").json()
    assert (seen["status"], seen["actions"], bool(seen["closed_at"])) == ("expired", ["open"], True)
    moves = Transition.objects.filter(action="expire").order_by("id")
    assert [(one.proposal_id, one.actor) for one in moves] == [(None, None), (offer.pk, None)]
    assert expire_due() == 0
    assert Event.objects.filter(type="project.expired", actor_id=None).count() == 1


def test_what_expired_can_be_posted_again_and_counts_as_one_more(client, client_user, settings):
    project = make_project(client=client_user)
    pass_time(days=30)
    path = f"projects/{project.pk}"
    assert client.patch(path, {"title": "Another title"}).status_code == 409
    settings.PROJECTS_PER_DAY = 1
    again = client.post(f"{path}/open").json()
    assert (again["status"], again["closed_at"], days_left(again)) == ("open", None, 60)
    pass_time(days=61)
    assert client.post(f"{path}/open").status_code == 429


def test_nobody_is_chosen_or_proposes_after_its_time(client, worker, client_user, freelancer):
    project = make_project(client=client_user)
    offer = make_proposal(project, UserFactory())
    worker.get("projects")  # nothing is due for a minute, as far as this process knows
    Project.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = worker.post(f"projects/{project.pk}/proposals", {"cover_note": "I would do it."})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "wrong_state")
    assert client.post(f"proposals/{offer.pk}/accept").status_code == 409
    deadlines.forget()
    assert client.get(f"projects/{project.pk}").json()["status"] == "expired"


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_an_acceptance_and_the_last_moment_leave_one_of_both():
    client = UserFactory(role=Role.CLIENT)
    freelancer = UserFactory()
    make_profile(freelancer)
    project = make_project(client=client)
    offer = make_proposal(project, freelancer)
    Project.objects.update(expires_at=timezone.now() + timedelta(milliseconds=20))
    results = at_once(
        lambda: accept_proposal(client=client, proposal=offer),
        *(lambda: (expire_due(), expire_due()) for _ in range(3)),
    )
    project.refresh_from_db()
    offer.refresh_from_db()
    pair = (project.status, offer.status)
    assert pair in {("in_progress", "accepted"), ("expired", "declined"), ("open", "submitted")}
    assert isinstance(results[0], Exception) == (pair[1] != "accepted")
    assert Transition.objects.filter(action="expire", proposal=None).count() <= 1


def test_its_page_says_how_long_it_is_open_and_has_the_buttons(client_user):
    project = make_project(client=client_user)
    page = browser_of(client_user)
    path = f"/projects/{project.pk}"
    assert "Open: 29 days left" in page.get(path).content.decode()
    answer = page.post(f"{path}/extend", follow=True)
    assert "Open: 59 days left" in answer.content.decode()
    pass_time(days=61)
    assert "Post it again" in page.get(path).content.decode()
    page.post(f"{path}/open")
    assert Project.objects.get().status == "open"
