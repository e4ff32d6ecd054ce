"""What moderation does with projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from projects.models import Project
from projects.search.noting import note

if TYPE_CHECKING:
    from uuid import UUID

    from foundation.moderated import ModerationState


def set_project_moderation(
    *, project: Project, state: ModerationState, decision: UUID | None
) -> None:
    """Show, hide or remove a project, and the work that fills its openings, which says the same,
    unless that was decided on by itself; their parties still see it.
    """
    with transaction.atomic():
        before = Project.objects.values_list("moderated_by", flat=True).get(pk=project.pk)
        alike = Q(posting=project, moderated_by=before)
        rows = Project.objects.filter(Q(pk=project.pk) | alike)
        rows.update(moderation=state, moderated_by=decision)
        note([project.pk])
