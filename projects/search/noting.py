"""What the index has to follow is noted in the feed, in the transaction of each change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from foundation import feed
from projects.models import Project, ProjectSkill, ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from accounts.models import User

TOPIC = "projects"
# Of an account that changes, also those that may be opened at this moment.
MAY_BE_POSTED = (ProjectStatus.DRAFT, ProjectStatus.OPEN)


def note(project_ids: Iterable[UUID]) -> None:
    """Have the index follow what changed of these projects, or that they are shown no more."""
    feed.note(TOPIC, project_ids)


def note_of_client(user: User) -> None:
    """All of a client's that are shown when the account is in good standing, and only then."""
    ids = Project.objects.filter(client=user, status__in=MAY_BE_POSTED).values_list("pk", flat=True)
    if found := list(ids):
        note(found)


def note_needing(skill_ids: Iterable[int]) -> None:
    """Those that show one of these skills: they need it, or one that was merged into it."""
    ids = list(skill_ids)
    needs = ProjectSkill.objects.filter(Q(skill__in=ids) | Q(skill__merged_into__in=ids))
    open_needs = needs.filter(project__status=ProjectStatus.OPEN)
    if found := list(open_needs.values_list("project_id", flat=True).distinct()):
        note(found)
