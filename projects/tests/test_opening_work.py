"""The work on one of several openings goes its own way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from projects.models import (
    Project,
    ProjectStatus,
)
from projects.tests.openings import agreement_of, hire

pytestmark = pytest.mark.django_db


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_agreed_work_goes_its_own_way(client, worker, api_as, freelancer, bela, posting):
    hire(posting, freelancer)
    other = hire(posting, bela)
    (own,) = worker.get(f"projects/{posting.pk}/agreements").json()["results"]
    path = f"agreements/{own['id']}"
    assert own["actions"] == ["deliver", "end_early"]
    delivered = worker.post(f"{path}/deliver").json()
    assert delivered["delivered_at"]
    assert delivered["completes_at"]
    refused = client.post(f"{path}/reject-delivery", {"reason": "The door is bare."}).json()
    assert refused["delivered_at"] is None
    assert client.post(f"{path}/complete").json()["status"] == "completed"
    review = {"rating": 5, "text": "Clean and quick, all of it."}
    assert client.post(f"{path}/reviews", review).status_code == 201
    assert worker.get(f"{path}/reviews").json()["other"]["submitted"]
    other.refresh_from_db()
    assert (other.status, other.delivered_at) == ("in_progress", None)
    theirs = f"agreements/{agreement_of(other).pk}"
    ended = api_as(bela).post(f"{theirs}/end-early", {"reason": "I broke my arm."}).json()
    assert (ended["status"], ended["actions"]) == ("ended_early", [])
    assert client.get(f"{theirs}/ending").json()["charged_to"] == "freelancer"
    history = client.get(f"profiles/{freelancer.username}/projects").json()["results"]
    assert [one["title"] for one in history] == ["Paint four flats"]


def test_the_projects_own_routes_act_on_the_only_agreement(client, worker, freelancer, posting):
    work = hire(posting, freelancer)
    path = f"projects/{posting.pk}"
    assert worker.get(f"{path}/agreement").json()["project"] == str(work.pk)
    assert worker.post(f"{path}/deliver").json()["id"] == str(work.pk)
    assert client.get(f"{path}/contact").status_code == 200
    assert client.post(f"{path}/complete").json()["status"] == "completed"
    assert worker.get(f"{path}/reviews").json()["is_open"]
    assert client.get(path).json()["status"] == "open"


@pytest.mark.parametrize(
    ("method", "route", "body"),
    [
        ("get", "agreement", None),
        ("post", "complete", {}),
        ("post", "reject-delivery", {"reason": "The door is bare."}),
        ("post", "end-early", {"reason": "No money left."}),
        ("get", "contact", None),
        ("get", "ending", None),
        ("post", "ending/agree", {}),
        ("get", "reviews", None),
        ("post", "reviews/decline", {}),
        ("post", "messages", {"body": "Where are you?"}),
    ],
)
def test_with_several_agreements_the_client_is_told_which(
    client, freelancer, bela, posting, method, route, body
):
    works = [hire(posting, freelancer), hire(posting, bela)]
    path = f"projects/{posting.pk}/{route}"
    answer = client.get(path) if method == "get" else client.post(path, body)
    assert code(answer) == (409, "several_agreements")
    for work in works:
        assert str(agreement_of(work).pk) in answer.json()["errors"][0]["detail"]
    assert {work.status for work in posting.works.all()} == {"in_progress"}


def test_a_freelancer_has_one_agreement_at_most_and_means_that(worker, freelancer, bela, posting):
    work = hire(posting, freelancer)
    hire(posting, bela)
    assert worker.post(f"projects/{posting.pk}/deliver").json()["id"] == str(work.pk)


def test_a_client_writes_to_and_meets_whom_they_name(client, freelancer, bela, posting):
    work = hire(posting, freelancer)
    hire(posting, bela)
    said = {"to": freelancer.username, "body": "Where are you?"}
    made = client.post(f"projects/{posting.pk}/messages", said).json()
    (one,) = client.get("me/conversations").json()["results"]
    assert (one["id"], one["project"]["id"]) == (made["conversation"], str(work.pk))
    again = client.post(f"agreements/{agreement_of(work).pk}/messages", {"body": "Hello?"}).json()
    assert again["conversation"] == made["conversation"]
    day = timezone.now() + timedelta(days=3)
    times = [{"starts_at": f"{day:%Y-%m-%dT%H:%M}", "minutes": 60}]
    asked = {"to": freelancer.username, "times": times, "time_zone": "Europe/Berlin"}
    asked["place"] = "Lake Road 12"
    meeting = client.post(f"projects/{posting.pk}/appointments", asked)
    assert meeting.status_code == 201, meeting.content
    assert meeting.json()["project"]["id"] == str(work.pk)
    (listed,) = client.get(f"projects/{posting.pk}/appointments").json()["results"]
    assert listed["id"] == meeting.json()["id"]


def test_strangers_act_on_no_agreement(api_as, outsider, freelancer, posting):
    agreement = agreement_of(hire(posting, freelancer))
    stranger = api_as(outsider)
    said = {"end-early": {"reason": "Enough"}, "reject-delivery": {"reason": "Not yet"}}
    said |= {"deliver": {}, "complete": {}, "messages": {"body": "Hello?"}}
    for route, body in said.items():
        assert stranger.post(f"agreements/{agreement.pk}/{route}", body).status_code == 404
    for route in ("", "/ending", "/contact", "/reviews", "/appointments"):
        assert stranger.get(f"agreements/{agreement.pk}{route}").status_code == 404


def test_each_does_their_own_part(client, worker, freelancer, posting):
    path = f"agreements/{agreement_of(hire(posting, freelancer)).pk}"
    assert code(client.post(f"{path}/deliver")) == (403, "not_your_move")
    assert code(worker.post(f"{path}/complete")) == (403, "not_your_move")
    assert code(client.post(f"{path}/reject-delivery", {"reason": "Bare."})) == (409, "wrong_state")
    assert code(client.post(f"{path}/end-early", {})) == (422, "required")


def test_the_page_shows_the_client_who_works_and_each_their_own(
    society, asha, freelancer, bela, posting
):
    work, other = hire(posting, freelancer), hire(posting, bela)
    page = society.get(f"/projects/{posting.pk}").content.decode()
    assert f"/projects/{work.pk}" in page
    assert f"/projects/{other.pk}" in page
    assert "0 of 2 openings free" in page
    page = asha.get(f"/projects/{posting.pk}").content.decode()
    assert f"/projects/{work.pk}" in page
    assert f"/projects/{other.pk}" not in page
    assert f"/projects/{posting.pk}/propose" not in page
    assert asha.get(f"/projects/{work.pk}/agreement").status_code == 200
    assert f"/projects/{posting.pk}" in asha.get(f"/projects/{work.pk}").content.decode()


def test_a_client_posts_and_edits_openings_on_pages(society, client_user):
    said = {"title": "Paint four flats", "description": "Two coats.", "openings": "4"}
    society.post("/projects/new", said | {"status": "open"})
    project = Project.objects.get(client=client_user)
    assert (project.openings, project.status) == (4, ProjectStatus.OPEN)
    society.post(f"/projects/{project.pk}/edit", said | {"openings": "2"})
    project.refresh_from_db()
    assert project.openings == 2
