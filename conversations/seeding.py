"""A conversation for a demo, of a client with a freelancer who was invited. Nobody gets a mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conversations.models import Conversation, Message, Side
from projects.models import Invitation

if TYPE_CHECKING:
    from accounts.models import User
    from projects.models import Project

WRITTEN = (
    (Side.CLIENT, "Good morning. Could you look at the entrance hall before the rain comes?"),
    (Side.FREELANCER, "I can come on Thursday at nine. Is it empty by then?"),
    (Side.CLIENT, "The left half is. The watchman has the key to the store."),
    (Side.FREELANCER, "Then I measure that half, and send you a price in the evening."),
)


@transaction.atomic
def make_conversation(project: Project, freelancer: User) -> None:
    """What a client and an invited freelancer wrote; the client has still to read the last."""
    Invitation.objects.get_or_create(
        project=project,
        freelancer=freelancer,
        defaults={"message": "You did our tanks. Would you look at the entrance hall?"},
    )
    last = len(WRITTEN)
    conversation = Conversation.objects.create(
        project=project,
        client=project.client,
        freelancer=freelancer,
        last_position=last,
        client_wrote=last - 1,
        freelancer_wrote=last,
        client_read=last - 1,
        freelancer_read=last,
    )
    Message.objects.bulk_create(
        Message(conversation=conversation, position=position, side=side, body=text)
        for position, (side, text) in enumerate(WRITTEN, start=1)
    )
