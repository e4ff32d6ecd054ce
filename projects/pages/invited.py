"""What a project's page says of invitations: to its client, and to a freelancer who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from projects.models import Invitation, InvitationStatus

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project


def invited(project: Project, client: User) -> dict[str, int]:
    """How many were invited, and how many of them have not answered; nothing where nobody was."""
    found = Invitation.objects.filter(project=project).reaching(client)
    counted = found.aggregate(
        all=Count("pk"), unanswered=Count("pk", filter=Q(answered_at__isnull=True))
    )
    return counted if counted["all"] else {}


def waiting_for(project: Project, freelancer: User) -> Invitation | None:
    """The invitation that a freelancer has not answered, unless it is an offer."""
    own = Invitation.objects.filter(project=project, freelancer=freelancer, is_offer=False)
    own = own.reaching(freelancer)
    return own.with_status(freelancer).filter(status=InvitationStatus.WAITING).first()
