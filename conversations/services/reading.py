"""How far each side has read: a position that only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.db.models.functions import Greatest

from conversations.errors import NoSuchPosition
from conversations.models import Conversation, Message, Side

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from accounts.models import User

MAX_UNREAD = 100  # more are as many: nobody counts them
MAX_COUNTED = 1_000  # messages after the mark that are looked at, one's own among them
READ = {Side.CLIENT: "client_read", Side.FREELANCER: "freelancer_read"}


def mark_read(*, reader: User, conversation: Conversation, position: int) -> None:
    """Note that one of the two has read up to this message. What was read stays read: an earlier
    position changes nothing. Raises NoSuchPosition.
    """
    mark = READ[conversation.side_of(reader)]
    reached = Conversation.objects.filter(pk=conversation.pk, last_position__gte=position)
    if not reached.update(**{mark: Greatest(mark, position)}):
        raise NoSuchPosition


def unread_counts(user: User, conversations: Collection[Conversation]) -> dict[UUID, int]:
    """How many messages of the other side each has that the user has not read, a hundred at most.
    One query, however many there are.
    """
    near = Q(conversation__client=user, position__lte=F("conversation__client_read") + MAX_COUNTED)
    near |= Q(
        conversation__freelancer=user,
        position__lte=F("conversation__freelancer_read") + MAX_COUNTED,
    )
    places = [one.pk for one in conversations]
    unread = Message.objects.unread().to(user).filter(near, conversation__in=places)
    counted = unread.values("conversation").annotate(number=Count("pk")).order_by()
    return {
        place: min(number, MAX_UNREAD)
        for place, number in counted.values_list("conversation", "number")
    }
