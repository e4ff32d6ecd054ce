"""What is told of projects, proposals and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.blocks import unseen_by
from accounts.models import User
from notifications.kinds import Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.project_facts import BY_TIME, OUTDATED, REMINDER, look_up
from projects import events
from projects.models import Invitation, Project, Transition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from foundation.models import Event

# --- Who is told ----------------------------------------------------------------------------------


def client(event: Event) -> Iterable[UUID]:
    return Project.objects.filter(pk=event.subject_id).values_list("client", flat=True)


def unblocked(event: Event, people: Iterable[UUID]) -> Iterable[UUID]:
    """These people, but for those who blocked whoever acted, or were blocked, until now."""
    actor = User.objects.filter(pk=event.actor_id).first()
    unseen = unseen_by(actor)
    return [one for one in people if one not in unseen]


def offered(event: Event) -> Iterable[UUID]:
    """Whom a proposal or an invitation is made to."""
    return unblocked(event, event.concerns)


def invited_without_answer(event: Event) -> Iterable[UUID]:
    waiting = Invitation.objects.waiting().filter(project=event.subject_id)
    return unblocked(event, waiting.values_list("freelancer", flat=True))


def declined(event: Event) -> Iterable[UUID]:
    """Whom the client turned down, and neither gave the project to another nor cancelled it. Also
    by a block: a decline of which nobody is told would tell of it.
    """
    return [] if _along_with(event) else event.concerns


def not_chosen(event: Event) -> Iterable[UUID]:
    return unblocked(event, event.concerns) if _along_with(event) == "start" else []


def proposed_in_vain(event: Event) -> Iterable[UUID]:
    return unblocked(event, event.concerns) if _along_with(event) == "cancel" else []


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


# --- The kinds ------------------------------------------------------------------------------------


DELIVERY_REMINDER = Kind(
    name=REMINDER,
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
    by_sms=Frequency.AT_ONCE,
)

KINDS = (
    Kind(
        name="proposal_received",
        title=_("Proposals for your projects"),
        who="the client, when a freelancer proposes, invited or not",
        tells={events.PROPOSAL_SUBMITTED: offered},
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
        by_sms=Frequency.AT_ONCE,
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
        tells={events.INVITATION_SENT: offered},
        words=Words(
            _("%(by)s invites you to make a proposal"),
            _("%(by)s invites you to make a proposal for “%(title)s”."),
        ),
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
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
        name="contact_shared",
        title=_("Contact data that is shared with you"),
        who="the other party of a running project, when there is something new",
        tells={events.CONTACT_SHARED: concerned},
        words=Words(
            _("%(by)s tells you how to be reached"),
            _("%(by)s shared contact data with you for “%(title)s”."),
        ),
        look_up=look_up,
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
        by_sms=Frequency.AT_ONCE,
    ),
    DELIVERY_REMINDER,
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
        by_sms=Frequency.AT_ONCE,
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
)
