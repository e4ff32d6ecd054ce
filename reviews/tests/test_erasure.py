"""An account that was closed: what stays, as whose, and what goes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, restriction_on
from profiles.models import Profile
from projects.tests.factories import make_project, make_proposal
from reviews.models import Reputation, Review
from reviews.services.moderation import set_moderation
from reviews.tests.factories import TEXT, make_finished, make_revealed, make_review, pass_time
from reviews.tests.test_reputation import check

pytestmark = pytest.mark.django_db
NOBODY = {"username": None, "full_name": "Former member", "has_page": False}


LOCK, PROJECTS = "FOR NO KEY UPDATE", 'FROM "projects_project"'


@pytest.fixture
def review(client_user, freelancer):
    return make_revealed(make_finished(client_user, freelancer), 5, private_note="Ring first.")


def close(client) -> None:
    assert client.delete("me", {"current_password": PASSWORD}).status_code == 204


def test_an_author_becomes_a_former_member(api, api_as, review):
    close(api_as(review.author))
    (seen,) = api.get("profiles/asha/reviews").json()["results"]
    assert seen["author"] == NOBODY
    assert (seen["text"], seen["rating"]) == (TEXT, 5)
    assert api.get("profiles/asha").json()["reputation"]["count"] == 1
    assert not Review.objects.exclude(private_note="").exists()
    check()


def test_a_subjects_page_is_gone(api, api_as, review):
    close(api_as(review.subject))
    assert api.get("profiles/asha/reviews").status_code == 404
    username = User.objects.get(pk=review.subject_id).username
    assert api.get(f"profiles/{username}/reviews").status_code == 404
    assert not Review.objects.public().about(review.subject).exists()
    assert Reputation.objects.get(user=review.subject).count == 0
    assert not Profile.objects.filter(user=review.subject).exists()
    check()
    set_moderation(review=review, state="hidden", decision=restriction_on(review.pk, "content"))
    set_moderation(review=review, state="visible", decision=None)
    assert Reputation.objects.get(user=review.subject).count == 0
    check()


def test_a_hidden_review_of_a_former_member_is_revealed_in_time(api, api_as, freelancer):
    project = make_finished(freelancer=freelancer)
    make_review(project, project.client, 4, private_note="Ring first.")
    close(api_as(project.client))
    assert api.get("profiles/asha/reviews").json()["results"] == []
    pass_time()
    (seen,) = api.get("profiles/asha/reviews").json()["results"]
    assert seen["author"]["full_name"] == "Former member"


def test_the_other_party_may_still_review(api_as, freelancer):
    project = make_finished(freelancer=freelancer)
    make_review(project, project.client, 4)
    close(api_as(project.client))
    body = {"rating": 5, "text": TEXT}
    answer = api_as(freelancer).post(f"projects/{project.pk}/reviews", body)
    assert answer.status_code == 201
    assert answer.json()["subject"] == {
        "username": None,
        "full_name": "Former member",
        "has_page": False,
    }
    check()


def test_the_projects_are_locked_at_once_and_in_order(freelancer):
    """Else two parties of several projects wait for each other, one of which has no review yet."""
    finished = make_finished(freelancer=freelancer)
    make_revealed(make_finished(client=finished.client, freelancer=freelancer))
    proposed = make_project(client=finished.client)
    make_proposal(proposed, freelancer)
    with CaptureQueriesContext(connection) as captured:
        erase(user=freelancer, session_id=None, current_password=PASSWORD)
    locks = [one["sql"] for one in captured if LOCK in one["sql"] and PROJECTS in one["sql"]]
    for project in (finished, proposed):
        assert project.pk.hex in locks[0]
    assert "ORDER BY" in locks[0]


def test_the_export_holds_what_was_written_and_what_was_revealed(api_as, review):
    client, freelancer = review.author, review.subject
    make_review(make_finished(client, freelancer), client, 1, text="Hidden, so not told yet.")
    api_as(freelancer).post(f"reviews/{review.pk}/reply", {"text": "Thanks."})
    theirs = api_as(freelancer).get("me/export").json()
    assert [one["rating"] for one in theirs["reviews_received"]] == [5]
    assert theirs["reviews_received"][0]["private_note"] == "Ring first."
    assert len(theirs["reviews_written"]) == 1
    assert theirs["review_replies"][0]["text"] == "Thanks."
    mine = api_as(client).get("me/export").json()
    assert [one["rating"] for one in mine["reviews_written"]] == [5, 1]


def test_a_former_member_is_not_asked_for_a_correction(api_as, review):
    close(api_as(review.author))
    answer = api_as(review.subject).post(f"reviews/{review.pk}/open-correction")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "author_gone"
