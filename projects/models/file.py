"""Photos and files that show what is to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from foundation.moderated import Moderated, ModerationState, needs_decision
from projects.models.kept_file import KeptFile, is_of_a_kind
from projects.models.project import Project

if TYPE_CHECKING:
    from accounts.models import User


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


class ProjectFile(Moderated, KeptFile):
    """A photo or a file that shows what is to be done."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="files", db_index=False)

    objects = ProjectFileQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "id"], name="file_of_project")]
        constraints = [
            needs_decision("project_file"),
            *is_of_a_kind("project_file"),
        ]

    def __str__(self) -> str:
        return self.name
