"""What happens to reviews at once, with threads and connections of their own."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db.models import F
from django.db.models.functions import Now
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import User
from accounts.services.account import erase
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD, restriction_on
from accounts.tests.test_races import at_once
from foundation import deadlines
from profiles.models import Profile
from profiles.search.mirror import differing
from projects.models import Project
from reviews.models import DeclinedReview, ModerationState, Reply, Reputation, Review, ReviewWindow
from reviews.models.review import WINDOW
from reviews.services.moderation import set_moderation
from reviews.services.revealing import reveal_due
from reviews.services.submitting import withdraw_review
from reviews.tests.factories import (
    BODY,
    make_finished,
    make_party,
    make_revealed,
    make_review,
    pass_time,
)
from reviews.tests.test_reputation import check

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
REPEATS = range(8)


def caller(user: User) -> APIClient:
    client = APIClient()
    session = open_session(user=user, user_agent="", address="203.0.113.7")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.access_token(user, session)}")
    return client


def submitting(project: Project, user: User, **change: object) -> Callable[[], object]:
    client, path = caller(user), f"/api/v1/projects/{project.pk}/reviews"
    return lambda: client.post(path, BODY | change, format="json")


def statuses(answers: list) -> list[object]:
    return [getattr(answer, "status_code", answer) for answer in answers]


def all_is_well() -> None:
    """The aggregates are what the rows say, here and in the search."""
    check()
    assert differing() == []


@pytest.fixture
def project(client_user, freelancer):
    return make_finished(client_user, freelancer)


@pytest.mark.parametrize("_repeat", REPEATS)
def test_both_sides_in_the_same_instant_are_one_reveal(project, _repeat, mailoutbox):
    User.objects.update(email_verified_at=Now())
    answers = at_once(submitting(project, project.client), submitting(project, project.freelancer))
    assert statuses(answers) == [201, 201]
    assert Review.objects.values("revealed_at").distinct().count() == 1
    assert Review.objects.public().count() == 2
    assert list(Reputation.objects.values_list("count", flat=True)) == [1, 1]
    told = Counter(mail.subject.split(" ")[-1] for mail in mailoutbox)
    assert told["revealed"] == 2
    assert ReviewWindow.objects.get().settled_at
    all_is_well()


def test_one_side_ten_times_at_once_is_one_review(project):
    answers = at_once(*[submitting(project, project.client)] * 10)
    assert Counter(statuses(answers)) == {201: 1, 409: 9}
    assert Review.objects.count() == 1


def declining(project: Project, user: User) -> Callable[[], object]:
    client, path = caller(user), f"/api/v1/projects/{project.pk}/reviews/decline"
    return lambda: client.post(path, {}, format="json")


def test_one_side_declines_while_the_other_submits_and_that_is_revealed(project):
    answers = at_once(declining(project, project.client), submitting(project, project.freelancer))
    assert statuses(answers) == [200, 201]
    assert Review.objects.get().revealed_at
    all_is_well()


def test_declining_and_submitting_at_once_is_one_of_both(project):
    answers = at_once(declining(project, project.client), submitting(project, project.client))
    assert sorted(statuses(answers)) in ([200, 409], [201, 409])
    assert DeclinedReview.objects.count() + Review.objects.count() == 1


def end_window_in(time: timedelta) -> None:
    """Move all times, so that the window ends so soon from now."""
    pass_time(WINDOW - time)
    Project.objects.update(closed_at=Now() - WINDOW + time)
    ReviewWindow.objects.update(closes_at=Now() + time)


@pytest.mark.parametrize("milliseconds", range(0, 48, 4))
def test_submitting_at_the_windows_end(project, milliseconds):
    make_review(project, project.client, 2)
    submit = submitting(project, project.freelancer)
    end_window_in(timedelta(milliseconds=milliseconds))
    answers = at_once(submit, reveal_due, reveal_due, deadlines.settle_due)
    assert answers[1:] == [None] * 3
    assert answers[0].status_code in {201, 409}
    closes_at = ReviewWindow.objects.get().closes_at
    if answers[0].status_code == 201:
        assert Review.objects.filter(submitted_at__gte=closes_at).count() == 0
        assert Review.objects.values("revealed_at").distinct().count() == 1
    else:
        assert Review.objects.count() == 1
    ReviewWindow.objects.filter(settled_at=None).update(closes_at=F("closes_at") - WINDOW / 2)
    deadlines.forget()
    deadlines.settle_due()
    assert Review.objects.filter(revealed_at=None).count() == 0
    all_is_well()


@pytest.mark.parametrize("_repeat", REPEATS)
def test_hiding_while_revealing(project, _repeat):
    first = make_review(project, project.client, 1)
    decision = restriction_on(first.pk, "content")
    answers = at_once(
        submitting(project, project.freelancer),
        lambda: set_moderation(review=first, state=ModerationState.HIDDEN, decision=decision),
        reveal_due,
    )
    assert not [one for one in answers if isinstance(one, Exception)]
    assert list(Review.objects.public()) == [Review.objects.get(author=project.freelancer)]
    assert Profile.objects.get(user=project.freelancer).review_count == 0
    all_is_well()


@pytest.mark.parametrize("_repeat", REPEATS)
def test_withdrawing_while_revealing(project, _repeat):
    first = make_review(project, project.client, 1)
    answers = at_once(
        submitting(project, project.freelancer), lambda: withdraw_review(review=first)
    )
    assert not [one for one in answers if isinstance(one, Exception)]
    assert Profile.objects.get(user=project.freelancer).review_count == 0
    assert Profile.objects.get(user=project.client).review_count == 1
    all_is_well()


@pytest.mark.parametrize("_repeat", REPEATS)
def test_editing_while_revealing_changes_the_review_before_or_not_at_all(project, _repeat):
    first = make_review(project, project.client, 1)
    client, path = caller(project.client), f"/api/v1/reviews/{first.pk}"
    answers = at_once(
        submitting(project, project.freelancer),
        lambda: client.patch(path, {"rating": 5}, format="json"),
    )
    assert answers[0].status_code == 201
    first.refresh_from_db()
    assert (answers[1].status_code, first.rating) in {(200, 5), (409, 1)}
    assert first.corrected_at is None
    all_is_well()


@pytest.mark.parametrize("_repeat", REPEATS)
def test_closing_an_account_while_its_review_is_written(project, _repeat):
    author = project.client
    answers = at_once(
        submitting(project, author, private_note="Ring first."),
        lambda: erase(user=author, session_id=None, current_password=PASSWORD),
        submitting(project, project.freelancer),
    )
    assert answers[1] is None
    assert answers[0].status_code in {201, 401}
    assert answers[2].status_code == 201
    assert Review.objects.filter(author=author).count() == (answers[0].status_code == 201)
    assert not Review.objects.filter(author=author).exclude(private_note="").exists()
    assert not Reputation.objects.filter(user=author, count__gt=0).exists()
    all_is_well()


@pytest.mark.parametrize("_repeat", REPEATS)
def test_both_close_their_accounts_while_both_review(project, _repeat):
    make_revealed(make_finished(project.client, project.freelancer))
    answers = at_once(
        submitting(project, project.client),
        lambda: erase(user=project.client, session_id=None, current_password=PASSWORD),
        submitting(project, project.freelancer),
        lambda: erase(user=project.freelancer, session_id=None, current_password=PASSWORD),
    )
    assert (answers[1], answers[3]) == (None, None)
    assert set(statuses([answers[0], answers[2]])) <= {201, 401}
    assert not Reputation.objects.filter(count__gt=0).exists()
    assert not Review.objects.public().exists()
    all_is_well()


def test_many_reviews_of_one_person_at_once_are_all_counted(freelancer):
    clients = [make_party("client") for _ in range(6)]
    projects = [make_finished(client, freelancer) for client in clients]
    for project in projects:
        make_review(project, freelancer)
    answers = at_once(*(submitting(one, one.client, rating=5) for one in projects))
    assert statuses(answers) == [201] * 6
    assert Reputation.objects.get(user=freelancer).histogram == [0, 0, 0, 0, 6]
    all_is_well()


def test_two_who_review_each_other_in_many_projects_never_wait_for_ever(freelancer):
    client = make_party("client")
    projects = [make_finished(client, freelancer) for _ in range(4)]
    jobs = [submitting(one, user) for one in projects for user in (client, freelancer)]
    assert statuses(at_once(*jobs)) == [201] * 8
    assert Review.objects.public().count() == 8
    assert set(Reputation.objects.values_list("count", flat=True)) == {2}
    all_is_well()


def test_a_reply_is_one(project):
    review = make_revealed(project)
    client, path = caller(project.freelancer), f"/api/v1/reviews/{review.pk}/reply"
    answers = at_once(*[lambda: client.post(path, {"text": "Thanks."}, format="json")] * 6)
    assert Counter(statuses(answers)) == {201: 1, 409: 5}
    assert Reply.objects.count() == 1


def test_ten_readers_settle_a_window_once(project, mailoutbox):
    User.objects.update(email_verified_at=Now())
    make_review(project, project.client)
    end_window_in(timedelta(0))
    ReviewWindow.objects.update(closes_at=F("closes_at") - timedelta(minutes=5))
    mailoutbox.clear()
    assert at_once(*[reveal_due] * 10) == [None] * 10
    assert len(mailoutbox) == 1
    all_is_well()
