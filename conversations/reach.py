"""The projects about which somebody can be written to or asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from conversations.models import Conversation
from projects.models import Invitation, Project, Proposal

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from projects.models import ProjectQuerySet


def projects_within_reach(user: User) -> ProjectQuerySet:
    """Those that a user may see, and those to which they proposed or were invited, whatever became
    of them since.
    """
    own = {"project": OuterRef("pk"), "freelancer": user}
    proposed, invited = Proposal.objects.filter(**own), Invitation.objects.filter(**own)
    asked = Project.objects.filter(Exists(proposed) | Exists(invited))
    return Project.objects.visible_to(user) | asked


def other_in(user: User, pk: UUID) -> tuple[User, str | None] | None:
    """The other side of a conversation of the user's, as the user is told who it is."""
    found = Conversation.objects.of(user).with_cards(user).filter(pk=pk).first()
    if found is None:
        return None
    seen = found.other_seen_by(user)
    return seen.user, seen.username
