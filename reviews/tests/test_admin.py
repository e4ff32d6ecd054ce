"""What staff see of reviews; what they may read before the reveal is in test_blindness.py."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import UserFactory
from reviews.models import Review
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.submitting import edit_review
from reviews.tests.factories import TEXT, make_finished, make_revealed

pytestmark = pytest.mark.django_db

LISTS = ("review", "reply", "reviewwindow", "reputation")


@pytest.fixture
def review(client_user, freelancer):
    review = make_revealed(make_finished(client_user, freelancer), 2)
    reply_to_review(review=review, text="I came on time.")
    open_correction(review=review)
    return edit_review(review=review, changes={"rating": 3, "text": f"Corrected: {TEXT}"})


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


def test_the_pages_open_and_show_what_was_said_before(staff, review):
    for name in LISTS:
        assert staff.get(f"/admin/reviews/{name}/").status_code == 200, name
    page = staff.get(f"/admin/reviews/review/{review.pk}/change/").content.decode()
    assert f"Corrected: {TEXT}" in page
    assert page.count(TEXT) == 2
    assert "I came on time." in page


@pytest.mark.parametrize(
    "query",
    ["q=housing", "side__exact=client", "state__exact=submitted", "moderation__exact=visible"],
)
def test_reviews_are_found(staff, review, query):
    page = staff.get(f"/admin/reviews/review/?{query}")
    assert page.status_code == 200
    assert str(review.pk) in page.content.decode()


def test_a_review_is_found_by_its_project(staff, review):
    other = make_revealed()
    page = staff.get(f"/admin/reviews/review/?q={review.project_id}").content.decode()
    assert str(review.pk) in page
    assert str(other.pk) not in page


def test_nothing_is_written_here(staff, review):
    before = list(Review.objects.order_by("pk").values())
    path = f"/admin/reviews/review/{review.pk}"
    assert staff.post(f"{path}/change/", {"rating": 5}).status_code == 403
    assert staff.post(f"{path}/delete/").status_code == 403
    assert staff.get("/admin/reviews/review/add/").status_code == 403
    assert list(Review.objects.order_by("pk").values()) == before


def test_staff_without_any_permission_sees_nothing(client, review):
    client.force_login(UserFactory(role=Role.ADMIN))
    for name in LISTS:
        assert client.get(f"/admin/reviews/{name}/").status_code == 403
    assert client.get(f"/admin/reviews/review/{review.pk}/change/").status_code == 403


@pytest.mark.parametrize("number", [1, 20])
def test_the_list_is_a_constant_number_of_queries(staff, number, django_assert_num_queries):
    for _ in range(number):
        make_revealed()
    staff.get("/admin/reviews/review/")
    with django_assert_num_queries(6):
        # browser session; user; session; second factor; count; reviews with their people
        staff.get("/admin/reviews/review/")
