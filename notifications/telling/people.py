"""What people are called in notifications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from reviews.parties import name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from notifications.models import Notification


def actors_of(notifications: Iterable[Notification]) -> Mapping[UUID, User]:
    """Those who acted, by their ids: one query."""
    return User.objects.in_bulk({one.actor_id for one in notifications if one.actor_id})


def named(actors: Mapping[UUID, User], actor_id: UUID | None) -> str:
    """What somebody is called who acted; those who closed their account are nobody in
    particular.
    """
    actor = actors.get(actor_id) if actor_id else None
    return name_of(actor) if actor else ""
