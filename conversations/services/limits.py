"""How much one account may write, by the one mechanism (foundation.limits).

Counted before the transaction that writes: what is refused after that counts, too.
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from foundation import limits

if TYPE_CHECKING:
    from accounts.models import User

DAY = timedelta(days=1)
BURST = limits.Limit("messages:burst", 20, timedelta(minutes=1))


def count_message(sender: User) -> None:
    """One more message, to whomever. Raises LimitExceeded."""
    day = limits.Limit("messages:day", settings.MESSAGES_PER_DAY, DAY)
    limits.hit((BURST, sender.pk), (day, sender.pk))


def count_attachments(sender: User, *, number: int, size: int) -> None:
    """So many more files, of so many bytes together. Raises LimitExceeded."""
    files = limits.Limit("attachments:day", settings.ATTACHMENTS_PER_DAY, DAY)
    kilobytes = settings.ATTACHMENT_MEGABYTES_PER_DAY * 1000
    limits.spend(files, sender.pk, number)
    limits.spend(
        limits.Limit("attachments:size", kilobytes, DAY), sender.pk, math.ceil(size / 1000)
    )


def count_edit(author: User) -> None:
    """One more change of a message. Raises LimitExceeded."""
    limits.hit((limits.Limit("messages:edits", 20, timedelta(minutes=1)), author.pk))
