"""A party says that they will not review: the other's review need not wait."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from projects.models import ProjectStatus
from reviews.models import DeclinedReview, Review
from reviews.tests.factories import BODY, TEXT, make_finished, make_review, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client_user, freelancer):
    return make_finished(client_user, freelancer)


@pytest.fixture
def path(project):
    return f"projects/{project.pk}/reviews"


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_a_review_that_is_in_is_revealed_with_that(api_as, project, path):
    client, freelancer = api_as(project.client), api_as(project.freelancer)
    client.post(path, BODY)
    assert freelancer.get(path).json()["other"]["review"] is None
    answer = freelancer.post(f"{path}/decline").json()
    assert (answer["declined"], answer["other"]["review"]["text"]) == (True, TEXT)
    assert Review.objects.get().revealed_at
    seen = client.get(path).json()
    assert (seen["other"]["declined"], seen["other"]["submitted"]) == (True, False)


def test_a_review_that_comes_later_is_revealed_at_once(api_as, project, path):
    api_as(project.client).post(f"{path}/decline")
    written = api_as(project.freelancer).post(path, BODY).json()
    assert written["revealed_at"]


def test_it_is_for_good_and_said_once(api_as, project, path):
    client = api_as(project.client)
    for _ in range(2):
        assert client.post(f"{path}/decline").status_code == 200
    assert DeclinedReview.objects.count() == 1
    assert code(client.post(path, BODY)) == (409, "review_declined")
    assert client.get("me/reviews/awaiting").json()["results"] == []
    assert len(api_as(project.freelancer).get("me/reviews/awaiting").json()["results"]) == 1


def test_when_both_decline_nothing_waits(api_as, project, path):
    for user in (project.client, project.freelancer):
        assert api_as(user).post(f"{path}/decline").status_code == 200
        assert api_as(user).get("me/reviews/awaiting").json()["results"] == []


def test_who_cannot_decline(api_as, project, path, outsider, client_user, freelancer):
    assert api_as(outsider).post(f"{path}/decline").status_code == 404
    make_review(project, client_user)
    assert code(api_as(client_user).post(f"{path}/decline")) == (409, "already_reviewed")
    pass_time()
    assert code(api_as(freelancer).post(f"{path}/decline")) == (409, "window_over")
    running = make_finished(
        client_user, freelancer, status=ProjectStatus.IN_PROGRESS, closed_at=None
    )
    answer = api_as(freelancer).post(f"projects/{running.pk}/reviews/decline")
    assert code(answer) == (409, "not_completed")


def test_the_database_takes_no_review_of_who_declined(api_as, project, path):
    api_as(project.freelancer).post(f"{path}/decline")
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            project=project,
            author=project.freelancer,
            subject=project.client,
            side="freelancer",
            rating=1,
            text=TEXT,
        )


def test_the_page_says_so(client_user, project):
    browser = Client()
    browser.force_login(client_user)
    page = f"/projects/{project.pk}/review"
    assert "Decline to review" in browser.get(page).content.decode()
    browser.post(f"{page}/decline")
    seen = browser.get(page).content.decode()
    assert "You declined to review." in seen
    assert "<textarea" not in seen
