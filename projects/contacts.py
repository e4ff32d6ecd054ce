"""Who is shown whose contact data: the parties of a project to each other, while work goes on, what
each chose to share. Asked anew each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.blocks import is_between
from accounts.models import LIVE_STATUSES
from foundation.moderated import ModerationState
from projects.models import ProjectStatus, SharedContact

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project


@dataclass(frozen=True)
class Contact:
    """How the other party is reached; empty where they share nothing of the kind."""

    name: str
    phone_number: str | None
    email: str | None
    address: str


def other_party(project: Project, user: User) -> User | None:
    """The other party of a project on which work began; None before."""
    if project.freelancer is None:
        return None
    return project.freelancer if user.pk == project.client_id else project.client


def can_share(project: Project) -> bool:
    """Whether the parties show each other how they are reached: not before the start is agreed, nor
    after the end, nor in a project that moderation removed.
    """
    is_running = project.status == ProjectStatus.IN_PROGRESS
    return is_running and project.standing != ModerationState.REMOVED


def contact_for(reader: User, project: Project) -> Contact | None:
    """What the other party of a project shares with the reader, who is a party. None when that is
    nothing, the other one's account is not in use, or one of the two blocked the other.
    """
    other = other_party(project, reader)
    if other is None or not can_share(project) or other.status not in LIVE_STATUSES:
        return None
    shared = SharedContact.objects.of(other, project.pk).first()
    if shared is None or is_between(reader, other):
        return None
    return Contact(
        name=shared.name,
        phone_number=other.phone_number
        if shared.phone_number and other.phone_verified_at
        else None,
        email=other.email if shared.email and other.email_verified_at else None,
        address=shared.address,
    )
