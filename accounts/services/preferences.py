"""What a user prefers: the language of pages and mails, and the zone of their times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts import reactions
from accounts.models import Preference
from accounts.preferences import Preferred
from accounts.services.locking import locked_user

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


def save_preference(*, user: User, session_id: UUID | None = None, **fields: str) -> Preference:
    """Set the language, the time zone or both; what is not named stays.

    Raises SessionEnded when the session, or the account, ended meanwhile.
    """
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        preference, _created = Preference.objects.update_or_create(user=user, defaults=fields)
        if "time_zone" in fields:
            reactions.zone_chosen(user)
    return preference


def preferred_by(user: User | None) -> Preferred:
    """What a user chose; nothing for somebody without an account."""
    if user is None:
        return Preferred()
    row = Preference.objects.filter(user=user).values("language", "time_zone").first()
    return Preferred(**row) if row else Preferred()
