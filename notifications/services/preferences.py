"""What people chose of how they are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from accounts.services.locking import locked_user
from notifications.errors import Obligatory
from notifications.kinds import registered
from notifications.models import NotificationPreference, QuietHours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import time
    from uuid import UUID

    from accounts.models import User
    from notifications.kinds import Kind


@dataclass(frozen=True)
class Choices:
    """What several users chose: by user, kind and channel."""

    chosen: Mapping[tuple[UUID, str, str], str]

    def frequency(self, user: User, kind: Kind, channel: str) -> str:
        """How the user is told of this kind by this channel."""
        default = kind.default(channel)
        if kind.is_obligatory:
            return default
        return self.chosen.get((user.pk, kind.name, channel), default)


def chosen_by(users: Iterable[UUID | None]) -> Choices:
    """What these users chose: one query."""
    rows = NotificationPreference.objects.filter(user__in=list(users))
    found = rows.values_list("user_id", "kind", "channel", "frequency")
    return Choices({(user, kind, channel): chosen for user, kind, channel, chosen in found})


@dataclass(frozen=True)
class Quiet:
    """Between which times of the day nothing is to be sent."""

    starts_at: time
    ends_at: time


def choose(
    *,
    user: User,
    wanted: Mapping[tuple[str, str], str],
    quiet: Quiet | Literal["as before"] | None = "as before",
    session_id: UUID | None = None,
) -> None:
    """Have kinds told so by channels; what is not named stays. `quiet` hours may be none.

    Raises Obligatory for a kind that cannot be switched off, and SessionEnded when the session, or
    the account, ended meanwhile.
    """
    refuse_obligatory(wanted)
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        if quiet is None:
            QuietHours.objects.filter(user=user).delete()
        elif quiet != "as before":
            QuietHours.objects.update_or_create(user=user, defaults=vars(quiet))
        for (kind, channel), frequency in wanted.items():
            if registered()[kind].is_obligatory:
                continue
            NotificationPreference.objects.update_or_create(
                user=user, kind=kind, channel=channel, defaults={"frequency": frequency}
            )


def refuse_obligatory(wanted: Mapping[tuple[str, str], str]) -> None:
    """Raise Obligatory for a kind that always comes, unless it is to be told as it is."""
    for (name, channel), frequency in wanted.items():
        if registered()[name].refuses(channel, frequency):
            raise Obligatory


def quiet_hours_of(user: User) -> Quiet | None:
    """When somebody wants nothing sent, if they said so."""
    row = QuietHours.objects.filter(user=user).first()
    return Quiet(row.starts_at, row.ends_at) if row else None
