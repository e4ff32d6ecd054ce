"""What is on its way to somebody is kept apart from the tasks that send it, whose rows stay for
weeks: encrypted, and only until it was sent.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.db.models.functions import Now

from accounts.models import OutgoingMessage
from foundation.secret_keys import decrypt, encrypt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from accounts.models import User

# Longer than any task is tried again. Left is what a process had queued on a thread when it died.
KEPT = timedelta(days=3)


class Unreadable(Exception):
    """No secret key that is known encrypted the message."""


def keep(user: User | None, **content: Any) -> str:
    """Keep what a message says until it is sent; the id for the task that does."""
    sealed = encrypt(json.dumps(content).encode())
    return str(OutgoingMessage.objects.create(user=user, sealed=sealed).pk)


@contextmanager
def kept(message_id: str) -> Iterator[dict[str, Any] | None]:
    """What the message says, which is forgotten once the block has done with it, unless that
    failed. None if it was sent, or its reader's account was erased meanwhile.

    Raises Unreadable.
    """
    message = OutgoingMessage.objects.filter(pk=message_id).first()
    if message is None:
        yield None
        return
    if (opened := decrypt(bytes(message.sealed))) is None:
        raise Unreadable
    content: dict[str, Any] = json.loads(opened)
    yield content
    forget(message_id)


def forget(message_id: str) -> None:
    """It will never be sent."""
    OutgoingMessage.objects.filter(pk=message_id).delete()


def forget_all_to(user: User) -> None:
    """Send nothing more of what is on its way to somebody."""
    OutgoingMessage.objects.filter(user=user).delete()


def prune_outgoing() -> int:
    """Delete what no task will send any more; how many."""
    left = OutgoingMessage.objects.filter(queued_at__lt=Now() - Value(KEPT))
    return left.delete()[0]
