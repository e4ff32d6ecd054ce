"""Having read what one was told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models.functions import Now

from notifications.models import Notification

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

MAX_COUNTED = 99


def unread_count(person: User) -> tuple[int, bool]:
    """How many are unread, of `MAX_COUNTED` at most, and whether there are more."""
    unread = Notification.objects.shown_to(person).unread()
    number = unread.order_by()[: MAX_COUNTED + 1].count()
    return min(number, MAX_COUNTED), number > MAX_COUNTED


def mark_read(*, person: User, pk: UUID) -> bool:
    """Mark one as read; whether the person has it. Read again, it keeps the first time."""
    own = Notification.objects.shown_to(person).filter(pk=pk)
    return bool(own.unread().update(read_at=Now())) or own.exists()


def mark_all_read(*, person: User, up_to: UUID | None = None) -> None:
    """Mark all as read, or those up to one: what came later was not seen yet."""
    unread = Notification.objects.shown_to(person).unread()
    if up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    unread.update(read_at=Now())
