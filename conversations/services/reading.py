"""How far each side has read: a position that only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.db.models.functions import Greatest

from conversations.errors import NoSuchPosition
from conversations.models import Conversation, Message, Side
from foundation.moderated import ModerationState

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from accounts.models import User

MAX_UNREAD = 100  # more are as many: nobody counts them, and counting them costs
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
    """How many messages of the other side each has that the user has not read, of the last hundred.
    One query, however many there are.
    """
    recent = Q(position__gt=F("conversation__last_position") - MAX_UNREAD)
    after = Q(side=Side.FREELANCER, position__gt=F("conversation__client_read")) | Q(
        side=Side.CLIENT, position__gt=F("conversation__freelancer_read")
    )
    written = Message.objects.to(user).filter(
        recent,
        after,
        conversation__in=[one.pk for one in conversations],
        erased_at=None,
        moderation=ModerationState.VISIBLE,
    )
    counted = written.values("conversation").annotate(number=Count("pk")).order_by()
    return dict(counted.values_list("conversation", "number"))
