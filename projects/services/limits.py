"""How much one account may post, invite and propose, by the one mechanism (foundation.limits).

Counted before the transaction that makes something: what is refused after that counts, too.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from foundation import limits
from projects.models import OVER, Proposal

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project

DAY = timedelta(days=1)
CHANGE_REQUESTS = limits.Limit("projects:change-requests", 30, DAY)
PROPOSED_AGAIN = limits.Limit("projects:proposed-again", 1, DAY)


def count_posting(client: User) -> None:
    """One more project, drafts included. Raises LimitExceeded."""
    limits.hit((limits.Limit("projects:posted", settings.PROJECTS_PER_DAY, DAY), client.pk))


def count_invitation(client: User) -> None:
    """One more invitation, to whichever project. Raises LimitExceeded."""
    limits.hit((limits.Limit("projects:invited", settings.INVITATIONS_PER_DAY, DAY), client.pk))


def count_change_request(user: User) -> None:
    """One more change request, of whichever agreement. Raises LimitExceeded."""
    limits.hit((CHANGE_REQUESTS, user.pk))


def count_proposal(freelancer: User, project: Project) -> None:
    """One more proposal; after one that was withdrawn or declined, one more of those for this
    project, of which a day has one. Raises LimitExceeded.
    """
    limit = limits.Limit("projects:proposed", settings.PROPOSALS_PER_DAY, DAY)
    hits: list[limits.Hit] = [(limit, freelancer.pk)]
    own = Proposal.objects.filter(project=project, freelancer=freelancer)
    if own.order_by("-id").values_list("status", flat=True).first() in OVER:
        hits.append((PROPOSED_AGAIN, f"{freelancer.pk} {project.pk}"))
    limits.hit(*hits)
