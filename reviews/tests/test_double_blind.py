"""Nobody reads the other side's review before the reveal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from profiles.models import Profile
from reviews.models import Reputation, Review, ReviewWindow
from reviews.services.revealing import reveal_due
from reviews.tests.factories import BODY, TEXT, make_finished, make_review, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(client_user, freelancer):
    return make_finished(client_user, freelancer)


def reviews_of(client, project) -> dict:
    answer = client.get(f"projects/{project.pk}/reviews")
    assert answer.status_code == 200
    return answer.json()


def test_before_anybody_reviews(api_as, project):
    seen = reviews_of(api_as(project.client), project)
    assert seen["own"] is None
    assert seen["other"] == {"submitted": False, "declined": False, "review": None}
    assert seen["is_open"] is True


def test_a_first_review_is_seen_by_its_author_alone(api, api_as, project):
    make_review(project, project.client, 1, private_note="Never again.")
    assert reviews_of(api_as(project.client), project)["own"]["rating"] == 1
    other = reviews_of(api_as(project.freelancer), project)
    assert other["other"] == {"submitted": True, "declined": False, "review": None}
    assert other["own"] is None
    public = api.get("profiles/asha/reviews").json()
    assert public["results"] == []
    assert public["reputation"]["count"] == 0
    review = Review.objects.get()
    client = api_as(project.freelancer)
    assert client.get(f"reviews/{review.pk}").status_code == 404
    assert client.post(f"reviews/{review.pk}/reply", {"text": "No."}).status_code == 404
    assert client.post(f"reviews/{review.pk}/open-correction").status_code == 404


def test_the_second_review_reveals_both(api, api_as, project):
    make_review(project, project.client, 1, private_note="Ring first.")
    answer = api_as(project.freelancer).post(f"projects/{project.pk}/reviews", BODY)
    assert answer.json()["revealed_at"]
    assert Review.objects.values("revealed_at").distinct().count() == 1
    seen = reviews_of(api_as(project.freelancer), project)["other"]["review"]
    assert (seen["rating"], seen["private_note"]) == (1, "Ring first.")
    shown = api.get("profiles/asha/reviews").json()["results"]
    assert [one["rating"] for one in shown] == [1]
    assert "private_note" not in shown[0]
    assert Profile.objects.get(user=project.freelancer).rating_histogram == [1, 0, 0, 0, 0]
    assert Reputation.objects.count() == 2


def test_the_end_of_the_window_reveals_one(api, api_as, project):
    make_review(project, project.client, 5)
    pass_time(timedelta(days=13))
    assert api.get("profiles/asha").json()["reputation"]["count"] == 0
    pass_time(timedelta(days=1))
    assert api.get("profiles/asha").json()["reputation"]["count"] == 1
    assert Review.objects.get().revealed_at == ReviewWindow.objects.get().closes_at
    assert len(api.get("profiles/asha/reviews").json()["results"]) == 1


@pytest.mark.parametrize(
    "read",
    ["profiles/asha", "profiles/asha/reviews", "profiles?ordering=-rating"],
)
def test_a_read_is_never_stale(api, project, read):
    make_review(project, project.client, 5)
    pass_time()
    api.get(read)
    assert Profile.objects.get(user=project.freelancer).review_count == 1


def test_visibility_does_not_wait_for_anything(project):
    review = make_review(project, project.client, 5)
    pass_time()
    assert Review.objects.public().get() == review
    assert Review.objects.get().revealed_at is None


def test_settling_twice_changes_nothing(project):
    make_review(project, project.client, 5)
    pass_time()
    reveal_due()
    before = Review.objects.values().get()
    reveal_due()
    assert Review.objects.values().get() == before


def test_a_review_changes_freely_until_the_reveal(api_as, project):
    review = make_review(project, project.client, 1)
    client = api_as(project.client)
    changed = client.patch(
        f"reviews/{review.pk}", {"rating": 3, "sub_ratings": {"quality": 2}}
    ).json()
    assert (changed["rating"], changed["sub_ratings"]["quality"]) == (3, 2)
    assert (changed["text"], changed["is_edited"]) == (TEXT, False)
    assert client.patch(f"reviews/{review.pk}", {"rating": 0}).status_code == 422
    answer = client.patch(f"reviews/{review.pk}", {"sub_ratings": {"payment": 2}})
    assert answer.status_code == 422
    make_review(project, project.freelancer)
    answer = client.patch(f"reviews/{review.pk}", {"rating": 1})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "already_revealed")
    assert client.get(f"reviews/{review.pk}").json()["rating"] == 3


def test_the_end_of_the_window_ends_editing(api_as, project):
    review = make_review(project, project.client, 1)
    pass_time()
    answer = api_as(project.client).patch(f"reviews/{review.pk}", {"rating": 5})
    assert answer.status_code == 409
    assert Review.objects.get().rating == 1


def test_a_review_withdrawn_before_the_reveal_is_never_read(api, api_as, project):
    review = make_review(project, project.client, 1)
    client = api_as(project.client)
    assert client.delete(f"reviews/{review.pk}").status_code == 204
    assert client.delete(f"reviews/{review.pk}").status_code == 204
    assert client.get(f"reviews/{review.pk}").json()["state"] == "withdrawn"
    assert client.patch(f"reviews/{review.pk}", {"rating": 5}).status_code == 409
    make_review(project, project.freelancer)
    assert reviews_of(api_as(project.freelancer), project)["other"] == {
        "submitted": False,
        "declined": False,
        "review": None,
    }
    pass_time()
    assert api.get("profiles/asha/reviews").json()["results"] == []
    assert api.get("profiles/housing-society/reviews").json()["reputation"]["count"] == 1
