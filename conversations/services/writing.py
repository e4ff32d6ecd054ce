"""Writing to each other: the first message makes the conversation, later ones go on with it.

Locks in this order: the accounts of both, then the project (`projects/services/locking.py`), under
which all that the two have to do with each other changes. So a message is sent before or after a
proposal is declined or an account erased, and never beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts import blocks
from accounts.errors import SessionEnded
from accounts.models import User
from accounts.services.locking import lock_all, locked_user
from accounts.services.status import require_verified
from conversations.errors import (
    ConversationClosed,
    NobodyToWriteTo,
    NothingBetweenThem,
    NotYourMessage,
    PersonAway,
    TooLateToEdit,
)
from conversations.events import MESSAGE_SENT
from conversations.models import Conversation, Message, Side
from conversations.models.conversation import IN_USE
from conversations.services.limits import count_edit, count_message
from foundation.events import record
from projects.models import Invitation, Project, Proposal
from projects.services.locking import locked_project
from projects.transitions import require_not_removed

if TYPE_CHECKING:
    from uuid import UUID


def begin(*, sender: User, project: Project, text: str, to: str = "") -> Message:
    """Write to the other side of a project: the client to the freelancer of the username `to`,
    which may be left out when one does it; a freelancer to the client. Goes on with the
    conversation that there is.

    Raises NobodyToWriteTo, NothingBetweenThem and what `send` raises.
    """
    freelancer_id = _freelancer(sender, project, to.removeprefix("@").lower())
    require_verified(sender)
    count_message(sender)
    with transaction.atomic():
        parties = {"client_id": project.client_id, "freelancer_id": freelancer_id}
        _lock_people(sender, *parties.values())
        locked = locked_project(project.pk)
        conversation, _is_new = Conversation.objects.get_or_create(
            project=locked, freelancer_id=freelancer_id, defaults=parties
        )
        return _write(conversation, locked, sender, text)


def send(*, sender: User, conversation: Conversation, text: str) -> Message:
    """Write the next message of a conversation of one's own.

    Raises NotVerified, LimitExceeded, PersonAway, ProjectRemoved, ConversationClosed and
    SessionEnded.
    """
    require_verified(sender)
    count_message(sender)
    with transaction.atomic():
        _lock_people(sender, *conversation.party_ids)
        locked = locked_project(conversation.project_id)
        return _write(conversation, locked, sender, text)


def edit(*, author: User, message: Message, text: str) -> Message:
    """Change a message within ten minutes. What it said before is kept for cases, until its author
    erases it.

    Raises NotYourMessage, LimitExceeded, TooLateToEdit and SessionEnded.
    """
    if message.author.pk != author.pk:
        raise NotYourMessage
    count_edit(author)
    with transaction.atomic():
        locked_user(author)
        own = Message.objects.editable().select_for_update(no_key=True).filter(pk=message.pk)
        found = own.first()
        if found is None:
            raise TooLateToEdit
        if found.body != text:
            Message.objects.filter(pk=message.pk).update(body=text, edited_at=Now())
    return message


def require_may_write(sender: User, other: User) -> None:
    """Whether one may write to the other at all, whatever joins them; both are locked. A block by
    either is answered as an account that is not in use: nobody is told of it. Raises PersonAway.
    """
    if other.status not in IN_USE or blocks.is_between(sender, other):
        raise PersonAway


def _freelancer(sender: User, project: Project, username: str) -> UUID:
    """The freelancer of the conversation that the sender means."""
    if sender.pk != project.client_id:
        if sender.pk != project.freelancer_id and not _asked(project, sender.pk):
            raise NothingBetweenThem
        if username:
            raise NobodyToWriteTo
        return sender.pk
    if not username and project.freelancer_id:
        return project.freelancer_id
    named = User.objects.filter(username=username).values_list("pk", flat=True).first()
    if named and (named == project.freelancer_id or _asked(project, named)):
        return named
    raise NobodyToWriteTo


def _asked(project: Project, freelancer_id: UUID) -> bool:
    """Whether there is, or was, a proposal or an invitation."""
    pair = {"project": project, "freelancer": freelancer_id}
    proposed, invited = Proposal.objects.filter(**pair), Invitation.objects.filter(**pair)
    return proposed.exists() or invited.exists()


def _lock_people(sender: User, *parties: UUID) -> None:
    """Lock both accounts, of which the sender's is in use still. Raises SessionEnded."""
    locked = lock_all(parties)
    if locked[sender.pk].status not in IN_USE:
        raise SessionEnded


def _write(conversation: Conversation, project: Project, sender: User, text: str) -> Message:
    """The next message; everything is locked."""
    require_not_removed(project)
    if not Conversation.objects.joined().filter(pk=conversation.pk).exists():
        raise ConversationClosed
    require_may_write(sender, conversation.other_of(sender))
    side = conversation.side_of(sender)
    wrote = {Side.CLIENT: "client_wrote", Side.FREELANCER: "freelancer_wrote"}[side]
    following = F("last_position") + 1
    Conversation.objects.filter(pk=conversation.pk).update(
        last_position=following, last_message_at=Now(), **{wrote: following}
    )
    conversation.refresh_from_db(fields=["last_position", wrote, "last_message_at"])
    message = Message.objects.create(
        conversation=conversation, position=conversation.last_position, side=side, body=text
    )
    record(
        MESSAGE_SENT(
            message.pk,
            actor=sender.pk,
            concerns=conversation.party_ids,
            conversation=conversation.pk,
            project=project.pk,
        )
    )
    return message
