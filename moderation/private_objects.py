"""What is between two people and can be reported by whoever got it, whatever became of its author's
account, of their page, and of the project. All are called by the project's title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from appointments.models import Absence, AppointmentMove
from appointments.services.absences import judge_absence
from conversations.models import Message
from conversations.services.moderation import set_message_moderation
from moderation.models import RULINGS, Action, ObjectKind
from moderation.moderatable import Moderatable
from projects.models import (
    TEXTS,
    ChangeRequest,
    Ending,
    Invitation,
    Proposal,
    Side,
)
from projects.services.ending import rule_on_ending
from projects.transitions import parties_of
from reviews.models import Review

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from accounts.models import User
    from projects.models.step import AgreedStep

MAX_ATTACHED = 20
OF_OFFERS = ("freelancer", "project__client")
OF_APPOINTMENTS = (
    *("appointment__client", "appointment__freelancer"),
    "appointment__project",
)


def _messages(viewer: User | None) -> QuerySet[Message]:
    return Message.objects.readable_by(viewer) if viewer else Message.objects.none()


def _proposals(viewer: User | None) -> QuerySet[Any]:
    return Proposal.objects.concerning(viewer) if viewer else Proposal.objects.none()


def _invitations(viewer: User | None) -> QuerySet[Any]:
    return Invitation.objects.concerning(viewer) if viewer else Invitation.objects.none()


def titles_of(steps: Iterable[AgreedStep]) -> str:
    """The words of steps, a line each."""
    return "\n".join(step["title"] for step in steps)


def _offered(text: str, offer: Proposal | Invitation) -> dict[str, Any]:
    """The words of a proposal or an invitation, and of its terms where they have some."""
    terms = {"included": offer.included, "steps": titles_of(offer.steps)}
    return {"text": text} | {name: words for name, words in terms.items() if words}


def _private_notes(viewer: User | None) -> QuerySet[Review]:
    """Those that the viewer wrote or, once they were revealed, got."""
    if viewer is None:
        return Review.objects.none()
    got = Review.objects.about(viewer).revealed()
    return (Review.objects.by(viewer) | got).exclude(private_note="")


def _appointment_moves(viewer: User | None) -> QuerySet[AppointmentMove]:
    """What either side said of an appointment, in words or of a place."""
    if viewer is None:
        return AppointmentMove.objects.none()
    said = ~Q(place="") | ~Q(text="")
    unread = AppointmentMove.objects.withheld_from(viewer).values("pk")
    return AppointmentMove.objects.of(viewer).filter(said).exclude(side="").exclude(pk__in=unread)


def _absences(viewer: User | None) -> QuerySet[Absence]:
    """Those of which the viewer says so; whoever is meant agrees, or denies it."""
    return Absence.objects.said_by(viewer) if viewer else Absence.objects.none()


def _absence_says(absence: Absence) -> dict[str, Any]:
    """When it was, and what the other side says to it. In UTC: the case is no reader's alone."""
    times = absence.appointment.starts_at, absence.appointment.ends_at
    begins, ends = (f"{one:%Y-%m-%d %H:%M} UTC" if one else "" for one in times)
    return {"begins": begins, "ends": ends, "answer": absence.get_status_display()}


def _change_requests(viewer: User | None) -> QuerySet[Any]:
    return ChangeRequest.objects.concerning(viewer) if viewer else ChangeRequest.objects.none()


def _endings(viewer: User | None) -> QuerySet[Any]:
    """Those of the viewer's projects; by consent nobody gave a reason."""
    return Ending.objects.of(viewer).exclude(ended_by="") if viewer else Ending.objects.none()


def _request_says(request: ChangeRequest) -> dict[str, Any]:
    texts = {name: text for name in TEXTS if (text := request.changes.get(name))}
    if steps := request.changes.get("steps"):
        texts["steps"] = titles_of(steps)
    return {"text": request.message, **texts}


def _who_ended(ending: Ending) -> User:
    project = ending.project
    is_freelancer = ending.ended_by == Side.FREELANCER
    return project.freelancer if is_freelancer and project.freelancer else project.client


def _charged(ending: Ending, action: Action) -> User | None:
    """Against whom a ruling is, where whoever ended it says that the other side caused it."""
    if not ending.blames_the_other:
        return None
    side = ending.caused_by if action == Action.UPHOLD else ending.ended_by
    project = ending.project
    return project.client if side == Side.CLIENT else project.freelancer


def _settle(ending: Ending, action: Action | None) -> None:
    """Who caused an end of work, as a moderator sees it."""
    rule_on_ending(ending=ending, ruling=RULINGS[action] if action else None)


PRIVATE_KINDS: dict[str, Moderatable] = {
    ObjectKind.MESSAGE: Moderatable(
        model=Message,
        related=(
            "conversation__client",
            "conversation__freelancer",
            "conversation__project",
        ),
        visible_to=_messages,
        owner=lambda message: message.author,
        parties=lambda message: set(message.conversation.party_ids),
        title=lambda message: message.conversation.project.shown_title,
        says=lambda message: {"text": message.body},
        page=lambda _message: None,
        set_state=lambda message, state, decision: set_message_moderation(
            message=message, state=state, decision=decision
        ),
        is_private=True,
    ),
    ObjectKind.PROPOSAL: Moderatable(
        model=Proposal,
        related=OF_OFFERS,
        visible_to=_proposals,
        owner=lambda proposal: proposal.freelancer,
        parties=lambda proposal: {proposal.freelancer_id, proposal.project.client_id},
        title=lambda proposal: proposal.project.shown_title,
        says=lambda proposal: _offered(proposal.cover_note, proposal),
        page=lambda _proposal: None,
        set_state=None,
        is_private=True,
    ),
    ObjectKind.INVITATION: Moderatable(
        model=Invitation,
        related=OF_OFFERS,
        visible_to=_invitations,
        owner=lambda invitation: invitation.project.client,
        parties=lambda invitation: {invitation.freelancer_id, invitation.project.client_id},
        title=lambda invitation: invitation.project.shown_title,
        says=lambda invitation: _offered(invitation.message, invitation),
        page=lambda _invitation: None,
        set_state=None,
        is_private=True,
    ),
    ObjectKind.APPOINTMENT: Moderatable(
        model=AppointmentMove,
        related=OF_APPOINTMENTS,
        visible_to=_appointment_moves,
        owner=lambda move: move.author,
        parties=lambda move: set(move.appointment.party_ids),
        title=lambda move: move.appointment.project.shown_title,
        says=lambda move: {"text": move.text} | ({"place": move.place} if move.place else {}),
        page=lambda _move: None,
        set_state=None,
        is_private=True,
    ),
    ObjectKind.ABSENCE: Moderatable(
        model=Absence,
        related=("person", *OF_APPOINTMENTS),
        visible_to=_absences,
        owner=lambda absence: absence.person,
        parties=lambda absence: set(absence.appointment.party_ids),
        title=lambda absence: absence.appointment.project.shown_title,
        says=_absence_says,
        page=lambda _absence: None,
        set_state=None,
        is_private=True,
        also_known_by=("appointment",),
        judge=lambda absence, upheld_by, overrides: judge_absence(
            absence=absence, upheld_by=upheld_by, overrides=overrides
        ),
    ),
    ObjectKind.PRIVATE_NOTE: Moderatable(
        model=Review,
        related=("author", "subject", "project"),
        visible_to=_private_notes,
        owner=lambda review: review.author,
        parties=lambda review: {review.author_id, review.subject_id},
        title=lambda review: review.project.shown_title,
        says=lambda review: {"text": review.private_note},
        page=lambda _review: None,
        set_state=None,
        review=lambda review: review,
        is_private=True,
    ),
    ObjectKind.CHANGE_REQUEST: Moderatable(
        model=ChangeRequest,
        related=("requested_by", "agreement__project"),
        visible_to=_change_requests,
        owner=lambda request: request.requested_by,
        parties=lambda request: {request.agreement.client_id, request.agreement.freelancer_id},
        title=lambda request: request.agreement.project.shown_title,
        says=_request_says,
        page=lambda _request: None,
        set_state=None,
        is_private=True,
    ),
    ObjectKind.ENDING: Moderatable(
        model=Ending,
        related=("project__client", "project__freelancer", "transition"),
        visible_to=_endings,
        owner=_who_ended,
        parties=lambda ending: set(parties_of(ending.project)),
        title=lambda ending: ending.project.shown_title,
        says=lambda ending: {
            "ended_by": ending.ended_by,
            "caused_by": ending.caused_by,
            "text": ending.transition.reason,
        },
        page=lambda _ending: None,
        set_state=None,
        is_private=True,
        also_known_by=("project__agreements", "project__posting"),
        settle=_settle,
        charges=_charged,
    ),
}


def messages_before(message: Message, reader: User) -> list[dict[str, Any]]:
    """The last messages of a conversation up to a reported one, as its reader has them, for the
    case: the oldest first.
    """
    around = (
        Message.objects.with_attachments()
        .readable_by(reader)
        .filter(
            conversation=message.conversation_id, position__lte=message.position, erased_at=None
        )
    )
    newest = around.order_by("-position")[:MAX_ATTACHED]
    return [
        {
            "side": one.side,
            "at": one.created_at.isoformat(),
            "text": one.body,
            "files": [file.name for file in one.shown_attachments],  # type: ignore[attr-defined]
        }
        for one in reversed(newest)
    ]
