"""Projects in any state, straight into the tables."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from profiles.services.profile import make_profile
from projects.models import (
    CLOSED,
    WITH_FREELANCER,
    Invitation,
    Project,
    ProjectFile,
    ProjectSkill,
    ProjectStatus,
    Proposal,
    Question,
)
from projects.search.noting import note
from projects.services.files import add_file
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


def make_invitation(project: Project, freelancer: User, **fields: Any) -> Invitation:
    """An invitation that waits for its answer."""
    make_profile(freelancer)
    return Invitation.objects.create(project=project, freelancer=freelancer, **fields)


def make_question(project: Project, author: User, **fields: Any) -> Question:
    """A question without an answer."""
    make_profile(author)
    given = {"text": "Is there a lift?"}
    return Question.objects.create(project=project, author=author, **given | fields)


def make_file(project: Project) -> ProjectFile:
    """A picture of what is to be done, kept as the service keeps it."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(written, "JPEG")
    upload = SimpleUploadedFile("leak.jpg", written.getvalue())
    return add_file(client=project.client, project=project, upload=upload)


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
    times: dict[str, Any] = {}
    if status != ProjectStatus.DRAFT:
        times["opened_at"] = now - timedelta(days=30)
        times["expires_at"] = now + timedelta(days=30)
    if status in WITH_FREELANCER:
        times["started_at"] = now - timedelta(days=20)
    if status in CLOSED:
        times["closed_at"] = now - timedelta(minutes=1)
    if status == ProjectStatus.FILLED:
        times |= {"openings": 2, "openings_taken": 2}
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
