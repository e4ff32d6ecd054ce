"""What the words about projects, proposals and invitations are filled in with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from accounts.blocks import unseen_by
from foundation.moderated import ModerationState
from foundation.moments import moment
from notifications.kinds import Facts
from notifications.telling.people import actors_of, named
from projects.models import (
    Invitation,
    Project,
    ProjectStatus,
    Proposal,
    ProposalStatus,
    Question,
    Transition,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from accounts.models import User
    from notifications.models import Notification
    from profiles.showing import Seen

BY_TIME, OUTDATED = "by_time", "outdated"
REMINDER = "delivery_reminder"
CHANGED = "project_changed"
INVITATIONS = ("invitation_received", "offer_received")
OFFERS = (*INVITATIONS, "proposal_received")
OWN_PROPOSALS = "/proposals"


@dataclass(frozen=True)
class Rows:
    """What is looked up for several notifications of one reader."""

    reader: User
    projects: Mapping[UUID, Project]
    posted: set[UUID]  # that the reader may open, as anybody whom no block keeps away
    proposed: set[UUID]  # that the reader proposed for
    answered: Mapping[UUID, int]  # which version of a project a live proposal of the reader is for
    invited: set[UUID]
    asked: set[UUID]  # about which the reader asked something
    transitions: Mapping[int, Transition]
    actors: Mapping[UUID, Seen]
    unseen: frozenset[UUID]  # whom the reader blocked, or who blocked the reader

    @classmethod
    def of(cls, notifications: Sequence[Notification], reader: User) -> Rows:
        """Eight queries."""
        ids = {one.project_id for one in notifications}
        moves = {one.body["transition"] for one in notifications if "transition" in one.body}
        posted = Project.objects.open_to(reader)
        # What was said about a project with several openings goes along to the work on one.
        about = Q(project__in=ids) | Q(project__posting__in=ids)
        invited = Invitation.objects.filter(about, freelancer=reader)
        invited_to = invited.values_list("project", "project__posting")
        proposals = list(
            Proposal.objects.filter(about, freelancer=reader).annotate(
                posting_id=F("project__posting")
            )
        )
        live = (one for one in proposals if one.status == ProposalStatus.SUBMITTED)
        asked = Question.objects.filter(author=reader, project__in=ids)
        return cls(
            reader=reader,
            projects=Project.objects.in_bulk(ids),
            posted=set(posted.filter(pk__in=ids).values_list("pk", flat=True)),
            proposed={pk for one in proposals for pk in (one.project_id, one.posting_id) if pk},
            answered={one.project_id: one.project_version for one in live},
            invited={pk for pair in invited_to for pk in pair if pk},
            asked=set(asked.values_list("project", flat=True)),
            transitions=Transition.objects.in_bulk(moves),
            actors=actors_of(notifications, reader),
            unseen=unseen_by(reader),
        )

    def path_to(self, project: Project) -> str | None:
        """The page on which the reader finds the project, or what they offered; empty if there is
        none any more, None for a project that is none of their business.
        """
        page = f"/projects/{project.pk}"
        if self.reader.pk in (project.client_id, project.freelancer_id):
            return page
        if project.standing != ModerationState.VISIBLE:
            return None
        if project.pk in self.posted and project.pk in self.proposed | self.invited | self.asked:
            return page
        if project.pk in self.proposed:
            return OWN_PROPOSALS
        return "" if project.pk in self.invited | self.asked else None

    def is_over(self, one: Notification, project: Project) -> bool:
        """Whether nothing can come any more of what is made known: an invitation to a project that
        the reader cannot open, a change after which no proposal waits for the reader's word, or an
        offer by somebody whom a block keeps away.
        """
        if one.kind == CHANGED:
            return self.answered.get(project.pk, project.version) >= project.version
        if one.kind not in OFFERS or self.reader.pk == project.freelancer_id:
            return False
        is_closed = one.kind in INVITATIONS and project.pk not in self.posted
        is_agreed = one.actor_id == project.freelancer_id
        return is_closed or (one.actor_id in self.unseen and not is_agreed)

    def reason_of(self, one: Notification) -> str:
        """What the person who acted gave as the reason, as long as they have an account."""
        move = self.transitions.get(one.body.get("transition", 0))
        actor = self.actors.get(one.actor_id) if one.actor_id else None
        return move.reason if move and actor and actor.user.erased_at is None else ""


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of projects in which the reader is a party, and of those that they proposed for, were
    invited to or asked about, unless moderation took them out of sight.
    """
    rows = Rows.of(notifications, reader)
    found: dict[UUID, Facts] = {}
    for one in notifications:
        project = rows.projects.get(one.project_id)
        path = rows.path_to(project) if project else None
        if project is not None and path is not None:
            found[one.pk] = _facts(one, project, path, rows)
    return found


def _facts(one: Notification, project: Project, path: str, rows: Rows) -> Facts:
    is_reminder = one.kind == REMINDER
    waits = project.status == ProjectStatus.IN_PROGRESS and project.completes_at is not None
    is_late = is_reminder and not waits
    by_time = BY_TIME if one.actor_id is None and not is_reminder else ""
    return Facts(
        names={
            "by": named(rows.actors, one.actor_id),
            "title": project.shown_title,
            "until": moment(project.completes_at),
        },
        path=path,
        quote=rows.reason_of(one),
        variant=OUTDATED if is_late else by_time,
        project_id=project.pk,
        is_outdated=is_late or rows.is_over(one, project),
    )
