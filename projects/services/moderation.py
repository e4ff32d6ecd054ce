"""What moderation does with projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from projects.models import Project
from projects.search.noting import note

if TYPE_CHECKING:
    from uuid import UUID

    from foundation.moderated import ModerationState


def set_project_moderation(
    *, project: Project, state: ModerationState, decision: UUID | None
) -> None:
    """Show, hide or remove a project, and with it the work that fills its openings; their parties
    still see them.
    """
    with transaction.atomic():
        Project.objects.filter(pk=project.pk).update(moderation=state, moderated_by=decision)
        Project.objects.filter(posting=project.pk).update(posting_moderation=state)
        note([project.pk])
