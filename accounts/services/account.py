"""A user's own account: changing it, its address, taking its data along, and erasing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts import personal_data, reactions
from accounts.errors import TransitionRefused
from accounts.models import Address, Preference, ReleasedUsername, RevokedReason, Status, User
from accounts.services.email import send_mail, send_verification
from accounts.services.identity import refuse_taken, taken_by
from accounts.services.locking import locked_user
from accounts.services.password import require_proof
from accounts.services.registration import count_registration
from accounts.services.second_factor import forget_devices
from accounts.services.sessions import end_all_sessions
from accounts.services.status import change_status
from accounts.services.usernames import release, release_for_good
from foundation import limits
from foundation.row_history import forget

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.account")

# A change mails somebody, and tells whether another account has the identifier.
CONTACT_CHANGES_PER_USER = limits.Limit("contacts:user", 5, timedelta(hours=1))
USERNAME_CHANGES_PER_USER = limits.Limit("username:user", 20, timedelta(hours=1))
# Each names the field that says when it was proved: a new value has yet to be.
PROVED_AT = {"email": "email_verified_at", "phone_number": "phone_verified_at"}


def update_account(
    *,
    user: User,
    session_id: UUID | None,
    address: str,
    changes: dict[str, Any],
    current_password: str | None,
) -> User:
    """Change names, username, e-mail address or phone number, or switch the account off.

    A new address or number needs proof that it is the owner who asks, has yet to be proved itself,
    and the old address is told. Switching off (status inactive) ends every session.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, IdentifierTaken, LastIdentifier,
    TransitionRefused.
    """
    status = changes.pop("status", user.status)
    changes = {field: value for field, value in changes.items() if getattr(user, field) != value}
    contacts = {field: getattr(user, field) for field in PROVED_AT if field in changes}
    if contacts:
        require_proof(user=user, session_id=session_id, password=current_password)
        count_registration(address)  # which asks for others' addresses in the same way
        limits.hit((CONTACT_CHANGES_PER_USER, user.pk))
    if "username" in changes:
        limits.hit((USERNAME_CHANGES_PER_USER, user.pk))
    refuse_taken(
        **{name: changes.get(name) for name in ("email", "username", "phone_number")},
        other_than=user,
    )
    try:
        with transaction.atomic():
            locked = locked_user(user)
            if "username" in changes:  # give up the one that the row has now
                release(user=user, username=locked.username)
            _save(user, changes)
            reactions.account_changed(user)
            for field, old in contacts.items():
                _tell_of_new_contact(user, field, old)
            if status != user.status:
                _switch_off(user, status)
    except IntegrityError as error:
        user.refresh_from_db()
        raise taken_by(error) from error
    return user


def _save(user: User, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(user, field, value)
        if field in PROVED_AT:
            setattr(user, PROVED_AT[field], None)
    proofs = [PROVED_AT[field] for field in changes if field in PROVED_AT]
    user.save(update_fields=[*changes, *proofs, "updated_at"])


def _switch_off(user: User, status: str) -> None:
    """The one change of status that is the owner's to make; logging in switches on again."""
    if (user.status, status) != (Status.ACTIVE, Status.INACTIVE):
        raise TransitionRefused(user.status, status)
    change_status(user=user, to=Status.INACTIVE)


def _tell_of_new_contact(user: User, field: str, old: str | None) -> None:
    """Tell the address that was there before, and ask the new one for its proof."""
    told = old if field == "email" else user.email
    if told:
        send_mail(template="contact-changed", recipient=told, user=user, field=field)
    if field == "email" and user.email:
        send_verification(user)


def save_address(*, user: User, **fields: Any) -> Address:
    """Set the user's one address. Raises SessionEnded for an account erased meanwhile."""
    with transaction.atomic():
        locked_user(user)
        address, _created = Address.objects.update_or_create(user=user, defaults=fields)
        reactions.address_saved(address)
    return address


def export(user: User) -> dict[str, Any]:
    """All that is held about a user, a section for each app that holds something."""
    return personal_data.export(user)


def erase(*, user: User, session_id: UUID | None, current_password: str | None) -> None:
    """Erase the person and leave an anonymous row, for what others have a right to keep.

    Every app erases its own part in the same transaction; all sessions end.

    Raises LimitExceeded, WrongPassword and FreshProofRequired.
    """
    require_proof(user=user, session_id=session_id, password=current_password)
    recipient = user.email
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if recipient:  # queued before the language in which it is written is erased
            send_mail(template="account-erased", recipient=recipient, user=locked)
        personal_data.erase(locked)
    logger.info("account_erased", user=str(user.pk))


def erase_accounts_part(user: User) -> None:
    """Blank the user's own row and sessions and delete the address."""
    end_all_sessions(user=user, reason=RevokedReason.ERASED)
    user.sessions.update(user_agent="", ip_address=None)
    Address.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    forget_devices(user)
    release_for_good(user=user)
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        email=None,
        email_verified_at=None,
        phone_number=None,
        phone_verified_at=None,
        username=anonymous_username(user),
        first_name="",
        last_name="",
        password=user.password,
        status=user.status if user.status == Status.SUSPENDED else Status.INACTIVE,
        last_login=None,
        is_superuser=False,
        erased_at=Now(),
        updated_at=Now(),
    )
    forget(User, [user.pk])


def anonymous_username(user: User) -> str:
    """A username that says nothing: the random part of the id. Its time would tell when."""
    return f"former-{user.pk.hex[-16:]}"


def export_accounts_part(user: User) -> dict[str, Any]:
    """What accounts itself holds about a user."""
    account = User.objects.filter(pk=user.pk).values(
        "id",
        "email",
        "email_verified_at",
        "phone_number",
        "phone_verified_at",
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
    )
    preference = Preference.objects.filter(user=user).values("language", "time_zone")
    released = ReleasedUsername.objects.filter(holder=user).values("digest", "released_at")
    return {
        "user": account.get(),
        "address": address.first(),
        "preference": preference.first(),
        "sessions": list(sessions),
        "released_usernames": list(released),
    }
