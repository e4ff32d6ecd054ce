"""Lists of people or of projects that somebody keeps, with private notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from bookmarks.models.kind import MAX_NAME, Kind
from profiles.showing import has_page, is_among
from projects.models import Project

if TYPE_CHECKING:
    from accounts.models import User

MAX_NOTE = 4_000


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def of(self, user: User) -> ShortlistQuerySet:
        return self.filter(owner=user)

    def counted(self) -> ShortlistQuerySet:
        """With how many entries each has."""
        return self.annotate(entries_count=Count("entries"))


class Shortlist(models.Model):
    """A list under a name. Nobody but its owner reads it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="shortlists", db_index=False
    )
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=MAX_NAME)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    entries_count: int  # of those that are `counted`

    objects = ShortlistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="shortlist_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="shortlist_of_owner")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pk}"


class ShortlistEntryQuerySet(models.QuerySet["ShortlistEntry"]):
    def of(self, user: User) -> ShortlistEntryQuerySet:
        return self.filter(shortlist__owner=user)

    def shown_to(self, owner: User) -> ShortlistEntryQuerySet:
        """With what they are about, and whether their owner may open its page at this moment."""
        found = self.annotate(
            person_is_shown=has_page(owner, "person"),
            project_is_shown=is_among(Project.objects.visible_to(owner), "project"),
        )
        return found.select_related("person__profile", "project")


class ShortlistEntry(models.Model):
    """Somebody or something on a list, and what its owner notes about it. Neither the person nor
    staff learn of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shortlist = models.ForeignKey(Shortlist, models.CASCADE, related_name="entries", db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", null=True, db_index=False
    )
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="+", null=True, db_index=False
    )
    note = models.TextField(max_length=MAX_NOTE, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    # Of those that are `shown_to` their owner.
    person_is_shown: bool
    project_is_shown: bool

    objects = ShortlistEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shortlist", "person"], name="shortlist_has_a_person_once"
            ),
            models.UniqueConstraint(
                fields=["shortlist", "project"], name="shortlist_has_a_project_once"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(project__isnull=True),
                name="shortlist_entry_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["shortlist", "-id"], name="shortlist_entry_of_list"),
            models.Index(
                fields=["person"], condition=Q(person__isnull=False), name="shortlist_entry_person"
            ),
            models.Index(
                fields=["project"],
                condition=Q(project__isnull=False),
                name="shortlist_entry_project",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shortlist_id}: {self.person_id or self.project_id}"
