"""Whatever happens, in whatever order: aggregates are what plain Python makes of the rows."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from accounts import personal_data
from accounts.models import Role, User
from accounts.tests.factories import restriction_on
from foundation import deadlines
from foundation.errors import DomainError
from profiles.models import Profile
from profiles.ratings import shrunk_mean
from projects.models import Project, ProjectStatus
from reviews.models import SUB_RATINGS, ModerationState, Reply, Reputation, Review, ReviewState
from reviews.services.answering import open_correction, reply_to_review
from reviews.services.moderation import set_moderation, set_reply_moderation
from reviews.services.reputation import differences
from reviews.services.submitting import edit_review, submit_review, withdraw_review
from reviews.tests.factories import TEXT, make_finished, make_party, pass_time

if TYPE_CHECKING:
    from uuid import UUID


def decided(row: Review | Reply | None, state: str) -> UUID | None:
    """The decision that a state other than visible needs."""
    is_restricted = row is not None and state != ModerationState.VISIBLE
    return restriction_on(row.pk, "content") if row and is_restricted else None


PICK = st.integers(0, 1000)
STARS = st.integers(1, 5)
AGAIN = st.sampled_from([True, False, None])


def now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def is_revealed(review: Review, at: Any) -> bool:
    """The rule of the reveal, from the rows: both are in, or the time is over."""
    both = Review.objects.filter(project=review.project).count() == 2
    withdrawn_hidden = review.state == ReviewState.WITHDRAWN and review.revealed_at is None
    return not withdrawn_hidden and (both or review.project.review_window.closes_at <= at)


def expected() -> dict[Any, dict[str, Any]]:
    at = now()
    counted: dict[Any, dict[Any, list[Review]]] = defaultdict(lambda: defaultdict(list))
    for review in Review.objects.select_related("project__review_window", "subject"):
        stands = review.state == ReviewState.SUBMITTED and not review.subject.erased_at
        if stands and review.moderation == ModerationState.VISIBLE and is_revealed(review, at):
            counted[review.subject_id][review.author_id].append(review)
    return {user: _added_up(by_author) for user, by_author in counted.items()}


def _added_up(by_author: dict[Any, list[Review]]) -> dict[str, Any]:
    latest = [
        review
        for reviews in by_author.values()
        for review in sorted(reviews, key=lambda one: (one.revealed_at, one.pk))[-2:]
    ]
    ratings = [review.rating for review in latest]
    given = [[getattr(review, name) for review in latest] for name in SUB_RATINGS]
    again = [review.would_work_again for review in latest if review.would_work_again is not None]
    return {
        "count": len(latest),
        "rating_sum": sum(ratings),
        "histogram": [ratings.count(stars) for stars in range(1, 6)],
        "sub_rating_sums": [sum(filter(None, stars)) for stars in given],
        "sub_rating_counts": [len([one for one in stars if one]) for stars in given],
        "again_yes": sum(again),
        "again_total": len(again),
    }


class Reviewing(RuleBasedStateMachine):
    """Two clients and two freelancers, who work together again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.people = {
            role: [make_party(role) for _ in range(2)] for role in (Role.CLIENT, Role.FREELANCER)
        }

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)
        deadlines.rest()

    def pick(self, model: Any, number: int) -> Any:
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def do(self, event: Any, **arguments: Any) -> None:
        """Do it, unless a rule forbids it."""
        if None in (arguments.get("review", 1), arguments.get("project", 1)):
            return
        with suppress(DomainError):
            event(**arguments)

    @rule(client=PICK, freelancer=PICK, early=st.booleans())
    def finish_a_project(self, client: int, freelancer: int, early: bool) -> None:
        make_finished(
            self.people[Role.CLIENT][client % 2],
            self.people[Role.FREELANCER][freelancer % 2],
            status=ProjectStatus.ENDED_EARLY if early else ProjectStatus.COMPLETED,
        )

    @rule(number=PICK, by_client=st.booleans(), rating=STARS, stars=STARS, again=AGAIN)
    def submit(
        self, number: int, by_client: bool, rating: int, stars: int, again: bool | None
    ) -> None:
        project = self.pick(Project, number)
        if project is None:
            return
        author = project.client if by_client else project.freelancer
        self.do(
            submit_review,
            project=project,
            author=author,
            rating=rating,
            text=TEXT,
            sub_ratings={"communication": stars},
            would_work_again=again,
        )

    @rule(number=PICK, rating=STARS, stars=st.none() | STARS, again=AGAIN)
    def edit(self, number: int, rating: int, stars: int | None, again: bool | None) -> None:
        changes = {
            "rating": rating,
            "sub_ratings": {"communication": stars},
            "would_work_again": again,
        }
        self.do(edit_review, review=self.pick(Review, number), changes=changes)

    @rule(number=PICK)
    def withdraw(self, number: int) -> None:
        self.do(withdraw_review, review=self.pick(Review, number))

    @rule(number=PICK)
    def ask_for_a_correction(self, number: int) -> None:
        self.do(open_correction, review=self.pick(Review, number))

    @rule(number=PICK)
    def reply(self, number: int) -> None:
        self.do(reply_to_review, review=self.pick(Review, number), text="Thanks.")

    @rule(number=PICK, state=st.sampled_from(ModerationState.values))
    def moderate(self, number: int, state: str) -> None:
        review = self.pick(Review, number)
        self.do(set_moderation, review=review, state=state, decision=decided(review, state))

    @rule(number=PICK, state=st.sampled_from(ModerationState.values))
    def moderate_a_reply(self, number: int, state: str) -> None:
        reply = self.pick(Reply, number)
        if reply:
            set_reply_moderation(reply=reply, state=state, decision=decided(reply, state))

    @rule(role=st.sampled_from([Role.CLIENT, Role.FREELANCER]), number=PICK)
    def close_an_account(self, role: str, number: int) -> None:
        place = number % 2
        with transaction.atomic():
            user = User.objects.select_for_update(no_key=True).get(pk=self.people[role][place].pk)
            personal_data.erase(user)
        self.people[role][place] = make_party(role)

    @rule(hours=st.sampled_from([1, 24, 7 * 24, 14 * 24, 31 * 24]))
    def let_time_pass(self, hours: int) -> None:
        pass_time(timedelta(hours=hours))

    @invariant()
    def aggregates_are_what_the_rows_say(self) -> None:
        deadlines.settle_due()  # what is due since time passed, which alone makes something so
        right = expected()
        nothing = _added_up({})
        rows, profiles = Reputation.objects.in_bulk(), Profile.objects.in_bulk()
        users = list(User.objects.values_list("pk", flat=True))
        for user in users:
            wanted = right.get(user, nothing)
            row = rows.get(user) or Reputation()
            assert {name: getattr(row, name) for name in wanted} == wanted
            if profile := profiles.get(user):
                assert profile.rating_histogram == wanted["histogram"]
                assert profile.rating_score == shrunk_mean(wanted["histogram"])
        assert differences(users) == {}


@pytest.mark.django_db
def test_any_sequence_of_events_leaves_the_aggregates_right():
    run_state_machine_as_test(
        Reviewing,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
