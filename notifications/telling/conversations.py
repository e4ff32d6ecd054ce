"""What is told of messages: that somebody wrote, and never what."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.blocks import unseen_by
from conversations import events
from conversations.models import Conversation
from notifications.kinds import Facts, Kind, Words
from notifications.models import Notification
from notifications.telling.people import actors_of, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from accounts.models import User
    from foundation.models import Event

RECEIVED = "message_received"


def whoever_knows_of_none(event: Event) -> Iterable[UUID]:
    """The sides of the conversation, but those who have not yet looked at what they were told of
    an earlier message of it.
    """
    known = Notification.objects.unread().filter(
        kind=RECEIVED,
        person__in=event.concerns,
        body__conversation=event.body["conversation"],
    )
    known_to = set(known.values_list("person", flat=True))
    return [one for one in event.concerns if one not in known_to]


def look_up(notifications: Sequence[Notification], reader: User) -> Mapping[UUID, Facts]:
    """Of conversations in which the reader is a side: four queries."""
    wanted = {UUID(one.body["conversation"]) for one in notifications}
    own = Conversation.objects.of(reader).select_related("project").in_bulk(wanted)
    actors, unseen = actors_of(notifications, reader), unseen_by(reader)
    found = {}
    for one in notifications:
        if conversation := own.get(UUID(one.body["conversation"])):
            found[one.pk] = Facts(
                names={
                    "by": named(actors, one.actor_id),
                    "title": conversation.project.shown_title,
                },
                path=f"/messages/{conversation.pk}",
                project_id=conversation.project_id,
                is_outdated=one.actor_id in unseen and not _is_agreed(conversation),
            )
    return found


def _is_agreed(conversation: Conversation) -> bool:
    """Whether the two work, or worked, together on what they write about."""
    return conversation.project.freelancer_id == conversation.freelancer_id


KINDS = (
    Kind(
        name=RECEIVED,
        title=_("Messages"),
        who="the other side, unless what they were told of an earlier message is unread",
        tells={events.MESSAGE_SENT: whoever_knows_of_none},
        words=Words(
            _("%(by)s wrote to you"),
            _("%(by)s wrote to you about “%(title)s”."),
        ),
        look_up=look_up,
    ),
)
