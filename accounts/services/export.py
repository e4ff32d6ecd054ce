"""Taking along all that is held about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts import personal_data
from accounts.models import Address, Preference, ReleasedUsername, User
from accounts.services.blocks import export_blocks
from accounts.services.locking import locked_user
from accounts.services.passkey_records import export_earlier_passkeys, export_passkeys
from accounts.services.second_factor.freshness import require_fresh_second_factor
from accounts.services.second_factor.records import export_second_factor
from foundation.models import Event
from foundation.row_history import versions_of

if TYPE_CHECKING:
    from uuid import UUID


def export(user: User) -> dict[str, Any]:
    """All that is held about a user, a section for each app that holds something."""
    return personal_data.export(user)


def export_own(*, user: User, session_id: UUID | None) -> dict[str, Any]:
    """The same for the user who asks. Raises FreshSecondFactorRequired and SessionEnded."""
    require_fresh_second_factor(user=user, session_id=session_id)
    with transaction.atomic():
        locked_user(user, session_id=session_id)
    return export(user)


# What the history keeps of an account.
CHANGED = (
    *("username", "email", "phone_number", "first_name", "last_name", "role", "status"),
    "pgh_created_at",
)


def export_accounts_part(user: User) -> dict[str, Any]:
    """What accounts itself holds about a user."""
    account = User.objects.filter(pk=user.pk).values(
        "id",
        "email",
        "email_verified_at",
        "phone_number",
        "phone_verified_at",
        "phone_used_at",
        "email_trouble",
        "email_trouble_at",
        "pending_email",
        "pending_phone_number",
        "username",
        "first_name",
        "last_name",
        "role",
        "status",
        "last_login",
        "created_at",
        "updated_at",
    )
    address = Address.objects.filter(user=user).values(
        "door_no", "street", "city", "state", "country", "pin_code", "created_at"
    )
    sessions = user.sessions.values(
        "id",
        "user_agent",
        "ip_address",
        "created_at",
        "last_used_at",
        "expires_at",
        "revoked_at",
        "revoked_reason",
        "second_factor_at",
    )
    preference = Preference.objects.filter(user=user).values("language", "time_zone")
    changed = user.identifier_changes.values(
        "field", "old_value", "old_verified_at", "created_at", "effective_at", "ended_at"
    )
    released = ReleasedUsername.objects.filter(holder=user).values("digest", "released_at")
    return {
        "user": account.get(),
        "address": address.first(),
        "preference": preference.first(),
        "sessions": list(sessions),
        "second_factor": export_second_factor(user),
        "passkeys": export_passkeys(user),
        "released_usernames": list(released),
        "identifier_changes": list(changed),
        "blocks": export_blocks(user),
        "account_changed": list(versions_of(User, [user.pk]).values(*CHANGED)),
        "passkeys_changed": export_earlier_passkeys(user),
        "acts": _acts_of(user),
    }


def _acts_of(user: User) -> list[dict[str, Any]]:
    """What the user did, as it was recorded: what kind of thing, when, and to what."""
    acts = Event.objects.filter(person_id=user.pk).order_by("id")
    return [dict(act) for act in acts.values("type", "subject_id", "at")]
