"""Of people on a page around projects: whom its reader can write to at all, and whom the reader
blocked. Who blocked the reader is not told: they are as those whose account is not in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.blocks import parted_from
from accounts.models import LIVE_STATUSES, Block, User
from foundation.moderated import ModerationState
from projects.models import OVER

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from projects.models import Project, Proposal


@dataclass(frozen=True)
class Reachable:
    """What pages offer to do with each of several people."""

    people: frozenset[UUID]
    blocked: frozenset[str]  # usernames

    @classmethod
    def among(cls, people: Collection[UUID | None], reader: User) -> Reachable:
        """Of these accounts; three queries."""
        there = User.objects.filter(pk__in=people, status__in=LIVE_STATUSES).values_list(
            "pk", flat=True
        )
        own = Block.objects.filter(blocker=reader, blocked__in=people)
        return cls(
            people=frozenset(there) - parted_from(reader, people),
            blocked=frozenset(own.values_list("blocked__username", flat=True)),
        )

    def in_project(self, project: Project, other: UUID | None) -> bool:
        """Whether one can write to somebody about a project."""
        return other in self.people and project.standing != ModerationState.REMOVED

    def proposals(self, rows: Sequence[Proposal], reader: User) -> set[UUID]:
        """Those about which one can write to the other side: not what was declined or withdrawn."""
        return {
            one.pk
            for one in rows
            if one.status not in OVER and self.in_project(one.project, other_side(one, reader))
        }


def other_side(proposal: Proposal, reader: User) -> UUID:
    """Whom one of the two sides of a proposal has to do with."""
    is_own = proposal.freelancer_id == reader.pk
    return proposal.project.client_id if is_own else proposal.freelancer_id
