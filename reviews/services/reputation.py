"""The reputation of a user: always what a recomputation from the rows gives.

Nothing is ever added or subtracted. Whatever changes which reviews count recomputes the subject's
aggregate by one statement, while it holds the lock of the subject's row: of two transactions that
do so at once, the second sees what the first has committed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from profiles.models import Profile
from profiles.ratings import shrunk_mean
from profiles.services.standing import set_reputation
from reviews.models import SUB_RATINGS, ModerationState, Reputation, ReviewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from uuid import UUID

# Of one author, the latest so many count: nobody makes or breaks a name alone.
MOST_OF_ONE_AUTHOR = 2
COUNTED = (
    *("count", "rating_sum", "histogram", "sub_rating_sums", "sub_rating_counts"),
    *("again_yes", "again_total"),
)

_BARS = ", ".join(f"count(*) FILTER (WHERE counted.rating = {stars})" for stars in range(1, 6))
_SUMS = ", ".join(f"coalesce(sum(counted.{name}), 0)" for name in SUB_RATINGS)
_COUNTS = ", ".join(f"count(counted.{name})" for name in SUB_RATINGS)
RECOMPUTE = f"""
    SELECT subject.id, count(counted.id), coalesce(sum(counted.rating), 0),
        ARRAY[{_BARS}], ARRAY[{_SUMS}], ARRAY[{_COUNTS}],
        count(*) FILTER (WHERE counted.would_work_again), count(counted.would_work_again)
    FROM accounts_user subject
    LEFT JOIN (
        SELECT review.*, row_number() OVER (
            PARTITION BY review.subject_id, review.author_id
            ORDER BY review.revealed_at DESC, review.id DESC) AS place
        FROM reviews_review review
        JOIN projects_project project ON project.id = review.project_id
        WHERE review.subject_id = ANY(%s) AND review.revealed_at IS NOT NULL
          AND review.state = '{ReviewState.SUBMITTED}'
          AND review.moderation = '{ModerationState.VISIBLE}'
          AND project.standing <> '{ModerationState.REMOVED}'
    ) counted ON counted.subject_id = subject.id AND counted.place <= {MOST_OF_ONE_AUTHOR}
        AND subject.erased_at IS NULL
    WHERE subject.id = ANY(%s)
    GROUP BY subject.id
"""


def recomputed(user_ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What the aggregates of these users have to be, from the reviews alone."""
    with connection.cursor() as cursor:
        cursor.execute(RECOMPUTE, [list(user_ids), list(user_ids)])
        return {row[0]: dict(zip(COUNTED, row[1:], strict=True)) for row in cursor.fetchall()}


def recompute(user_ids: Iterable[UUID]) -> list[Reputation]:
    """Set the aggregates of these users, and what their profiles show of them, in the caller's
    transaction; answers them. Locks their rows, then their profiles, each in the order of the
    users' ids.
    """
    ids = sorted(set(user_ids))
    Reputation.objects.bulk_create((Reputation(pk=pk) for pk in ids), ignore_conflicts=True)
    rows = Reputation.objects.select_for_update(no_key=True, of=("self",)).select_related("user")
    locked = list(rows.filter(pk__in=ids).order_by("pk"))
    found = recomputed(ids)
    for reputation in locked:
        if any(getattr(reputation, name) != value for name, value in found[reputation.pk].items()):
            for name, value in found[reputation.pk].items():
                setattr(reputation, name, value)
            reputation.save(update_fields=COUNTED)
            publish(reputation)
    return locked


def publish(reputation: Reputation) -> None:
    """Have the profile and the search show this reputation."""
    set_reputation(
        user=reputation.user,
        histogram=reputation.histogram,
        sub_ratings=reputation.sub_rating_means,
        would_work_again=reputation.again_share,
    )


def differences(user_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Of these users, those whose aggregate or profile is not what a recomputation gives, each with
    a line that says how.
    """
    stored = Reputation.objects.in_bulk(user_ids)
    profiles = Profile.objects.in_bulk(user_ids)
    found = {}
    for user_id, fields in recomputed(user_ids).items():
        right = Reputation(pk=user_id, **fields)
        row = stored.get(user_id, Reputation(pk=user_id))
        wrong = [name for name in COUNTED if getattr(row, name) != fields[name]]
        if profile := profiles.get(user_id):
            wrong += _wrongly_shown(profile, right)
        if wrong:
            found[user_id] = f"{user_id}: {', '.join(wrong)}; the reviews say {right.histogram}"
    return found


def _wrongly_shown(profile: Profile, right: Reputation) -> list[str]:
    """What a profile shows otherwise than the reputation says, by the fields' names."""
    shown = {
        "review_count": right.count,
        "rating_sum": right.rating_sum,
        "rating_histogram": right.histogram,
        "rating_score": shrunk_mean(right.histogram),
        "sub_rating_means": right.sub_rating_means,
        "would_work_again": right.again_share,
    }
    return [name for name, value in shown.items() if getattr(profile, name) != value]


def clear(user: UUID) -> None:
    """Forget the aggregate of a user who is being erased."""
    Reputation.objects.bulk_create([Reputation(pk=user)], ignore_conflicts=True)
    zeros = Reputation()
    Reputation.objects.filter(pk=user).update(**{name: getattr(zeros, name) for name in COUNTED})
