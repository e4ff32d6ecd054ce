"""Who may review what, when, and what a review holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role, Status
from accounts.tests.factories import UserFactory
from projects.models import ProjectStatus
from projects.tests.factories import make_project
from reviews.models import Review
from reviews.tests.factories import BODY, TEXT, make_finished, make_party, pass_time

pytestmark = pytest.mark.django_db

WHOLE = {
    "rating": 5,
    "text": f"  {TEXT}  ",
    "sub_ratings": {"quality": 5, "communication": 4, "timeliness": None},
    "private_note": "Next time, ring first.",
    "would_work_again": True,
}


def path(project) -> str:
    return f"projects/{project.pk}/reviews"


def codes(answer) -> set[tuple[str, str | None]]:
    return {(error["code"], error["attr"]) for error in answer.json()["errors"]}


@pytest.fixture
def project(client_user, freelancer):
    return make_finished(client_user, freelancer)


def test_who_verified_nothing_does_not_review(api_as, freelancer):
    client = UserFactory(role=Role.CLIENT, status=Status.PENDING, email_verified_at=None)
    finished = make_finished(client, freelancer)
    answer = api_as(client).post(path(finished), BODY)
    assert (answer.status_code, codes(answer)) == (403, {("not_verified", None)})
    assert not Review.objects.exists()


def test_a_client_reviews_a_freelancer(api_as, project):
    answer = api_as(project.client).post(path(project), WHOLE)
    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert body["text"] == TEXT
    assert body["sub_ratings"] == {
        "quality": 5,
        "communication": 4,
        "timeliness": None,
        "scope": None,
    }
    assert (body["side"], body["state"], body["revealed_at"]) == ("client", "submitted", None)
    assert body["subject"]["username"] == "asha"
    assert body["private_note"] == "Next time, ring first."


def test_a_freelancer_reviews_a_client_of_a_project_that_ended_early(api_as):
    project = make_finished(status=ProjectStatus.ENDED_EARLY)
    body = BODY | {"sub_ratings": {"clarity": 3, "scope_stability": 1}}
    answer = api_as(project.freelancer).post(path(project), body)
    assert answer.status_code == 201
    assert answer.json()["side"] == "freelancer"


@pytest.mark.parametrize("rating", [0, 6, -1, 4.5, 5.0, "5", True, None, [], {}, 10**30, "x"])
def test_a_rating_is_a_whole_number_from_1_to_5(api_as, project, rating):
    answer = api_as(project.client).post(path(project), BODY | {"rating": rating})
    assert answer.status_code == 422
    assert {attr for _code, attr in codes(answer)} == {"rating"}
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("x" * 19, 422),
        ("x" * 20, 201),
        ("x" * 4000, 201),
        ("x" * 4001, 422),
        (" " * 30, 422),
        (" " * 15 + "x" * 10 + "\n" * 15, 422),
        ("", 422),
        ("a\0" * 20, 422),
        ("\u202e" + "x" * 20, 422),
        (12345678901234567890, 422),
        ("क्या बढ़िया काम किया है", 201),
        ("<script>alert(1)</script>", 201),
    ],
)
def test_a_text_has_20_to_4000_characters(api_as, project, text, status):
    answer = api_as(project.client).post(path(project), BODY | {"text": text})
    assert answer.status_code == status, answer.content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("private_note", "x" * 2001),
        ("private_note", 5),
        ("would_work_again", "yes"),
        ("would_work_again", 1),
        ("sub_ratings", []),
        ("sub_ratings", "x"),
        ("sub_ratings", {"quality": 6}),
        ("sub_ratings", {"quality": "5"}),
        ("sub_ratings", {"quality": True}),
        ("sub_ratings", {"payment": 5}),
    ],
)
def test_a_bad_value_is_refused_by_name(api_as, project, field, value):
    answer = api_as(project.client).post(path(project), BODY | {field: value})
    assert answer.status_code == 422
    assert {attr.split(".")[0] for _code, attr in codes(answer)} == {field}


def test_all_bad_fields_are_named_at_once(api_as, project):
    answer = api_as(project.client).post(path(project), {"rating": 0, "text": "short"})
    assert {attr for _code, attr in codes(answer)} == {"rating", "text"}
    answer = api_as(project.client).post(path(project), {})
    assert codes(answer) == {("required", "rating"), ("required", "text")}


def test_only_the_parties_know_of_a_project(api, api_as, outsider, project):
    for method, sent in (("get", {}), ("post", BODY)):
        answer = getattr(api_as(outsider), method)(path(project), sent)
        assert answer.status_code == 404
        assert getattr(api, method)(path(project), sent).status_code == 401
    assert not Review.objects.exists()


@pytest.mark.parametrize("status", [ProjectStatus.IN_PROGRESS, ProjectStatus.CANCELLED])
def test_a_project_is_reviewed_when_it_is_over(api_as, client_user, freelancer, status):
    taken = freelancer if status == ProjectStatus.IN_PROGRESS else None
    project = make_project(client=client_user, freelancer=taken, status=status)
    answer = api_as(client_user).post(path(project), BODY)
    assert (answer.status_code, codes(answer)) == (409, {("not_completed", None)})


def test_each_side_reviews_once(api_as, project):
    client = api_as(project.client)
    assert client.post(path(project), BODY).status_code == 201
    answer = client.post(path(project), BODY)
    assert (answer.status_code, codes(answer)) == (409, {("already_reviewed", None)})
    client.delete(f"reviews/{Review.objects.get().pk}")
    assert client.post(path(project), BODY).status_code == 409


def test_the_window_is_14_times_24_hours(api_as, project):
    pass_time(timedelta(days=14, minutes=-2))
    assert api_as(project.client).post(path(project), BODY).status_code == 201
    pass_time(timedelta(minutes=2))
    answer = api_as(project.freelancer).post(path(project), BODY)
    assert (answer.status_code, codes(answer)) == (409, {("window_over", None)})


def test_a_window_that_ended_without_a_review_stays_empty(api_as, project):
    pass_time()
    assert api_as(project.client).post(path(project), BODY).status_code == 409
    assert not Review.objects.exists()


def test_the_database_holds_the_parties_together(project):
    outsider = make_party(Role.CLIENT)
    fields = {"project": project, "rating": 5, "text": TEXT}
    wrong = [
        {"author": outsider, "subject": project.freelancer, "side": "client"},
        {"author": project.client, "subject": outsider, "side": "client"},
        {"author": project.client, "subject": project.freelancer, "side": "freelancer"},
        {"author": project.client, "subject": project.client, "side": "client"},
    ]
    for parties in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(**fields, **parties)
    right = {"author": project.client, "subject": project.freelancer, "side": "client"}
    for bad in ({"rating": 6}, {"text": "x" * 19}, {"text": " " * 40}, {"payment": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.create(**fields | right | bad)
    review = Review.objects.create(**fields, **right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(subject=outsider)
