"""Texts that many accounts wrote alike: one case of its own kind, and each copy of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from moderation.models.case import Case, ObjectKind
from moderation.models.decision import MOST_FACTS, Action
from moderation.models.policy import PolicyGround


class CopiedTextQuerySet(models.QuerySet["CopiedText"]):
    def waiting(self) -> CopiedTextQuerySet:
        """Those with copies on which nobody has decided."""
        return self.filter(waits_since__isnull=False)

    def with_counts(self) -> CopiedTextQuerySet:
        """Each with `copies_count` and `accounts_count`."""
        of_it = TextCopy.objects.filter(copied_text=OuterRef("pk")).order_by()
        grouped = of_it.values("copied_text")

        def number(what: Count) -> Coalesce:
            return Coalesce(Subquery(grouped.annotate(number=what).values("number")), 0)

        return self.annotate(
            copies_count=number(Count("pk")),
            accounts_count=number(Count("account", distinct=True)),
        )


class CopiedText(models.Model):
    """What many accounts wrote nearly alike, and what was decided on all of it.

    The decision on each copy is one like any other, on a case of its own: with a statement of
    reasons to its author, who can appeal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    waits_since = models.DateTimeField(
        null=True, db_default=Now(), help_text=_("Since when there is a copy to decide on.")
    )
    action = models.CharField(max_length=8, choices=Action, blank=True)
    ground = models.ForeignKey(PolicyGround, models.PROTECT, null=True, related_name="+")
    facts = models.TextField(max_length=MOST_FACTS, blank=True)
    lasts = models.DurationField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    objects = CopiedTextQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["waits_since"],
                condition=Q(waits_since__isnull=False),
                name="copied_text_queue",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action="", decided_by=None, decided_at=None)
                | Q(action__in=Action.values, decided_by__isnull=False, decided_at__isnull=False),
                name="copied_text_decided_by_somebody_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Copied text')} ({self.found_at:%Y-%m-%d})"


class TextCopy(models.Model):
    """The fingerprint of one text (`moderation.fingerprints`), which holds no words; and, where it
    is a copy, of what it is one, and the case on which its decision was made.
    """

    kind = models.CharField(max_length=14, choices=ObjectKind)
    object_id = models.UUIDField()
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", help_text=_("Who wrote it.")
    )
    written_at = models.DateTimeField(db_default=Now(), db_index=True)
    # Empty once the time is over in which copies are looked for.
    least = ArrayField(models.IntegerField(), default=list)
    bands = ArrayField(models.IntegerField(), default=list)
    copied_text = models.ForeignKey(
        CopiedText, models.CASCADE, null=True, related_name="copies", db_index=False
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="copies")

    class Meta:
        indexes = [
            GinIndex(fields=["bands"], name="text_copy_by_band"),
            models.Index(
                fields=["copied_text", "id"],
                condition=Q(copied_text__isnull=False),
                name="text_copy_of_copied_text",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="text_copy_once_of_each"),
            models.CheckConstraint(
                condition=Q(kind__in=ObjectKind.values), name="text_copy_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(case=None) | Q(copied_text__isnull=False),
                name="text_copy_is_decided_on_as_a_copy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.object_id}"


class CopyReading(models.Model):
    """That a member of staff read copies that are between two people."""

    copied_text = models.ForeignKey(CopiedText, models.CASCADE, related_name="readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.reader_id} ({self.at:%Y-%m-%d})"
