"""Telling: an event becomes a notification for each person who is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from uuid_utils.compat import uuid7

from accounts.services.locking import lock_all
from foundation.events import handles
from notifications.kinds import add, of_event
from notifications.models import Channel, Frequency, Notification
from notifications.services.mailing import plan
from notifications.services.preferences import chosen_by

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User
    from foundation.models import Event
    from notifications.kinds import Kind
    from notifications.services.preferences import Choices


def register(*kinds: Kind) -> None:
    """Have events told as notifications of these kinds. Raises ValueError for a name that is
    taken.
    """
    for kind in kinds:
        for event_kind in kind.tells:
            if not of_event(event_kind.name):
                handles("notifications", event_kind)(handle)
        add(kind)


def handle(event: Event) -> None:
    """Tell an event to whoever is told of it, each once, by the first kind that names them."""
    wanted: dict[UUID, Kind] = {}
    for kind in of_event(event.type):
        for recipient in kind.recipients(event):
            wanted.setdefault(recipient, kind)
    if wanted:
        tell(event, wanted)


def tell(event: Event, wanted: Mapping[UUID, Kind]) -> None:
    """Tell these people of an event, once however often this is called, in the caller's
    transaction. Accounts that were erased are told nothing; an erasure waits until this is done,
    and then forgets it.
    """
    people = lock_all(wanted.keys())
    choices = chosen_by(people)
    for pk, person in people.items():
        if person.erased_at is None:
            _tell(person, event, wanted[pk], choices)


def _tell(person: User, event: Event, kind: Kind, choices: Choices) -> None:
    is_in_product = choices.frequency(person, kind, Channel.IN_PRODUCT) != Frequency.NEVER
    sent = {
        channel: choices.frequency(person, kind, channel)
        for channel in (Channel.EMAIL, Channel.SMS)
    }
    if not is_in_product and {*sent.values()} == {Frequency.NEVER}:
        return
    notification, is_new = Notification.objects.get_or_create(
        recipient=person,
        person=person,
        event_id=event.pk,
        defaults={
            "id": _next_id(person),
            "kind": kind.name,
            "actor_id": event.actor_id,
            "subject_id": event.subject_id,
            "body": event.body,
            "is_in_product": is_in_product,
        },
    )
    for channel, frequency in sent.items() if is_new else ():
        plan(notification, person, kind, channel, frequency)


def _next_id(person: User) -> UUID:
    """An id behind all that the person has. Their row is locked, so that one that is committed
    later has a later id, whichever machine's clock is slow: who asks for what is new misses none.
    """
    new = uuid7()
    last = Notification.objects.filter(person=person).order_by("-id").values_list("id", flat=True)
    latest = last.first()
    return new if latest is None or new > latest else UUID(int=latest.int + 1)
