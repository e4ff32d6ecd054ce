"""Lists of reviews: whole, in order, filtered, and at a constant number of queries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Role
from accounts.tests.factories import suspended
from profiles.models import Visibility
from profiles.services.profile import update_profile
from reviews.tests.factories import (
    TEXT,
    make_finished,
    make_party,
    make_revealed,
    make_review,
    make_reviewed,
    pass_time,
)

pytestmark = pytest.mark.django_db


def ratings(api, **query) -> list[int]:
    answer = api.get("profiles/asha/reviews", query)
    assert answer.status_code == 200, answer.content
    return [one["rating"] for one in answer.json()["results"]]


def test_a_review_as_everybody_reads_it(api, client_user, freelancer):
    review = make_revealed(
        make_finished(client_user, freelancer), 5, private_note="Secret.", sub_ratings={"scope": 3}
    )
    (seen,) = api.get("profiles/asha/reviews").json()["results"]
    assert seen.pop("revealed_at")
    assert seen == {
        "id": str(review.pk),
        "side": "client",
        "author": {
            "username": "housing-society",
            "full_name": client_user.full_name,
            "has_page": True,
        },
        "rating": 5,
        "sub_ratings": {"quality": None, "communication": None, "timeliness": None, "scope": 3},
        "text": TEXT,
        "would_work_again": None,
        "is_edited": False,
        "reply": None,
    }


def test_orderings_and_filters(api, freelancer):
    for rating in (3, 5, 1, 5):
        make_revealed(make_finished(freelancer=freelancer), rating)
        pass_time(timedelta(hours=1))
    assert ratings(api) == ratings(api, ordering="newest") == [5, 1, 5, 3]
    assert ratings(api, ordering="highest") == [5, 5, 3, 1]
    assert ratings(api, ordering="lowest") == [1, 3, 5, 5]
    assert ratings(api, rating=5) == [5, 5]
    assert ratings(api, side="client") == [5, 1, 5, 3]
    assert ratings(api, side="freelancer") == []


@pytest.mark.parametrize("ordering", ["newest", "highest", "lowest"])
def test_pages_cover_everything_once(api, freelancer, ordering):
    for number in range(7):
        make_revealed(make_finished(freelancer=freelancer), number % 3 + 1)
    path = f"profiles/asha/reviews?ordering={ordering}"
    whole = [one["id"] for one in api.get(path).json()["results"]]
    found, link = [], f"/api/v1/{path}&page_size=2"
    while link:
        page = api.get(link).json()
        found += [one["id"] for one in page["results"]]
        link = page["next"] and page["next"].removeprefix("http://testserver")
    assert found == whole
    assert len(set(found)) == 7


@pytest.mark.parametrize(
    "query", ["rating=0", "rating=x", "side=both", "ordering=best", "cursor=x", "page_size=0"]
)
def test_a_bad_parameter_is_refused_by_name(api, freelancer, query):
    make_party(username="someone")
    answer = api.get(f"profiles/someone/reviews?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == query.split("=")[0]


def test_people_without_a_page_have_no_reviews(api, api_as, client_user, freelancer):
    make_revealed(make_finished(client_user, freelancer))
    assert api.get("profiles/nobody/reviews").status_code == 404
    assert api.get("profiles/../reviews").status_code == 404
    update_profile(user=freelancer, changes={"visibility": Visibility.MEMBERS})
    assert api.get("profiles/asha/reviews").status_code == 404
    assert api_as(client_user).get("profiles/asha/reviews").status_code == 200
    update_profile(user=freelancer, changes={"visibility": Visibility.HIDDEN})
    assert api_as(client_user).get("profiles/asha/reviews").status_code == 404
    assert api_as(freelancer).get("profiles/asha/reviews").status_code == 200
    update_profile(user=freelancer, changes={"visibility": Visibility.PUBLIC})
    suspended(freelancer)
    assert api.get("profiles/asha/reviews").status_code == 404


def test_own_lists(api_as, client_user, freelancer):
    shown = make_revealed(make_finished(client_user, freelancer), private_note="Ring first.")
    hidden = make_review(make_finished(client_user, freelancer), client_user, 1)
    written = api_as(client_user).get("me/reviews?kind=written").json()["results"]
    assert [one["id"] for one in written] == [str(hidden.pk), str(shown.pk)]
    (received,) = api_as(freelancer).get("me/reviews").json()["results"]
    assert (received["id"], received["private_note"]) == (str(shown.pk), "Ring first.")
    assert received["project"]["title"] == "Paint the stairwell"
    assert api_as(freelancer).get("me/reviews?kind=x").status_code == 422


def test_what_awaits_the_users_review(api_as, client_user, freelancer, outsider):
    first = make_finished(client_user, freelancer)
    pass_time(timedelta(days=13))
    second = make_finished(client_user, freelancer)
    make_review(first, client_user)
    awaited = api_as(freelancer).get("me/reviews/awaiting").json()["results"]
    assert [one["project"]["id"] for one in awaited] == [str(first.pk), str(second.pk)]
    assert [one["other_has_submitted"] for one in awaited] == [True, False]
    assert 86_400 - 120 < awaited[0]["seconds_left"] < 86_400
    assert awaited[0]["other_party"]["username"] == "housing-society"
    (mine,) = api_as(client_user).get("me/reviews/awaiting").json()["results"]
    assert mine["project"]["id"] == str(second.pk)
    assert api_as(outsider).get("me/reviews/awaiting").json()["results"] == []
    pass_time(timedelta(days=1))
    assert len(api_as(freelancer).get("me/reviews/awaiting").json()["results"]) == 1


@pytest.mark.parametrize("number", [1, 50])
def test_lists_are_a_constant_number_of_queries(
    api, api_as, freelancer, number, django_assert_num_queries
):
    make_reviewed(freelancer, number)
    own = api_as(freelancer)
    with django_assert_num_queries(2):  # the profile with its user; reviews, authors and replies
        answer = api.get("profiles/asha/reviews?page_size=50")
    assert len(answer.json()["results"]) == number
    with django_assert_num_queries(2):  # who asks; reviews with all that is shown
        assert len(own.get("me/reviews?page_size=50").json()["results"]) == number
    with django_assert_num_queries(2):
        written = own.get("me/reviews?kind=written&page_size=50")
    assert len(written.json()["results"]) == number
    with django_assert_num_queries(3):  # who asks; profile and details; reviews
        own.get("me/reputation")
    with django_assert_num_queries(6):  # as without reviews: the aggregate is on the profile
        api.get("profiles/asha")


@pytest.mark.parametrize("number", [1, 50])
def test_awaited_reviews_are_a_constant_number_of_queries(
    api_as, client_user, freelancer, number, django_assert_num_queries
):
    for _ in range(number):
        make_finished(client_user, freelancer)
    own = api_as(freelancer)
    with django_assert_num_queries(2):  # who asks; projects with both parties
        answer = own.get("me/reviews/awaiting?page_size=50")
    assert len(answer.json()["results"]) == number


def test_a_projects_reviews_are_a_constant_number_of_queries(
    api_as, client_user, freelancer, django_assert_num_queries
):
    review = make_revealed(make_finished(client_user, freelancer))
    own = api_as(freelancer)
    with django_assert_num_queries(8):
        # who asks; its openings; the project; own review; whether the other is in; the other's; the
        # clock; who declined
        own.get(f"projects/{review.project_id}/reviews")


def test_roles_do_not_matter_only_the_sides_do(api, client_user):
    """A client's page lists what freelancers wrote."""
    review = make_revealed(make_finished(client=client_user))
    (seen,) = api.get("profiles/housing-society/reviews?side=freelancer").json()["results"]
    assert seen["author"]["username"] == review.subject.username
    assert review.subject.role == Role.FREELANCER
