"""What people chose of how they are told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from accounts.services.locking import locked_user
from notifications.models import NotificationPreference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from accounts.models import User
    from notifications.kinds import Kind


@dataclass(frozen=True)
class Choices:
    """What several users chose: by user, kind and channel."""

    chosen: Mapping[tuple[UUID, str, str], str]

    def frequency(self, user: User, kind: Kind, channel: str) -> str:
        """How the user is told of this kind by this channel."""
        return self.chosen.get((user.pk, kind.name, channel), kind.default(channel))


def chosen_by(users: Iterable[UUID | None]) -> Choices:
    """What these users chose: one query."""
    rows = NotificationPreference.objects.filter(user__in=list(users))
    found = rows.values_list("user_id", "kind", "channel", "frequency")
    return Choices({(user, kind, channel): chosen for user, kind, channel, chosen in found})


def choose(
    *,
    user: User,
    wanted: Mapping[tuple[str, str], str],
    session_id: UUID | None = None,
) -> None:
    """Have kinds told so by channels; what is not named stays.

    Raises SessionEnded when the session, or the account, ended meanwhile.
    """
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        for (kind, channel), frequency in wanted.items():
            NotificationPreference.objects.update_or_create(
                user=user, kind=kind, channel=channel, defaults={"frequency": frequency}
            )
