"""What is kept of passkeys: exported, and gone with what they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.models import Passkey
from foundation.row_history import forget_names

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

# Neither the key nor its id: they are of no use to anybody without the authenticator.
EXPORTED = (
    "id",
    "name",
    "transports",
    "aaguid",
    "is_synced",
    "is_backed_up",
    "created_at",
    "last_used_at",
)


def remove_all_passkeys(user: User) -> int:
    """Remove every passkey of a user, whose row the caller has locked; answers how many.

    For what ends all ways into an account. Nobody is told, and no other way in is asked for.
    """
    return Passkey.objects.filter(user=user).delete()[0]


def end_passkeys(user: User, *, made_since: datetime | None) -> None:
    """Remove those of a locked user that were made since then, None being all of them."""
    passkeys = Passkey.objects.filter(user=user)
    if made_since is not None:
        passkeys = passkeys.filter(created_at__gte=made_since)
    passkeys.delete()


def erase_passkeys(user: User) -> None:
    """Remove every passkey of an account that is being erased, and the history of those before."""
    pks = list(user.passkeys.values_list("pk", flat=True))
    remove_all_passkeys(user)
    earlier = _earlier_passkeys(user)
    forget_names(Passkey, {*pks, *earlier.values_list("pgh_obj", flat=True)})
    earlier.delete()


def _earlier_passkeys(user: User) -> QuerySet[Any]:
    """What all passkeys of a user were, those included that were removed since."""
    events = Passkey.history.rel.related_model  # type: ignore[attr-defined]  # made by `tracked`
    found: QuerySet[Any] = events.objects.filter(user=user)
    return found


def export_passkeys(user: User) -> list[dict[str, Any]]:
    return list(user.passkeys.values(*EXPORTED))


def export_earlier_passkeys(user: User) -> list[dict[str, Any]]:
    """What passkeys were called before, and which were removed."""
    earlier = _earlier_passkeys(user).order_by("pgh_id")
    return list(earlier.values("id", "name", "transports", "created_at", "pgh_created_at"))
