"""The files of messages: kept before the transaction that writes the message, named in it, and
deleted after the one that takes them away.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Now

from conversations.errors import (
    AttachmentRefused,
    AttachmentsTooLarge,
    AttachmentUnsupported,
    NoSuchAttachment,
    TooManyAttachments,
)
from conversations.models import Attachment, Message
from conversations.services.limits import count_attachments
from foundation.files import private
from projects.uploads import MAX_BYTES, judge, stored

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet

    from accounts.models import User

FOLDER = "attachments"
# For whoever reports the message that it came with.
REMOVED_KEPT = timedelta(days=30)


@contextmanager
def kept_files(sender: User, uploads: Sequence[UploadedFile]) -> Iterator[list[Attachment]]:
    """The attachments of a message that is to be written within, their files kept already; if it
    cannot be written, they are deleted again.

    Raises TooManyAttachments, AttachmentsTooLarge, LimitExceeded, AttachmentUnsupported,
    AttachmentRefused and StorageUnavailable.
    """
    if not uploads:
        yield []
        return
    size = sum(upload.size or 0 for upload in uploads)
    if len(uploads) > settings.ATTACHMENTS_PER_MESSAGE:
        raise TooManyAttachments(settings.ATTACHMENTS_PER_MESSAGE)
    if size > MAX_BYTES:
        raise AttachmentsTooLarge
    count_attachments(sender, number=len(uploads), size=size)
    judged = [
        judge(upload, unsupported=AttachmentUnsupported, refused=AttachmentRefused)
        for upload in uploads
    ]
    kept: list[Attachment] = []
    try:
        for position, one in enumerate(judged):
            kept.append(Attachment(position=position, **stored(one, folder=FOLDER)))
        yield kept
    except BaseException:
        private.give_up(*(name for one in kept for name in one.files))
        raise


def attach(message: Message, attachments: Sequence[Attachment]) -> None:
    """Give a message that was just written its files, in the same transaction. Raises
    StorageUnavailable if keeping them took so long that they were given up.
    """
    if attachments:
        private.want(*(name for one in attachments for name in one.files))
        for one in attachments:
            one.message = message
        Attachment.objects.bulk_create(attachments)


def remove(message: Message, ids: Collection[UUID]) -> int:
    """Take files out of a message, which is locked; answers how many it still has. Raises
    NoSuchAttachment.
    """
    shown = message.attachments.filter(removed_at=None)
    if shown.filter(pk__in=ids).update(removed_at=Now()) != len(set(ids)):
        raise NoSuchAttachment
    return shown.count()


def holds(name: str) -> bool:
    """Whether a message has this file of the private storage."""
    return Attachment.objects.filter(Q(file=name) | Q(preview=name)).exists()


def prune_removed() -> int:
    """Delete the files that were removed so long ago that nobody reports them any more; how
    many.
    """
    old = Attachment.objects.filter(removed_at__lt=Now() - Value(REMOVED_KEPT))
    with transaction.atomic():
        return delete(old)


def delete(attachments: QuerySet[Attachment]) -> int:
    """Delete attachments, and after the commit their files; answers how many."""
    locked = list(attachments.select_for_update().order_by("pk"))
    private.discard(*(name for one in locked for name in one.files))
    Attachment.objects.filter(pk__in=[one.pk for one in locked]).delete()
    return len(locked)
