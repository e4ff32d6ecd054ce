"""Against whom an early end counts, and where that is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.tests.factories import PASSWORD, restriction_on
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Ending, Project
from projects.services.moderation import set_project_moderation
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

REASON = {"reason": "We could not agree on the colours"}
AGAINST_NOBODY = {"client": 0, "freelancer": 0}


@pytest.fixture
def running(client_user, freelancer):
    for user in (client_user, freelancer):
        make_profile(user)
    return make_project(client=client_user, freelancer=freelancer, status="in_progress")


@pytest.fixture
def callers(client, worker):
    return {"client": client, "freelancer": worker}


def charges(project: Project) -> dict[str, int]:
    """How many ends count against each of the two."""
    profiles = Profile.objects.in_bulk([project.client_id, project.freelancer_id])
    return {
        "client": profiles[project.client_id].projects_ended_early,
        "freelancer": profiles[project.freelancer_id].projects_ended_early,
    }


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


@pytest.mark.parametrize(
    ("ends", "says", "charged", "is_contested"),
    [
        ("client", None, "client", False),
        ("freelancer", None, "freelancer", False),
        ("client", "client", "client", False),
        ("client", "freelancer", "", True),
        ("freelancer", "client", "", True),
    ],
)
def test_an_end_counts_against_whoever_ends_it_unless_they_blame_the_other(
    callers, running, ends, says, charged, is_contested
):
    body = REASON | ({"caused_by": says} if says else {})
    assert callers[ends].post(f"projects/{running.pk}/end-early", body).status_code == 200
    assert charges(running) == AGAINST_NOBODY | ({charged: 1} if charged else {})
    for side, caller in callers.items():
        seen = caller.get(f"projects/{running.pk}/ending").json()
        assert seen == {
            "ended_by": ends,
            "reason": REASON["reason"],
            "caused_by": says or ends,
            "charged_to": charged,
            "is_contested": is_contested,
            "can_agree": is_contested and side != ends,
        }


def test_who_is_blamed_can_agree(client, worker, running):
    path = f"projects/{running.pk}"
    client.post(f"{path}/end-early", REASON | {"caused_by": "freelancer"})
    assert code(client.post(f"{path}/ending/agree")) == (403, "not_your_move")
    answer = worker.post(f"{path}/ending/agree").json()
    assert (answer["charged_to"], answer["is_contested"]) == ("freelancer", False)
    assert charges(running) == {"client": 0, "freelancer": 1}
    assert worker.post(f"{path}/ending/agree").status_code == 200
    assert charges(running) == {"client": 0, "freelancer": 1}


def test_where_nobody_is_blamed_there_is_nothing_to_agree_to(client, worker, running, api_as):
    path = f"projects/{running.pk}"
    assert code(worker.post(f"{path}/ending/agree")) == (409, "nothing_to_agree_to")
    assert worker.get(f"{path}/ending").status_code == 404
    client.post(f"{path}/end-early", REASON)
    assert code(worker.post(f"{path}/ending/agree")) == (409, "nothing_to_agree_to")
    bad = client.post(f"{path}/end-early", REASON | {"caused_by": "the weather"})
    assert bad.status_code == 422


def test_others_do_not_see_how_work_ended(client, running, api_as, outsider):
    client.post(f"projects/{running.pk}/end-early", REASON)
    stranger = api_as(outsider)
    assert stranger.get(f"projects/{running.pk}/ending").status_code == 404
    assert stranger.post(f"projects/{running.pk}/ending/agree").status_code == 404


def test_a_client_who_ends_after_a_delivery_does_not_harm_the_freelancer(client, worker, running):
    worker.post(f"projects/{running.pk}/deliver")
    client.post(f"projects/{running.pk}/end-early", REASON)
    assert charges(running) == {"client": 1, "freelancer": 0}


def test_who_erases_the_account_does_not_harm_the_other(client, running, freelancer):
    client.delete("me", {"current_password": PASSWORD})
    assert Profile.objects.get(user=freelancer).projects_ended_early == 0


def test_a_delivery_that_waits_for_who_erases_the_account_counts_as_accepted(
    client, worker, running, freelancer
):
    worker.post(f"projects/{running.pk}/deliver")
    client.delete("me", {"current_password": PASSWORD})
    running.refresh_from_db()
    assert running.status == "completed"
    record = Profile.objects.get(user=freelancer)
    assert (record.projects_completed, record.projects_ended_early) == (1, 0)


def test_what_moderation_removed_is_ended_at_nobodys_expense(worker, running):
    set_project_moderation(
        project=running, state="removed", decision=restriction_on(running.pk, "content")
    )
    worker.post(f"projects/{running.pk}/end-early", REASON)
    assert charges(running) == AGAINST_NOBODY


def test_the_profile_shows_both_records(api, client, worker, client_user, freelancer, asha):
    common = {"client": client_user, "freelancer": freelancer, "status": "in_progress"}
    for caller in (client, worker, worker):
        project = make_project(**common)
        caller.post(f"projects/{project.pk}/end-early", REASON)
    client.post(f"projects/{make_project(**common).pk}/complete")
    records = {
        name: api.get(f"profiles/{name}").json()["record"]
        for name in (client_user.username, freelancer.username)
    }
    assert records == {
        client_user.username: {"completed": 1, "ended_early": 1, "answered": None},
        freelancer.username: {"completed": 1, "ended_early": 2, "answered": None},
    }
    page = asha.get(f"/@{freelancer.username}").content.decode()
    assert "2 projects ended early by their doing" in page


def test_the_database_charges_nobody_without_cause(client, running):
    client.post(f"projects/{running.pk}/end-early", REASON | {"caused_by": "freelancer"})
    ending = Ending.objects.filter(project=running)
    for change in (
        {"charged_to": "freelancer"},
        {"charged_to": "client"},
        {"ended_by": ""},
        {"caused_by": "weather"},
        {"ruling": "perhaps"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ending.update(**change)


def test_the_project_page_says_so_and_asks(society, asha, running, client_user, freelancer):
    path = f"/projects/{running.pk}"
    society.post(f"{path}/end-early", REASON | {"caused_by": "freelancer"})
    assert "You say that the other side caused it" in society.get(path).content.decode()
    page = asha.get(path).content.decode()
    assert "They say that you caused it" in page
    asha.post(f"{path}/ending/agree")
    assert "It counts against you." in asha.get(path).content.decode()
    assert "It counts against the other side." in society.get(path).content.decode()


def test_time_completes_what_was_delivered_before_anybody_ends_it(client, worker, running):
    now = timezone.now()
    times = {"delivered_at": now - timedelta(days=14), "completes_at": now}
    Project.objects.filter(pk=running.pk).update(**times)
    assert code(client.post(f"projects/{running.pk}/end-early", REASON)) == (409, "wrong_state")
    assert charges(running) == AGAINST_NOBODY
