"""What is told of projects, proposals and invitations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from notifications.kinds import Kind, Words, concerned
from notifications.models import Frequency
from notifications.telling.project_facts import BY_TIME, CHANGED, OUTDATED, REMINDER, look_up
from notifications.telling.project_readers import (
    answering_until_then,
    client,
    declined,
    hoping,
    not_chosen,
    offered,
    proposed_in_vain,
    proposed_until_it_expired,
)
from projects import events

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
        name=CHANGED,
        title=_("Projects that change after your proposal"),
        who="freelancers with a live proposal, when the project is no longer what it answers",
        tells={events.PROJECT_EDITED: answering_until_then},
        words=Words(
            _("%(by)s changed a project"),
            _(
                "%(by)s changed the project “%(title)s”. Your proposal can be accepted once you "
                "have read it again and confirm it."
            ),
        ),
        look_up=look_up,
    ),
    Kind(
        name="proposal_confirmed",
        title=_("Proposals that are confirmed after you changed a project"),
        who="the client, when a freelancer stands by a proposal after a change",
        tells={events.PROPOSAL_CONFIRMED: concerned},
        words=Words(
            _("%(by)s confirmed a proposal"),
            _("%(by)s confirmed the proposal for your changed project “%(title)s”."),
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
        who="freelancers with a live proposal, an invitation that they have not answered, or a "
        "question",
        tells={
            events.PROPOSAL_DECLINED: proposed_in_vain,
            events.PROJECT_CANCELLED: hoping,
        },
        words=Words(
            _("%(by)s cancelled a project"),
            _("%(by)s cancelled the project “%(title)s” before work began."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="project_filled",
        title=_("Projects that you were invited to or asked about, and that are filled"),
        who="freelancers with an invitation that they have not answered, or with a question",
        tells=dict.fromkeys((events.PROJECT_STARTED, events.PROJECT_FILLED), hoping),
        words=Words(
            _("%(by)s chose somebody else"),
            _("%(by)s gave the project “%(title)s” to somebody else. It is filled."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="project_expired",
        title=_("Projects that expire"),
        who="freelancers with a live proposal, an invitation that they have not answered, or a "
        "question",
        tells={
            events.PROPOSAL_DECLINED: proposed_until_it_expired,
            events.PROJECT_EXPIRED: hoping,
        },
        words=Words(
            _("A project has expired"),
            _("Nobody was chosen for the project “%(title)s” in time. It is closed now."),
        ),
        look_up=look_up,
    ),
    Kind(
        name="own_project_expired",
        title=_("Your projects that expire"),
        who="the client",
        tells={events.PROJECT_EXPIRED: concerned},
        words=Words(
            _("Your project has expired"),
            _("You chose nobody for “%(title)s” in time. It is closed now; you can post it again."),
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
        name="offer_received",
        title=_("Projects that are offered to you alone"),
        who="the freelancer who is offered a project",
        tells={events.OFFER_SENT: offered},
        words=Words(
            _("%(by)s offers you a project"),
            _("%(by)s offers you the project “%(title)s”. You can accept or decline."),
        ),
        look_up=look_up,
        by_sms=Frequency.AT_ONCE,
    ),
    Kind(
        name="offer_accepted",
        title=_("Your offers that are accepted"),
        who="the client whose offer is accepted",
        tells={events.OFFER_ACCEPTED: concerned},
        words=Words(
            _("%(by)s accepted your offer"),
            _("%(by)s accepted your offer of “%(title)s”. Work can begin."),
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
