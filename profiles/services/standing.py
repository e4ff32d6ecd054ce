"""What higher apps know of a person and profiles show: reputation, and how projects went.

Reviews and projects call these; nothing else writes the fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from profiles.models import Evidence, Profile, ProfileSkill
from profiles.ratings import shrunk_mean
from profiles.search.mirror import mirror

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.models import User


def set_reputation(
    *,
    user: User,
    histogram: Sequence[int],
    sub_ratings: Mapping[str, float] | None = None,
    would_work_again: float | None = None,
) -> None:
    """Set the reputation from the number of ratings of one star, two stars, up to five, with the
    means of the sub-ratings, and the share of those who would work with the user again.
    """
    _set(
        user,
        review_count=sum(histogram),
        rating_sum=sum(stars * number for stars, number in enumerate(histogram, 1)),
        rating_histogram=list(histogram),
        rating_score=shrunk_mean(histogram),
        sub_rating_means=dict(sub_ratings or {}),
        would_work_again=would_work_again,
    )


def set_record(
    *, user: User, completed: int, ended_early: int, invited: int, answered: int
) -> None:
    """Set how many projects somebody completed and, by their own doing, ended early, and how many
    invitations count as received and answered.
    """
    _set(
        user,
        projects_completed=completed,
        projects_ended_early=ended_early,
        invitations_received=invited,
        invitations_answered=answered,
    )


def _set(user: User, **fields: object) -> None:
    with transaction.atomic():
        Profile.objects.lock().filter(user=user).first()
        Profile.objects.filter(user=user).update(**fields)
        mirror([user.pk])


def raise_evidence(*, user: User, skill_ids: Iterable[int], to: Evidence) -> None:
    """Note that skills were used in a completed project or confirmed in a review; what is better
    proved already stays.
    """
    weaker = Evidence.values[: Evidence.values.index(to)]
    with transaction.atomic():
        Profile.objects.lock().filter(user=user).first()
        ProfileSkill.objects.filter(
            profile_id=user.pk, skill_id__in=list(skill_ids), evidence__in=weaker
        ).update(evidence=to)
        mirror([user.pk])
