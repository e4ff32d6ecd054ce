"""What conversations hold about a user, for the user to take along, and how it is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.db.models.functions import Now

from conversations.downloads import address_of
from conversations.models import Attachment, Conversation, Message
from conversations.services import attaching
from foundation.row_history import forget
from projects.uploads import MEDIA_TYPES

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User

OWN = ("id", "conversation_id", "position", "body", "created_at", "edited_at")
OF_ATTACHMENT = ("id", "message_id", "kind", "name", "size", "created_at", "removed_at")


def export(user: User) -> dict[str, Any]:
    """All that the user wrote, with what it said before it was changed, and where the files are to
    be downloaded that came with it; of what was written to
    them, who wrote, as far as the user is told, and when: the words are the other side's.
    """
    own = Message.objects.by(user).order_by("created_at", "id")
    received = Message.objects.to(user).order_by("created_at", "id")
    earlier = Message.history.rel.related_model.objects.filter(  # type: ignore[attr-defined]
        pgh_obj__in=own.values("pk").order_by()
    )
    files = Attachment.objects.by(user).order_by("created_at", "id")
    own_conversations = Conversation.objects.of(user).with_cards(user)
    others = {one.pk: one.other_seen_by(user) for one in own_conversations}
    return {
        "messages_sent": list(own.values(*OWN)),
        "messages_changed": list(earlier.order_by("pgh_id").values("id", "body", "pgh_created_at")),
        "attachments_sent": [
            row | {"media_type": MEDIA_TYPES[row["kind"]], "url": address_of(row["id"])}
            for row in files.values(*OF_ATTACHMENT)
        ],
        "messages_received": [
            {
                "id": row["id"],
                "conversation_id": row["conversation_id"],
                "position": row["position"],
                "from": others[row["conversation_id"]].username,
                "created_at": row["created_at"],
            }
            for row in received.values("id", "conversation_id", "position", "created_at")
        ],
    }


def having_part(ids: set[UUID]) -> set[UUID]:
    """The two sides of those conversations, and of those messages' conversations, that have these
    ids.
    """
    theirs = Q(pk__in=ids) | Q(messages__in=ids)
    sides = Conversation.objects.filter(theirs).values_list("client", "freelancer")
    return {side for pair in sides for side in pair}


def erase(user: User) -> None:
    """Take the user's words and files away, and what they were before; that something was written
    stays, so that what the other side wrote keeps its place. The caller holds the lock on the
    user's row, which whoever writes to them takes first.
    """
    own = list(Message.objects.by(user).values_list("pk", flat=True))
    attaching.delete(Attachment.objects.filter(message__in=own))
    written = Message.objects.filter(pk__in=own, erased_at=None)
    written.update(body="", attachments_count=0, erased_at=Now())
    forget(Message, own)
