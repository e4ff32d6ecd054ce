"""Who knows whom without a page: those between whom work was agreed, and clients those who would
work for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.db.models.lookups import IsNull

from projects import models  # the module: its querysets ask here

if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet

    from accounts.models import User


def is_known(viewer: User, column: str) -> Case:
    """Whether a viewer is told who the account in this column is, page or not: it is their own,
    work between the two was agreed at some time, or it is a freelancer whose proposal or answer the
    viewer waits for.

    That somebody wrote, or was written to, is no reason: anybody may begin. A block ends what
    waits, and keeps what was agreed.
    """
    them = OuterRef(column)
    agreed = models.Project.objects.filter(started_at__isnull=False)
    live = models.Proposal.objects.filter(
        project__client=viewer, status=models.ProposalStatus.SUBMITTED
    )
    waiting = models.Invitation.objects.waiting().filter(
        project__client=viewer, project__status=models.ProjectStatus.OPEN
    )
    reasons = (
        agreed.filter(client=viewer, freelancer=them),
        agreed.filter(client=them, freelancer=viewer),
        live.filter(freelancer=them),
        waiting.filter(freelancer=them),
    )
    condition = Q(**{column: viewer.pk})
    for rows in reasons:
        condition |= _is_any(rows)
    return Case(When(condition, then=True), default=False)


def _is_any(rows: QuerySet[Any]) -> Q:
    """Not EXISTS: PostgreSQL may read a whole table to answer that."""
    return Q(IsNull(Subquery(rows.values("pk")[:1]), False))
