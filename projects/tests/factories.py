"""Projects in any state, straight into the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from profiles.services.profile import make_profile
from projects.models import (
    CLOSED,
    WITH_FREELANCER,
    Invitation,
    Project,
    ProjectSkill,
    ProjectStatus,
    Proposal,
)
from projects.search.noting import note
from projects.services.placing import placed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from profiles.models import Skill


def make_proposal(project: Project, freelancer: User, **fields: Any) -> Proposal:
    """A live proposal."""
    make_profile(freelancer)
    given = {"cover_note": "I would do it in May."}
    return Proposal.objects.create(project=project, freelancer=freelancer, **given | fields)


def make_invitation(project: Project, freelancer: User) -> Invitation:
    """An invitation that waits for its answer."""
    make_profile(freelancer)
    return Invitation.objects.create(project=project, freelancer=freelancer)


def make_project(
    *,
    client: User,
    freelancer: User | None = None,
    status: str = ProjectStatus.OPEN,
    skills: Iterable[Skill] = (),
    **fields: Any,
) -> Project:
    """A project in this state, with the times that its state asks for, where it is said to be."""
    now = timezone.now()
    times = {}
    if status != ProjectStatus.DRAFT:
        times["opened_at"] = now - timedelta(days=30)
    if status in WITH_FREELANCER:
        times["started_at"] = now - timedelta(days=20)
    if status in CLOSED:
        times["closed_at"] = now - timedelta(minutes=1)
    project = Project.objects.create(
        **{
            "client": client,
            "freelancer": freelancer,
            "status": status,
            "title": "Paint the stairwell",
            "description": "Three floors, two coats, in the colours of the house.",
            **times,
            **placed(fields),
        }
    )
    ProjectSkill.objects.bulk_create(ProjectSkill(project=project, skill=skill) for skill in skills)
    note([project.pk])
    return project
