"""Photos and files that show what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from foundation.moderated import Moderated, ModerationState, needs_decision
from projects.models.project import Project

if TYPE_CHECKING:
    from accounts.models import User

MAX_FILE_NAME = 160


class FileKind(models.TextChoices):
    """What it is, by its content."""

    PICTURE = "picture", _("Picture")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Text")


class ProjectFileQuerySet(models.QuerySet["ProjectFile"]):
    def visible_to(self, user: User) -> ProjectFileQuerySet:
        """Those of projects that the user sees; what a decision hides, to the client alone."""
        return self._of(Project.objects.visible_to(user), user)

    def reportable_by(self, user: User) -> ProjectFileQuerySet:
        """Those that the user may see, and those of clients whom the user blocked."""
        return self._of(Project.objects.reportable_by(user), user)

    def _of(self, projects: models.QuerySet[Project], user: User) -> ProjectFileQuerySet:
        shown = Q(moderation=ModerationState.VISIBLE) | Q(project__client=user)
        return self.filter(shown, project__in=projects.values("pk"))


class ProjectFile(Moderated):
    """A picture as we encoded it, with a small one to look at, or a file as it came. The files are
    in the private storage: who may see the project is asked each time.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="files", db_index=False)
    kind = models.CharField(max_length=7, choices=FileKind)
    name = models.CharField(max_length=MAX_FILE_NAME)
    size = models.PositiveIntegerField(help_text=_("In bytes, as it is kept."))
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    file = models.CharField(max_length=100, db_index=True)
    preview = models.CharField(max_length=100, blank=True, db_index=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ProjectFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="file_of_project")]
        constraints = [
            needs_decision("project_file"),
            models.CheckConstraint(
                condition=Q(kind__in=FileKind.values), name="project_file_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="picture", width__isnull=False, height__isnull=False)
                & ~Q(preview="")
                | ~Q(kind="picture") & Q(width=None, height=None, preview=""),
                name="project_file_preview_is_of_a_picture",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files in the private storage."""
        return (self.file, self.preview) if self.preview else (self.file,)
