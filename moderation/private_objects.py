"""What is between two people and can be reported by whoever got it, whatever became of its author's
account, of their page, and of the project. All are called by the project's title.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conversations.models import Message
from conversations.services.moderation import set_message_moderation
from moderation.models import ObjectKind
from moderation.moderatable import Moderatable
from projects.models import Invitation, Proposal
from reviews.models import Review

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

MAX_ATTACHED = 20
OF_OFFERS = ("freelancer", "project__client")


def _messages(viewer: User | None) -> QuerySet[Message]:
    return Message.objects.readable_by(viewer) if viewer else Message.objects.none()


def _proposals(viewer: User | None) -> QuerySet[Any]:
    return Proposal.objects.concerning(viewer) if viewer else Proposal.objects.none()


def _invitations(viewer: User | None) -> QuerySet[Any]:
    return Invitation.objects.concerning(viewer) if viewer else Invitation.objects.none()


def _offered(text: str, included: str) -> dict[str, Any]:
    """What a proposal or an invitation says, with what its price includes where that is said."""
    return {"text": text} | ({"included": included} if included else {})


def _private_notes(viewer: User | None) -> QuerySet[Review]:
    """Those that the viewer wrote or, once they were revealed, got."""
    if viewer is None:
        return Review.objects.none()
    got = Review.objects.about(viewer).revealed()
    return (Review.objects.by(viewer) | got).exclude(private_note="")


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
        says=lambda proposal: _offered(proposal.cover_note, proposal.included),
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
        says=lambda invitation: _offered(invitation.message, invitation.included),
        page=lambda _invitation: None,
        set_state=None,
        is_private=True,
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
