"""A search that somebody saved, and which matches of it they were told of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from accounts.blocks import not_between
from bookmarks.models.kind import MAX_NAME, Kind
from profiles.models import SearchCard
from projects.models import Project

if TYPE_CHECKING:
    from accounts.models import User


class AlertFrequency(models.TextChoices):
    """How often somebody is told of new matches."""

    OFF = "off", _("Never")
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


# "At once" is not within seconds: no search is looked at more often than this, whatever changes.
PERIODS = {
    AlertFrequency.AT_ONCE: timedelta(minutes=15),
    AlertFrequency.DAILY: timedelta(days=1),
    AlertFrequency.WEEKLY: timedelta(days=7),
}


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, user: User) -> SavedSearchQuerySet:
        return self.filter(owner=user)


class SavedSearch(models.Model):
    """The criteria of a search, as the search takes them, under a name. Nobody but its owner reads
    it.

    `criteria` are in the form that `bookmarks.criteria` makes of them, of its `criteria_version`.
    What changed since `looked_until` was not looked at yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=MAX_NAME)
    criteria = models.JSONField()
    criteria_version = models.PositiveSmallIntegerField()
    alerts = models.CharField(max_length=7, choices=AlertFrequency)
    looked_until = models.DateTimeField(db_default=Now(), editable=False)
    next_look_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="saved_search_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(alerts__in=AlertFrequency.values), name="saved_search_alerts_are_known"
            ),
            models.CheckConstraint(
                condition=Q(alerts=AlertFrequency.OFF, next_look_at__isnull=True)
                | (~Q(alerts=AlertFrequency.OFF) & Q(next_look_at__isnull=False)),
                name="saved_search_is_looked_at_unless_off",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="saved_search_of_owner"),
            models.Index(
                fields=["next_look_at"],
                condition=Q(next_look_at__isnull=False),
                name="saved_search_next_look",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pk}"


class SearchMatchQuerySet(models.QuerySet["SearchMatch"]):
    def told(self) -> SearchMatchQuerySet:
        """Those of which the owner was told."""
        return self.filter(alert_id__isnull=False)

    def shown_to(self, owner: User) -> SearchMatchQuerySet:
        """Those of which the owner was told, as far as a search shows them at this moment."""
        cards = SearchCard.objects.filter(not_between(owner, "profile"))
        posted = Project.objects.posted_to(owner)
        shown = Q(target_id__in=cards.values("profile")) | Q(target_id__in=posted.values("pk"))
        return self.told().filter(shown, saved_search__owner=owner)


class SearchMatch(models.Model):
    """That a saved search found something: its owner was told of it by the alert `alert_id`; or it
    was there when the search was saved, or another search of theirs had told of it. Either way it
    is no news any more, whatever becomes of it.

    `target_id` is an account or a project, as the search's kind says.
    """

    saved_search = models.ForeignKey(
        SavedSearch, models.CASCADE, related_name="matches", db_index=False
    )
    target_id = models.UUIDField()
    alert_id = models.UUIDField(null=True, help_text="Empty: it was no news.")
    found_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SearchMatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["saved_search", "target_id"], name="search_match_is_told_once"
            )
        ]
        indexes = [
            models.Index(fields=["target_id"], name="search_match_of_target"),
            models.Index(
                fields=["saved_search", "-id"],
                condition=Q(alert_id__isnull=False),
                name="search_match_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.saved_search_id}: {self.target_id}"
