"""What a decision took away, and until when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models import Status
from moderation.models.decision import Decision, Restricted

FREE_STATUSES = (Status.PENDING, Status.ACTIVE, Status.INACTIVE)


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    def in_force(self) -> RestrictionQuerySet:
        """Those that were not ended."""
        return self.filter(ended_at=None)

    def covered(self) -> RestrictionQuerySet:
        """Those that hold, but that a later decision on the same row took the place of: they are in
        force again when it ends. What ended them was not against them, and their time is not over.
        """
        is_left = Q(ends_at=None) | Q(ends_at__gt=Now())
        return self.filter(is_left, ended_by__isnull=False, decision__overridden_by=None)

    def due(self) -> RestrictionQuerySet:
        """Those whose time is over, and that are still to be ended."""
        return self.in_force().filter(ends_at__lte=Now())


class Restriction(models.Model):
    """What a decision took away, until when. Rows that are out of sight, out of search or
    suspended point here by a foreign key (migration 0001).
    """

    decision = models.OneToOneField(
        Decision, models.PROTECT, primary_key=True, related_name="restriction"
    )
    kind = models.CharField(max_length=7, choices=Restricted)
    target_id = models.UUIDField()
    status_before = models.CharField(
        max_length=12, blank=True, help_text=_("Of an account: what it is again at the end.")
    )
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="+", help_text=_("None: by time.")
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["ends_at"], condition=Q(ended_at=None), name="restriction_by_end"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"],
                condition=Q(ended_at=None),
                name="restriction_one_in_force_of_each_kind",
            ),
            models.UniqueConstraint(
                fields=["decision", "target_id"], name="restriction_of_its_target"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Restricted.values), name="restriction_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=Restricted.ACCOUNT, status_before__in=FREE_STATUSES)
                | ~Q(kind=Restricted.ACCOUNT) & Q(status_before=""),
                name="restriction_of_an_account_knows_what_it_was",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_at__isnull=False),
                name="restriction_ended_by_a_decision_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.target_id}"

    @property
    def is_covered(self) -> bool:
        """As `covered`, of one whose decision is not overridden."""
        return self.ended_by_id is not None and (self.ends_at is None or self.ends_at > now())
