"""A phone that was proved by a one-time code."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import RevokedReason, User
from accounts.services.second_factor import forget_squatters_devices
from accounts.services.sessions import end_all_sessions
from accounts.services.status import activate_by_proof


def prove_phone(*, user: User, phone_number: str) -> User:
    """Make the number the user's, proved now; a pending account becomes active.

    Raises IntegrityError when another account has the number, and more than typed it in.
    """
    with transaction.atomic():
        release_typed_in(phone_number, other_than=user)
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        locked.phone_number = phone_number
        locked.phone_verified_at = Now()
        locked.save(update_fields=["phone_number", "phone_verified_at", "updated_at"])
        activate_by_proof(locked)
    user.refresh_from_db()
    return user


def release_typed_in(phone_number: str, *, other_than: User | None = None) -> None:
    """Take the number from accounts that never proved it, and have an address besides."""
    claims = User.objects.filter(
        phone_number=phone_number, phone_verified_at__isnull=True, email__isnull=False
    )
    claims.exclude(pk=other_than.pk if other_than else None).update(phone_number=None)


def claim_by_proof(*, user: User, phone_number: str) -> User:
    """Prove the phone of an account by logging in with a code.

    If nothing of the account was proved before, whoever made it may not be who holds the phone:
    registering somebody else's number and waiting for them is a known attack (pre-hijacking,
    Sudhodanan and Paverd, USENIX Security 2022). The password, the second factor and the sessions
    from before the proof are dead then.
    """
    with transaction.atomic():
        if not user.is_verified:
            end_all_sessions(user=user, reason=RevokedReason.PASSWORD_CHANGED)
            forget_squatters_devices(user)
            user.set_unusable_password()
            user.save(update_fields=["password", "updated_at"])
        return prove_phone(user=user, phone_number=phone_number)
