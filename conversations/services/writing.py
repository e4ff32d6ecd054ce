"""Writing to each other: the first message makes the conversation, later ones go on with it.

Locks in this order: the accounts of both, then the project (`projects/services/locking.py`), under
which all that the two have to do with each other changes. So a message is sent before or after a
proposal is declined or an account erased, and never beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts import blocks
from accounts.errors import SessionEnded
from accounts.models import LIVE_STATUSES, User
from accounts.services.locking import lock_all
from accounts.services.status import require_verified
from conversations.errors import (
    ConversationClosed,
    NobodyToWriteTo,
    NothingBetweenThem,
    NothingLeft,
    NotYourMessage,
    PersonAway,
    TooLateToEdit,
)
from conversations.events import MESSAGE_EDITED, MESSAGE_SENT
from conversations.models import Conversation, Message, Side
from conversations.services.attaching import attach, kept_files, remove
from conversations.services.limits import count_edit, count_message
from foundation.events import record
from profiles.showing import has_page
from projects.joined import was_asked
from projects.knowing import is_known
from projects.services.locking import locked_project, locked_project_of
from projects.transitions import require_not_removed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from conversations.models import Attachment
    from projects.models import Project


def begin(
    *,
    sender: User,
    project: Project,
    text: str,
    to: str = "",
    uploads: Sequence[UploadedFile] = (),
) -> Message:
    """Write to the other side of a project: the client to the freelancer of the username `to`,
    which may be left out when one does it; a freelancer to the client. Goes on with the
    conversation that there is.

    Raises NobodyToWriteTo, NothingBetweenThem and what `send` raises.
    """
    freelancer_id = _freelancer(sender, project, to.removeprefix("@").lower())
    require_verified(sender)
    count_message(sender)
    with kept_files(sender, uploads) as attachments, transaction.atomic():
        parties = {"client_id": project.client_id, "freelancer_id": freelancer_id}
        _lock_people(sender, *parties.values())
        locked = locked_project(project.pk)
        conversation, _is_new = Conversation.objects.get_or_create(
            project=locked, freelancer_id=freelancer_id, defaults=parties
        )
        return _write(conversation, locked, sender, text, attachments)


def send(
    *,
    sender: User,
    conversation: Conversation,
    text: str,
    uploads: Sequence[UploadedFile] = (),
) -> Message:
    """Write the next message of a conversation of one's own, of words, files or both.

    Raises NothingLeft, NotVerified, LimitExceeded, PersonAway, ProjectRemoved, ConversationClosed,
    SessionEnded and what `kept_files` raises.
    """
    require_verified(sender)
    count_message(sender)
    with kept_files(sender, uploads) as attachments, transaction.atomic():
        _lock_people(sender, *conversation.party_ids)
        locked = locked_project_of(conversation)
        return _write(conversation, locked, sender, text, attachments)


def edit(
    *,
    author: User,
    message: Message,
    text: str | None = None,
    remove_attachments: Collection[UUID] = (),
) -> Message:
    """Change the words of a message, or take files out of it, within ten minutes. What it said
    before is kept for cases, until its author erases it. Where nothing new can be written, nothing
    is changed either, and no file is taken out.

    Raises NotYourMessage, LimitExceeded, TooLateToEdit, PersonAway, ProjectRemoved,
    ConversationClosed, NoSuchAttachment, NothingLeft and SessionEnded.
    """
    if message.author.pk != author.pk:
        raise NotYourMessage
    count_edit(author)
    conversation = message.conversation
    with transaction.atomic():
        _lock_people(author, *conversation.party_ids)
        _require_writable(conversation, locked_project_of(conversation), author)
        own = Message.objects.editable().select_for_update(no_key=True).filter(pk=message.pk)
        found = own.first()
        if found is None:
            raise TooLateToEdit
        body = found.body if text is None else text
        number = found.attachments_count
        if remove_attachments:
            number = remove(found, remove_attachments)
        if not (body or number):
            raise NothingLeft
        if (body, number) != (found.body, found.attachments_count):
            Message.objects.filter(pk=message.pk).update(
                body=body, attachments_count=number, edited_at=Now()
            )
        if body != found.body:
            record(
                MESSAGE_EDITED(
                    message.pk,
                    actor=author.pk,
                    concerns=[author.pk],
                    conversation=message.conversation_id,
                )
            )
    return message


def require_may_write(sender: User, other: User) -> None:
    """Whether one may write to the other at all, whatever joins them; both are locked. A block by
    either is answered as an account that is not in use: nobody is told of it. Raises PersonAway.
    """
    if other.status not in LIVE_STATUSES or blocks.is_between(sender, other):
        raise PersonAway


def _freelancer(sender: User, project: Project, username: str) -> UUID:
    """The freelancer of the conversation that the sender means. Unless they work together, whoever
    is not named to the sender, or is not there, is nobody by a name: else one could try whether a
    name is somebody's new one.
    """
    if sender.pk != project.client_id:
        if sender.pk != project.freelancer_id and not was_asked(project, sender.pk):
            raise NothingBetweenThem
        if username:
            raise NobodyToWriteTo
        return sender.pk
    if not username and project.freelancer_id:
        return project.freelancer_id
    known = Q(is_known(sender, "pk"), status__in=LIVE_STATUSES) | Q(has_page(sender, "pk"))
    partner = Q(pk=project.freelancer_id)
    people = User.objects.filter(known | partner, username=username)
    named = people.values_list("pk", flat=True).first()
    if named and (named == project.freelancer_id or was_asked(project, named)):
        return named
    raise NobodyToWriteTo


def _lock_people(sender: User, *parties: UUID) -> None:
    """Lock both accounts, of which the sender's is in use still. Raises SessionEnded."""
    locked = lock_all(parties)
    if locked[sender.pk].status not in LIVE_STATUSES:
        raise SessionEnded


def _require_writable(conversation: Conversation, project: Project, sender: User) -> None:
    """Whether the sender may write in a conversation now; everything is locked. Raises
    ProjectRemoved, ConversationClosed and PersonAway.
    """
    require_not_removed(project)
    if not Conversation.objects.joined().filter(pk=conversation.pk).exists():
        raise ConversationClosed
    require_may_write(sender, conversation.other_of(sender))


def _write(
    conversation: Conversation,
    project: Project,
    sender: User,
    text: str,
    attachments: Sequence[Attachment],
) -> Message:
    """The next message; everything is locked."""
    if not (text or attachments):
        raise NothingLeft
    _require_writable(conversation, project, sender)
    side = conversation.side_of(sender)
    wrote = {Side.CLIENT: "client_wrote", Side.FREELANCER: "freelancer_wrote"}[side]
    following = F("last_position") + 1
    Conversation.objects.filter(pk=conversation.pk).update(
        last_position=following, last_message_at=Now(), **{wrote: following}
    )
    conversation.refresh_from_db(fields=["last_position", wrote, "last_message_at"])
    message = Message.objects.create(
        conversation=conversation,
        position=conversation.last_position,
        side=side,
        body=text,
        attachments_count=len(attachments),
    )
    attach(message, attachments)
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
