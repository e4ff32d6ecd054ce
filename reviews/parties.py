"""The two parties of a project: on which side they are, what each may rate, and what each may know
of its reviews.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from foundation.moderated import ModerationState
from profiles.showing import has_page
from projects.models import REVIEWABLE, Project
from reviews.errors import (
    AlreadyReviewed,
    NotAParty,
    NotCompleted,
    ReviewDeclined,
    SubRatingRefused,
)
from reviews.models import SUB_RATINGS_OF, DeclinedReview, Review, Side
from reviews.models.review import WINDOW

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User


def side_of(project: Project, user_id: UUID) -> Side:
    """On which side of the project the user is. Raises NotAParty."""
    if user_id == project.client_id:
        return Side.CLIENT
    if user_id == project.freelancer_id:
        return Side.FREELANCER
    raise NotAParty


def other_party(project: Project, side: Side) -> User:
    """Who is on the other side, of a project on which work began."""
    other = project.freelancer if side == Side.CLIENT else project.client
    assert other is not None  # noqa: S101 - a constraint of the table: work began
    return other


def reviewing(project: Project, author: User) -> tuple[Side, User]:
    """On which side somebody reviews a locked project, and whom. Raises NotAParty, NotCompleted,
    AlreadyReviewed and ReviewDeclined.
    """
    side = side_of(project, author.pk)
    if project.status not in REVIEWABLE:
        raise NotCompleted
    if Review.objects.filter(project=project, side=side).exists():
        raise AlreadyReviewed
    if DeclinedReview.objects.filter(project=project, side=side).exists():
        raise ReviewDeclined
    return side, other_party(project, side)


def own_sub_ratings(side: str, given: dict[str, int | None]) -> dict[str, int | None]:
    """The sub-ratings that a side may give. Raises SubRatingRefused for another one's."""
    for name, stars in given.items():
        if stars is not None and name not in SUB_RATINGS_OF[side]:
            raise SubRatingRefused(attr=f"sub_ratings.{name}")
    return {name: stars for name, stars in given.items() if name in SUB_RATINGS_OF[side]}


def name_of(user: User) -> str:
    """What somebody is called; those who closed their account are nobody in particular."""
    return _("former member") if user.erased_at else user.full_name or user.username


def awaiting(user: User) -> QuerySet[Any]:
    """The projects that await the user's review, each with whether the other side's is in."""
    reviews = Review.objects.filter(project=OuterRef("pk"))
    declined = DeclinedReview.objects.filter(project=OuterRef("pk"))
    return (
        Project.objects.filter(
            Q(client=user) | Q(freelancer=user),
            ~Exists(reviews.by(user)),
            ~Exists(declined.by(user)),
            ~Q(standing=ModerationState.REMOVED),
            status__in=REVIEWABLE,
            closed_at__gt=Now() - WINDOW,
        )
        .annotate(
            other_has_submitted=Exists(reviews.about(user).standing()),
            client_has_page=has_page(user, "client"),
            freelancer_has_page=has_page(user, "freelancer"),
            now=Now(),
        )
        .select_related("client", "freelancer")
    )


@dataclass(frozen=True)
class ProjectReviews:
    """A project's reviews, as one of its parties may see them."""

    closes_at: datetime | None
    is_open: bool
    own: Review | None
    other_has_submitted: bool
    other: Review | None  # once it is revealed
    has_declined: bool
    other_has_declined: bool

    @classmethod
    def seen_by(cls, user: User, project: Project) -> ProjectReviews:
        reviews = Review.objects.filter(project=project)
        theirs = reviews.about(user).standing()
        is_over = project.status in REVIEWABLE
        is_removed = project.standing == ModerationState.REMOVED
        ends = Project.objects.filter(pk=project.pk, closed_at__gt=Now() - WINDOW)
        declined = set(project.declined_reviews.values_list("user", flat=True))
        return cls(
            closes_at=project.closed_at + WINDOW if is_over and project.closed_at else None,
            is_open=is_over and not is_removed and ends.exists(),
            own=reviews.by(user).for_parties(user).first(),
            other_has_submitted=theirs.exists(),
            other=theirs.revealed().unhidden().for_parties(user).first(),
            has_declined=user.pk in declined,
            other_has_declined=bool(declined - {user.pk}),
        )
