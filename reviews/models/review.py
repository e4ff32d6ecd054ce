"""A review, and the time in which it can be written without knowing the other side's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Length, Now, Trim
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.moderated import Moderated, ModerationState, needs_decision
from foundation.row_history import tracked
from profiles.showing import has_page
from projects.models import Project

if TYPE_CHECKING:
    from accounts.models import User

# Not calendar days, which are 23 or 25 hours long at times.
WINDOW = timedelta(hours=14 * 24)
LEAST_TEXT, MOST_TEXT, MOST_NOTE = 20, 4000, 2000


class Side(models.TextChoices):
    """Whose review it is: who wrote it."""

    CLIENT = "client", _("The client's")
    FREELANCER = "freelancer", _("The freelancer's")


class ReviewState(models.TextChoices):
    """What its author did with it."""

    SUBMITTED = "submitted", _("Submitted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# What each side rates besides the whole.
SUB_RATINGS_OF: dict[str, tuple[str, ...]] = {
    Side.CLIENT: ("quality", "communication", "timeliness", "scope"),
    Side.FREELANCER: ("clarity", "payment", "communication", "scope_stability"),
}
SUB_RATINGS = tuple(dict.fromkeys(name for names in SUB_RATINGS_OF.values() for name in names))


class ReviewWindowQuerySet(models.QuerySet["ReviewWindow"]):
    def due(self) -> ReviewWindowQuerySet:
        """Those that ended and still have their reviews to reveal."""
        return self.filter(settled_at__isnull=True, closes_at__lte=Now())

    def of(self, project: Project) -> ReviewWindow:
        """The window of a project that is over and locked by the caller; made if it is not yet."""
        assert project.closed_at is not None  # noqa: S101 - a constraint of the table
        closes_at = project.closed_at + WINDOW
        window, _made = self.get_or_create(project=project, defaults={"closes_at": closes_at})
        return window


class ReviewWindow(models.Model):
    """Until when a project's parties may review it. Made when the first of them does: a window
    that ends without a review changes nothing.
    """

    project = models.OneToOneField(
        Project, models.PROTECT, primary_key=True, related_name="review_window"
    )
    closes_at = models.DateTimeField()
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the reviews in it were revealed.")
    )

    objects = ReviewWindowQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=Q(settled_at__isnull=True),
                name="window_not_settled",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} until {self.closes_at:%Y-%m-%d %H:%M}"


class ReviewQuerySet(models.QuerySet["Review"]):
    """Time is the database's, at the moment of the query: nothing waits for a job."""

    def standing(self) -> ReviewQuerySet:
        """Those that were not withdrawn."""
        return self.filter(state=ReviewState.SUBMITTED)

    def revealed(self) -> ReviewQuerySet:
        """Those that stand, and that both sides may read: both were in, or the window ended."""
        ended = Q(project__review_window__closes_at__lte=Now())
        return self.standing().filter(Q(revealed_at__isnull=False) | ended)

    def unhidden(self) -> ReviewQuerySet:
        """Those that moderation leaves in sight, of projects that it has not removed."""
        return self.filter(moderation=ModerationState.VISIBLE).exclude(
            project__standing=ModerationState.REMOVED
        )

    def public(self) -> ReviewQuerySet:
        """Those that everybody may read, whose subject still has an account."""
        return self.revealed().unhidden().filter(subject__erased_at__isnull=True)

    def about(self, user: User) -> ReviewQuerySet:
        return self.filter(subject=user)

    def by(self, user: User) -> ReviewQuerySet:
        return self.filter(author=user)

    def received_by(self, user: User) -> ReviewQuerySet:
        """Those about the user that the user may read."""
        return self.about(user).revealed().unhidden()

    def readable_by(self, user: User) -> ReviewQuerySet:
        """Those that the user wrote, and those about the user that the user may read."""
        return self.by(user) | self.received_by(user)

    def with_times(self) -> ReviewQuerySet:
        """Each with `shown_at`, from when it is public if it is."""
        return self.annotate(shown_at=Coalesce("revealed_at", "project__review_window__closes_at"))

    def with_reply(self, viewer: User | None) -> ReviewQuerySet:
        """Each with all that everybody reads of it, and whether this viewer, None being a stranger,
        may know the author.
        """
        known = self.with_times().annotate(author_has_page=has_page(viewer, "author"))
        return known.select_related("author", "reply")

    def for_parties(self, viewer: User) -> ReviewQuerySet:
        """Each with all that its author and its subject read of it, one of whom is the viewer."""
        parts = ("subject", "project__review_window", "correction_slot")
        known = self.annotate(subject_has_page=has_page(viewer, "subject"))
        return known.with_reply(viewer).select_related(*parts)


def _stars() -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(null=True, blank=True)


def _is_stars(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 5)}),
        name=f"review_{name}_between_1_and_5",
    )


def _only_own(side: Side) -> Q:
    """That a side rates only what is its to rate."""
    foreign = (name for name in SUB_RATINGS if name not in SUB_RATINGS_OF[side])
    return Q(side=side, **{f"{name}__isnull": True for name in foreign})


@tracked()
class Review(Moderated):
    """What one party of a project says of the other. That author and subject are the project's
    parties, and the project is over, is a trigger of the database (migration 0001).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_written", db_index=False
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_received", db_index=False
    )
    side = models.CharField(max_length=10, choices=Side)
    rating = models.PositiveSmallIntegerField()
    quality = _stars()
    communication = _stars()
    timeliness = _stars()
    scope = _stars()
    clarity = _stars()
    payment = _stars()
    scope_stability = _stars()
    text = models.TextField(max_length=MOST_TEXT)
    private_note = models.TextField(
        max_length=MOST_NOTE, blank=True, help_text=_("To the other side, after the reveal.")
    )
    would_work_again = models.BooleanField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=ReviewState, default=ReviewState.SUBMITTED)
    submitted_at = models.DateTimeField(db_default=Now(), editable=False)
    revealed_at = models.DateTimeField(null=True, blank=True)
    corrected_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Last changed after the reveal.")
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        permissions = [("view_hidden_review", "Can read reviews that are not revealed")]
        indexes = [
            models.Index(fields=["subject", "-revealed_at", "-id"], name="review_of_subject"),
            models.Index(fields=["author", "-id"], name="review_of_author"),
            models.Index(fields=["submitted_at"], name="review_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["project", "side"], name="review_once_for_each_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="review_side_is_known"),
            models.CheckConstraint(
                condition=~Q(author=F("subject")), name="review_is_not_of_oneself"
            ),
            models.CheckConstraint(
                condition=Q(rating__range=(1, 5)), name="review_rating_between_1_and_5"
            ),
            *map(_is_stars, SUB_RATINGS),
            models.CheckConstraint(
                condition=_only_own(Side.CLIENT) | _only_own(Side.FREELANCER),
                name="review_sub_ratings_are_of_its_side",
            ),
            models.CheckConstraint(
                condition=Q(GreaterThanOrEqual(Length(Trim("text")), LEAST_TEXT))
                & Q(LessThanOrEqual(Length("text"), MOST_TEXT))
                | Q(text="", state=ReviewState.WITHDRAWN),  # by somebody who was erased
                name="review_text_has_20_to_4000_characters",
            ),
            models.CheckConstraint(
                condition=Q(LessThanOrEqual(Length("private_note"), MOST_NOTE)),
                name="review_private_note_has_2000_characters_at_most",
            ),
            needs_decision("review"),
            models.CheckConstraint(
                condition=Q(state=ReviewState.SUBMITTED, withdrawn_at__isnull=True)
                | Q(state=ReviewState.WITHDRAWN, withdrawn_at__isnull=False),
                name="review_withdrawn_at_says_when",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True) | Q(revealed_at__gte=F("submitted_at")),
                name="review_revealed_after_it_was_submitted",
            ),
            models.CheckConstraint(
                condition=Q(corrected_at__isnull=True) | Q(corrected_at__gte=F("revealed_at")),
                name="review_corrected_after_the_reveal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} of {self.subject_id}"

    @property
    def sub_ratings(self) -> dict[str, int | None]:
        """What its side rates besides the whole, None where it did not."""
        return {name: getattr(self, name) for name in SUB_RATINGS_OF[self.side]}
