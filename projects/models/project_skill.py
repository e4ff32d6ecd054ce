"""Which skills a project needs."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from profiles.models import Skill


class ProjectSkill(models.Model):
    """A skill that a project needs."""

    project = models.ForeignKey(
        "projects.Project", models.CASCADE, related_name="needs", db_index=False
    )
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "skill"], name="project_needs_skill_once")
        ]
        # The newest projects that need a skill: ids go by time.
        indexes = [models.Index(fields=["skill", "-project"], name="project_skill_newest_first")]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.skill_id}"


def needs(skill_id: int) -> Exists:
    """Whether a project needs a skill, or one that was merged into it."""
    meant = Skill.objects.filter(Q(pk=skill_id) | Q(merged_into=skill_id)).values("pk")
    return Exists(ProjectSkill.objects.filter(project=OuterRef("pk"), skill__in=meant))
