"""Who has something to do with whom about a project, now: asked of rows that have a `project`, its
`client` and one `freelancer`, by all that goes on between the two.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Now
from django.db.models.lookups import IsNull

from accounts.models import LIVE_STATUSES, Block
from foundation.moderated import ModerationState
from projects.models import Invitation, ProjectStatus, Proposal, ProposalStatus

if TYPE_CHECKING:
    from uuid import UUID

    from projects.models import Project

# After the work is over there is still something to hand over, to pay or to ask.
OPEN_AFTER = timedelta(days=30)


def joined() -> Q:
    """They work together, or did until lately; or the project is open, and a proposal is live or an
    invitation waits.
    """
    pair = {"project": OuterRef("project"), "freelancer": OuterRef("freelancer")}
    live = Proposal.objects.filter(**pair, status=ProposalStatus.SUBMITTED).values("pk")[:1]
    invited = Invitation.objects.waiting().filter(**pair).values("pk")[:1]
    # Not EXISTS: PostgreSQL may read all that are live to answer that.
    is_asked = Q(IsNull(Subquery(live), False)) | Q(IsNull(Subquery(invited), False))
    working = Q(project__status=ProjectStatus.IN_PROGRESS)
    lately = Q(project__closed_at__gt=Now() - Value(OPEN_AFTER))
    return Q(working | lately, project__freelancer=F("freelancer")) | Q(
        is_asked, project__status=ProjectStatus.OPEN
    )


def in_touch() -> Q:
    """They are joined, both accounts are in use, neither blocked the other, and moderation did not
    remove the project.
    """
    in_use = Q(client__status__in=LIVE_STATUSES, freelancer__status__in=LIVE_STATUSES)
    both = Block.objects.filter(
        Q(blocker=OuterRef("client"), blocked=OuterRef("freelancer"))
        | Q(blocker=OuterRef("freelancer"), blocked=OuterRef("client"))
    )
    free = Q(IsNull(Subquery(both.values("pk")[:1]), True))
    return joined() & in_use & free & ~Q(project__standing=ModerationState.REMOVED)


def was_asked(project: Project, freelancer_id: UUID) -> bool:
    """Whether there is, or was, a proposal or an invitation."""
    pair = {"project": project, "freelancer": freelancer_id}
    proposed, invited = Proposal.objects.filter(**pair), Invitation.objects.filter(**pair)
    return proposed.exists() or invited.exists()
