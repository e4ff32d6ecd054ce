"""What is told of projects, proposals and invitations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from foundation.moderated import ModerationState
from foundation.moments import moment
from notifications.kinds import Facts, Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.people import actors_of, named
from projects import events
from projects.models import Invitation, Project, ProjectStatus, Proposal, Transition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.models import User
    from foundation.models import Event
    from notifications.models import Notification

BY_TIME, OUTDATED = "by_time", "outdated"
OWN_PROPOSALS = "/proposals"


# --- Who is told ----------------------------------------------------------------------------------


def client(event: Event) -> Iterable[UUID]:
    return Project.objects.filter(pk=event.subject_id).values_list("client", flat=True)


def invited_without_answer(event: Event) -> Iterable[UUID]:
    waiting = Invitation.objects.filter(project=event.subject_id, answered_at__isnull=True)
    return waiting.values_list("freelancer", flat=True)


def declined(event: Event) -> Iterable[UUID]:
    """Whom the client turned down, and neither gave the project to another nor cancelled it."""
    return [] if _along_with(event) else event.concerns


def not_chosen(event: Event) -> Iterable[UUID]:
    return event.concerns if _along_with(event) == "start" else []


def proposed_in_vain(event: Event) -> Iterable[UUID]:
    return event.concerns if _along_with(event) == "cancel" else []


def _along_with(event: Event) -> str | None:
    """The move of the project with which a proposal was declined. It comes first, and leaves none
    that could be declined later.
    """
    moves = Transition.objects.filter(
        project=UUID(event.body["project"]),
        proposal=None,
        action__in=("start", "cancel"),
        pk__lt=event.body["transition"],
    )
    return moves.values_list("action", flat=True).first()


# --- What is told ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rows:
    """What is looked up for several notifications of one reader."""

    reader: User
    projects: Mapping[UUID, Project]
    posted: set[UUID]  # that everybody may open
    proposed: set[UUID]  # that the reader proposed for
    invited: set[UUID]
    transitions: Mapping[int, Transition]
    actors: Mapping[UUID, User]

    @classmethod
    def of(cls, notifications: Sequence[Notification], reader: User) -> Rows:
        """Six queries."""
        ids = {one.project_id for one in notifications}
        moves = {one.body["transition"] for one in notifications if "transition" in one.body}
        offers = (Proposal.objects, Invitation.objects)
        proposed, invited = (
            set(each.filter(freelancer=reader, project__in=ids).values_list("project", flat=True))
            for each in offers
        )
        return cls(
            reader=reader,
            projects=Project.objects.in_bulk(ids),
            posted=set(Project.objects.posted().filter(pk__in=ids).values_list("pk", flat=True)),
            proposed=proposed,
            invited=invited,
            transitions=Transition.objects.in_bulk(moves),
            actors=actors_of(notifications),
        )

    def path_to(self, project: Project) -> str | None:
        """The page on which the reader finds the project, or what they offered; empty if there is
        none any more, None for a project that is none of their business.
        """
        page = f"/projects/{project.pk}"
        if self.reader.pk in (project.client_id, project.freelancer_id):
            return page
        if project.moderation != ModerationState.VISIBLE:
            return None
        if project.pk in self.posted and project.pk in self.proposed | self.invited:
            return page
        if project.pk in self.proposed:
            return OWN_PROPOSALS
        return "" if project.pk in self.invited else None

    def reason_of(self, one: Notification) -> str:
        """What the person who acted gave as the reason, as long as they have an account."""
        move = self.transitions.get(one.body.get("transition", 0))
        actor = self.actors.get(one.actor_id) if one.actor_id else None
        return move.reason if move and actor and actor.erased_at is None else ""


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of projects in which the reader is a party, and of those that they proposed for or were
    invited to unless moderation took them out of sight.
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
    is_reminder = one.kind == REMINDER.name
    waits = project.status == ProjectStatus.IN_PROGRESS and project.completes_at is not None
    is_outdated = is_reminder and not waits
    by_time = BY_TIME if one.actor_id is None and not is_reminder else ""
    return Facts(
        names={
            "by": named(rows.actors, one.actor_id),
            "title": project.title,
            "until": moment(project.completes_at),
        },
        path=path,
        quote=rows.reason_of(one),
        variant=OUTDATED if is_outdated else by_time,
        project_id=project.pk,
        is_outdated=is_outdated,
    )


# --- The kinds ------------------------------------------------------------------------------------


REMINDER = Kind(
    name="delivery_reminder",
    title=_("Reminders of a delivery that awaits your answer"),
    who="the client, 3 days and 1 day before a delivery counts as accepted",
    tells={events.COMPLETION_NEAR: client},
    words=Words(
        _("A delivery awaits your answer"),
        _(
            "The delivery of “%(title)s” counts as accepted unless you answer it before this time: "
            "%(until)s."
        ),
    ),
    variants={
        OUTDATED: Words(
            _("A delivery awaited your answer"),
            _("The delivery of “%(title)s” awaited your answer. It does not any more."),
        )
    },
    look_up=look_up,
)

KINDS = (
    Kind(
        name="proposal_received",
        title=_("Proposals for your projects"),
        who="the client, when a freelancer proposes, invited or not",
        tells={events.PROPOSAL_SUBMITTED: concerned},
        words=Words(
            _("%(by)s made you a proposal"),
            _("%(by)s made a proposal for your project “%(title)s”."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="proposal_withdrawn",
        title=_("Proposals that are withdrawn"),
        who="the client, when a freelancer takes a proposal back",
        tells={events.PROPOSAL_WITHDRAWN: concerned},
        words=Words(
            _("%(by)s withdrew a proposal"),
            _("%(by)s withdrew the proposal for your project “%(title)s”."),
        ),
        look_up=look_up,
        by_mail=Frequency.DAILY,
    ),
    Kind(
        name="proposal_accepted",
        title=_("Your proposals that are accepted"),
        who="the freelancer whose proposal is accepted",
        tells={events.PROPOSAL_ACCEPTED: concerned},
        words=Words(
            _("%(by)s accepted your proposal"),
            _("%(by)s accepted your proposal for “%(title)s”. Work can begin."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="proposal_declined",
        title=_("Your proposals that are declined"),
        who="the freelancer whose proposal the client turns down, with the reason",
        tells={events.PROPOSAL_DECLINED: declined},
        words=Words(
            _("%(by)s declined your proposal"),
            _("%(by)s declined your proposal for “%(title)s”."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="project_given_to_another",
        title=_("Projects that are given to somebody else"),
        who="freelancers with a live proposal, when another one is accepted",
        tells={events.PROPOSAL_DECLINED: not_chosen},
        words=Words(
            _("%(by)s chose somebody else"),
            _("%(by)s gave the project “%(title)s” to somebody else. Your proposal is declined."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="project_cancelled",
        title=_("Projects that are cancelled"),
        who="freelancers with a live proposal or an invitation that they have not answered",
        tells={
            events.PROPOSAL_DECLINED: proposed_in_vain,
            events.PROJECT_CANCELLED: invited_without_answer,
        },
        words=Words(
            _("%(by)s cancelled a project"),
            _("%(by)s cancelled the project “%(title)s” before work began."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="invitation_received",
        title=_("Invitations to make a proposal"),
        who="the freelancer who is invited",
        tells={events.INVITATION_SENT: concerned},
        words=Words(
            _("%(by)s invites you to make a proposal"),
            _("%(by)s invites you to make a proposal for “%(title)s”."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="invitation_declined",
        title=_("Your invitations that are declined"),
        who="the client, when a freelancer declines an invitation",
        tells={events.INVITATION_DECLINED: concerned},
        words=Words(
            _("%(by)s declined your invitation"),
            _("%(by)s will not make a proposal for your project “%(title)s”."),
        ),
        look_up=look_up,
        by_mail=Frequency.DAILY,
    ),
    Kind(
        name="project_delivered",
        title=_("Deliveries"),
        who="the client",
        tells={events.PROJECT_DELIVERED: concerned},
        words=Words(
            _("%(by)s delivered the work"),
            _(
                "%(by)s says that the work on “%(title)s” is done. Accept it, or say what is "
                "missing."
            ),
        ),
        look_up=look_up,
    ),
    REMINDER,
    Kind(
        name="delivery_rejected",
        title=_("Your deliveries that are rejected"),
        who="the freelancer, with what is still to be done",
        tells={events.DELIVERY_REJECTED: concerned},
        words=Words(
            _("%(by)s asks for more work"),
            _("%(by)s did not accept the delivery of “%(title)s” yet."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="project_completed",
        title=_("Projects that are completed"),
        who="the freelancer; both parties when the time for an answer is over",
        tells={events.PROJECT_COMPLETED: concerned},
        words=Words(
            _("%(by)s accepted your work"),
            _("%(by)s completed the project “%(title)s”. You may review each other now."),
        ),
        variants={
            BY_TIME: Words(
                _("A project is completed"),
                _(
                    "Nobody answered the delivery of “%(title)s” in time: it counts as accepted. "
                    "You may review each other now."
                ),
            )
        },
        look_up=look_up,
    ),
    Kind(
        name="project_ended_early",
        title=_("Projects that end early"),
        who="the other party, with the reason",
        tells={events.PROJECT_ENDED_EARLY: concerned},
        words=Words(
            _("%(by)s ended a project early"),
            _("%(by)s ended the project “%(title)s” before it was done."),
        ),
        look_up=look_up,
    ),
)
