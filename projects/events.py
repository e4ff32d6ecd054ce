"""What happens to projects, proposals and invitations: the kinds of events, and the move of each.

Proposals and invitations are told of by their own ids; `project` is in the body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from foundation.events import Audience, declare

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from foundation.events import EventKind
    from foundation.models import Event
    from projects.models import Transition

PROJECT_POSTED = declare(
    "project.posted",
    audience=Audience.PUBLIC,
    meaning="A client opened a project to proposals.",
    holds=["transition"],
)
PROJECT_OPENED_PRIVATELY = declare(
    "project.opened_privately",
    audience=Audience.PARTIES,
    meaning="A client opened a project to those alone who are invited.",
    holds=["transition"],
)
PROJECT_EDITED = declare(
    "project.edited",
    audience=Audience.PARTIES,
    meaning="An open project has other terms. Concerns the client and all with a live proposal.",
    holds=["version"],
)
PROJECT_CANCELLED = declare(
    "project.cancelled",
    audience=Audience.PARTIES,
    meaning="A client took a project back before work began.",
    holds=["transition"],
)
PROJECT_EXPIRED = declare(
    "project.expired",
    audience=Audience.PARTIES,
    meaning="Nobody was chosen for an open project in time: it is closed. Nobody acted.",
    holds=["transition"],
)
PROJECT_STARTED = declare(
    "project.started",
    audience=Audience.PARTIES,
    meaning="A proposal or an offer was accepted, and work began.",
    holds=["transition"],
)
PROJECT_FILLED = declare(
    "project.filled",
    audience=Audience.PARTIES,
    meaning="The last of several openings was taken. Each has work of its own, which started.",
    holds=["transition"],
)
PROJECT_DELIVERED = declare(
    "project.delivered",
    audience=Audience.PARTIES,
    meaning="The freelancer says that the work is done.",
    holds=["transition"],
)
DELIVERY_REJECTED = declare(
    "project.delivery_rejected",
    audience=Audience.PARTIES,
    meaning="The client says what is still to be done.",
    holds=["transition"],
)
COMPLETION_NEAR = declare(
    "project.completion_near",
    audience=Audience.PARTIES,
    meaning="A delivery counts as accepted in so many days unless the client answers.",
    holds=["days"],
)
PROJECT_COMPLETED = declare(
    "project.completed",
    audience=Audience.PARTIES,
    meaning="The client accepted the work, or did not answer in time: then nobody acted.",
    holds=["transition"],
)
PROJECT_ENDED_EARLY = declare(
    "project.ended_early",
    audience=Audience.PARTIES,
    meaning="One party ended the work before it was done.",
    holds=["transition"],
)
ENDED_BY_CONSENT = declare(
    "project.ended_by_consent",
    audience=Audience.PARTIES,
    meaning="Both parties ended the work before it was done.",
    holds=["transition"],
)
DID_NOT_HAPPEN = declare(
    "project.did_not_happen",
    audience=Audience.PARTIES,
    meaning="Both parties say that the work did not happen: nothing is left of it.",
    holds=["transition"],
)
PROJECT_REOPENED = declare(
    "project.reopened",
    audience=Audience.PARTIES,
    meaning="Both parties undid an acceptance: the project, or an opening of it, is open to "
    "proposals again.",
    holds=["transition"],
)
NOBODY = "nobody"
ENDING_SETTLED = declare(
    "project.ending_settled",
    audience=Audience.PARTIES,
    meaning="Who caused an end was agreed or decided, or is open again: `charged_to` is the side "
    f"that it counts against, or {NOBODY}.",
    holds=["charged_to"],
)
CONTACT_SHARED = declare(
    "contact.shared",
    audience=Audience.PARTIES,
    meaning="One party of a project shares how to be reached. The subject is the project.",
)
CHANGE_REQUESTED = declare(
    "change_request.made",
    audience=Audience.PARTIES,
    meaning="One side of an agreement asks for other terms, or to part.",
    holds=["project"],
)
CHANGE_ACCEPTED = declare(
    "change_request.accepted",
    audience=Audience.PARTIES,
    meaning="The other side agreed: it holds.",
    holds=["project"],
)
CHANGE_DECLINED = declare(
    "change_request.declined",
    audience=Audience.PARTIES,
    meaning="The other side did not agree; all stays as it was.",
    holds=["project"],
)
CHANGE_WITHDRAWN = declare(
    "change_request.withdrawn",
    audience=Audience.PARTIES,
    meaning="Whoever asked does not any more.",
    holds=["project"],
)
PROPOSAL_SUBMITTED = declare(
    "proposal.submitted",
    audience=Audience.PARTIES,
    meaning="A freelancer offered to do a project.",
    holds=["project", "transition"],
)
PROPOSAL_CONFIRMED = declare(
    "proposal.confirmed",
    audience=Audience.PARTIES,
    meaning="The freelancer stands by a proposal after the project changed.",
    holds=["project", "transition"],
)
PROPOSAL_ACCEPTED = declare(
    "proposal.accepted",
    audience=Audience.PARTIES,
    meaning="The client gave the project to this freelancer.",
    holds=["project", "transition"],
)
PROPOSAL_DECLINED = declare(
    "proposal.declined",
    audience=Audience.PARTIES,
    meaning="The client turned a proposal down, gave the project to another, or cancelled it; "
    "or the project expired, and nobody acted.",
    holds=["project", "transition"],
)
PROPOSAL_RESTORED = declare(
    "proposal.restored",
    audience=Audience.PARTIES,
    meaning="A proposal is live again, as the acceptance was undone that had decided it.",
    holds=["project", "transition"],
)
PROPOSAL_WITHDRAWN = declare(
    "proposal.withdrawn",
    audience=Audience.PARTIES,
    meaning="The freelancer took a proposal back.",
    holds=["project", "transition"],
)
INVITATION_SENT = declare(
    "invitation.sent",
    audience=Audience.PARTIES,
    meaning="A client asked a freelancer for a proposal.",
    holds=["project"],
)
INVITATION_DECLINED = declare(
    "invitation.declined",
    audience=Audience.PARTIES,
    meaning="The freelancer will not make one.",
    holds=["project"],
)
STEP_DELIVERED = declare(
    "step.delivered",
    audience=Audience.PARTIES,
    meaning="The freelancer says that a step of the work is done.",
    holds=["project", "transition"],
)
STEP_REJECTED = declare(
    "step.rejected",
    audience=Audience.PARTIES,
    meaning="The client says what of a step is still to be done.",
    holds=["project", "transition"],
)
STEP_ACCEPTED = declare(
    "step.accepted",
    audience=Audience.PARTIES,
    meaning="The client accepted a step, by itself or with the whole work.",
    holds=["project", "transition"],
)
STEP_OVERDUE = declare(
    "step.overdue",
    audience=Audience.PARTIES,
    meaning="The day of a step is over, and it is not delivered.",
    holds=["project"],
)
OFFER_SENT = declare(
    "offer.sent",
    audience=Audience.PARTIES,
    meaning="A client offers a project to one person. The subject is the invitation.",
    holds=["project"],
)
OFFER_ACCEPTED = declare(
    "offer.accepted",
    audience=Audience.PARTIES,
    meaning="The freelancer took the offer. The subject is the invitation.",
    holds=["project"],
)

QUESTION_ASKED = declare(
    "question.asked",
    audience=Audience.PARTIES,
    meaning="A freelancer asked something about an open project.",
    holds=["project"],
)
QUESTION_ANSWERED = declare(
    "question.answered",
    audience=Audience.PARTIES,
    meaning="The client answered. The subject is the question.",
    holds=["project"],
)

# By a move's action. Making a draft, or that it is open for longer, is nobody else's business, and
# who takes an opening starts work.
OF_PROJECT: Mapping[str, EventKind | None] = {
    "create": None,
    "open": PROJECT_POSTED,
    "extend": None,
    "expire": PROJECT_EXPIRED,
    "open_privately": PROJECT_OPENED_PRIVATELY,
    "cancel": PROJECT_CANCELLED,
    "start": PROJECT_STARTED,
    "take_offer": PROJECT_STARTED,
    "take_opening": None,
    "fill": PROJECT_FILLED,
    "free_opening": PROJECT_REOPENED,
    "reopen": PROJECT_REOPENED,
    "deliver": PROJECT_DELIVERED,
    "reject_delivery": DELIVERY_REJECTED,
    "complete": PROJECT_COMPLETED,
    "lapse": PROJECT_COMPLETED,
    "end_early": PROJECT_ENDED_EARLY,
    "end_by_consent": ENDED_BY_CONSENT,
    "did_not_happen": DID_NOT_HAPPEN,
    "undo": PROJECT_REOPENED,
}
OF_PROPOSAL: Mapping[str, EventKind] = {
    "submit": PROPOSAL_SUBMITTED,
    "confirm": PROPOSAL_CONFIRMED,
    "accept": PROPOSAL_ACCEPTED,
    "decline": PROPOSAL_DECLINED,
    "expire": PROPOSAL_DECLINED,
    "withdraw": PROPOSAL_WITHDRAWN,
    "restore": PROPOSAL_RESTORED,
}
OF_STEP: Mapping[str, EventKind] = {
    "deliver_step": STEP_DELIVERED,
    "reject_step": STEP_REJECTED,
    "accept_step": STEP_ACCEPTED,
}


def of_move(transition: Transition, parties: Iterable[UUID]) -> Event | None:
    """The event that a move is, and the parties of the project whom it concerns."""
    project, actor = transition.project, transition.actor_id
    if (proposal := transition.proposal) is not None:
        return OF_PROPOSAL[transition.action](
            proposal.pk,
            actor=actor,
            concerns=[project.client_id, proposal.freelancer_id],
            project=project.pk,
            transition=transition.pk,
        )
    if (step := transition.step) is not None:
        return OF_STEP[transition.action](
            step.pk,
            actor=actor,
            concerns=parties,
            project=project.pk,
            transition=transition.pk,
        )
    if (kind := OF_PROJECT[transition.action]) is None:
        return None
    return kind(project.pk, actor=actor, concerns=parties, transition=transition.pk)
