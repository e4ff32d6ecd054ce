"""A user's own account: changing it, its address, and erasing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import personal_data, reactions
from accounts.errors import AccountErased, IdentifierTaken, LastIdentifier, TransitionRefused
from accounts.events import CLOSED, IDENTIFIER_CHANGED, of_owner
from accounts.models import (
    VERIFIED_AT,
    Address,
    IdentifierChange,
    Preference,
    RevokedReason,
    Status,
    User,
)
from accounts.services.admission import refuse_blocked_domain
from accounts.services.blocks import erase_blocks
from accounts.services.email import send_mail, send_verification
from accounts.services.email_verification import help_holder
from accounts.services.identifier_changes import ask_for, take_effect
from accounts.services.identity import refuse_taken, taken_by
from accounts.services.locking import locked_user
from accounts.services.mail_reports import forget_reports
from accounts.services.outgoing import forget_all_to
from accounts.services.passkey_records import erase_passkeys
from accounts.services.password import require_proof
from accounts.services.registration import count_registration
from accounts.services.second_factor import forget_devices
from accounts.services.second_factor.records import erase_second_factor_records
from accounts.services.second_factor.remembering import forget_remembered_devices
from accounts.services.sessions import end_all_sessions
from accounts.services.status import change_status
from accounts.services.usernames import release, release_for_good
from foundation import limits
from foundation.events import record
from foundation.idempotency import claims
from foundation.row_history import forget

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

logger = structlog.get_logger("guildhall.account")

# A change mails somebody, and tells whether another account has the identifier.
CONTACT_CHANGES_PER_USER = limits.Limit("contacts:user", 5, timedelta(hours=1))
USERNAME_CHANGES_PER_USER = limits.Limit("username:user", 20, timedelta(hours=1))


def update_account(
    *,
    user: User,
    session_id: UUID | None,
    address: str,
    changes: dict[str, Any],
    current_password: str | None,
) -> User:
    """Change names, username, e-mail address or phone number, or switch the account off.

    A new address, number or username, and switching off, need proof that it is the owner who asks.
    As long as nothing of the account is verified, an address or number takes the old one's place at
    once; else it waits until it is verified itself, and the old one is told
    (`accounts.services.identifier_changes`). Switching off (status inactive) ends every session.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, EmailDomainBlocked, IdentifierTaken,
    LastIdentifier, TransitionRefused and SessionEnded.
    """
    status = changes.pop("status", None)
    changes = {field: value for field, value in changes.items() if getattr(user, field) != value}
    contacts = {field: changes.pop(field) for field in VERIFIED_AT if field in changes}
    verified = None
    if contacts or "username" in changes or status == Status.INACTIVE:
        verified = require_proof(user=user, session_id=session_id, password=current_password)
    if contacts:
        count_registration(address)  # which asks for others' addresses in the same way
        limits.hit((CONTACT_CHANGES_PER_USER, user.pk))
        refuse_blocked_domain(contacts.get("email"))
    if "username" in changes:
        limits.hit((USERNAME_CHANGES_PER_USER, user.pk))
    _refuse_taken(user, contacts, changes.get("username"))
    try:
        with transaction.atomic():
            locked = locked_user(user, session_id=session_id, verified=verified)
            if "username" in changes:  # the one that the row has now
                release(user=user, username=locked.username)
            for field, value in contacts.items():
                _change_contact(locked, field, value)
            _save(locked, changes)
            user.refresh_from_db()
            reactions.account_changed(user)
            if status and status != user.status:
                _switch_off(user, status)
    except IntegrityError as error:
        user.refresh_from_db()
        raise taken_by(error) from error
    return user


def _refuse_taken(user: User, contacts: dict[str, str | None], username: str | None) -> None:
    """Raise IdentifierTaken. One that is to wait, others may have typed in: who verifies first
    has it. The holder of one that is refused is mailed a way out.
    """
    try:
        refuse_taken(**contacts, username=username, other_than=user, only_verified=user.is_verified)
    except IdentifierTaken as error:
        if "email" in error.fields:
            help_holder(contacts["email"] or "")
        raise


def _change_contact(user: User, field: str, value: str | None) -> None:
    """Change an identifier of a locked user. Raises LastIdentifier."""
    if value is None:
        _remove_contact(user, field)
    elif user.is_verified:
        ask_for(user, field, value)
    else:
        old = getattr(user, field)
        setattr(user, field, value)
        user.save(update_fields=[field, "updated_at"])
        _tell_of_new_contact(user, field, old)


def _remove_contact(user: User, field: str) -> None:
    """Take an identifier away at once; a verified one can be brought back for a while."""
    kept = [name for name in VERIFIED_AT if name != field and getattr(user, name)]
    if not kept or (field in user.verified_fields and kept[0] not in user.verified_fields):
        raise LastIdentifier
    if field in user.verified_fields:
        take_effect(user, field, None)
    else:
        setattr(user, field, None)
        user.save(update_fields=[field, "updated_at"])


def _save(user: User, changes: dict[str, Any]) -> None:
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=[*changes, "updated_at"])


def _switch_off(user: User, status: str) -> None:
    """The one change of status that is the owner's to make; logging in switches on again."""
    if (user.status, status) != (Status.ACTIVE, Status.INACTIVE):
        raise TransitionRefused(user.status, status)
    change_status(user=user, to=Status.INACTIVE)


def _tell_of_new_contact(user: User, field: str, old: str | None) -> None:
    """Tell the address that was there before, and ask the new one to be verified. Nothing was
    verified: no one of them is trusted with undoing it.
    """
    record(of_owner(IDENTIFIER_CHANGED, user, field=field))
    told = old if field == "email" else user.email
    if told:
        send_mail(template="contact-changed", recipient=told, user=user, field=field)
    if field == "email":
        send_verification(user)


def save_address(*, user: User, session_id: UUID | None = None, **fields: Any) -> Address:
    """Set the user's one address. Raises SessionEnded when the session, or the account, ended
    meanwhile.
    """
    with transaction.atomic():
        locked_user(user, session_id=session_id)
        address, _created = Address.objects.update_or_create(user=user, defaults=fields)
        reactions.address_saved(address)
    return address


def erase(*, user: User, session_id: UUID | None, current_password: str | None) -> None:
    """Erase the person and leave an anonymous row, for what others have a right to keep.

    Every app erases its own part in the same transaction; all sessions end.

    Raises LimitExceeded, WrongPassword, FreshProofRequired and SessionEnded.
    """
    verified = require_proof(user=user, session_id=session_id, password=current_password)
    with transaction.atomic():
        erase_locked(locked_user(user, session_id=session_id, verified=verified))


def erase_by_operator(*, user: User, is_told: bool = True) -> None:
    """Erase the person as whoever runs the server; without `is_told` no mail says so.

    Raises AccountErased.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if locked.erased_at:
            raise AccountErased
        erase_locked(locked, is_told=is_told)


def erase_locked(user: User, *, is_told: bool = True) -> None:
    forget_all_to(user)
    if user.email and is_told:  # queued before the language in which it is written is erased
        send_mail(template="account-erased", recipient=user.email, user=user)
    # Before any row that one of the sessions may be changing: that one has this lock already.
    end_all_sessions(user=user, reason=RevokedReason.ERASED)
    personal_data.erase(user)
    record(of_owner(CLOSED, user))
    transaction.on_commit(lambda: logger.info("account_erased", user=str(user.pk)))


def erase_accounts_part(user: User) -> None:
    """Blank the user's own row and sessions and delete the address."""
    end_all_sessions(user=user, reason=RevokedReason.ERASED)
    user.sessions.update(user_agent="", ip_address=None)
    Address.objects.filter(user=user).delete()
    Preference.objects.filter(user=user).delete()
    IdentifierChange.objects.filter(user=user).delete()
    forget_devices(user)
    erase_second_factor_records(user)
    erase_passkeys(user)
    erase_blocks(user)
    release_for_good(user=user)
    forget_reports(user)
    user.groups.clear()
    user.user_permissions.clear()
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(
        email=None,
        email_verified_at=None,
        phone_number=None,
        phone_verified_at=None,
        phone_used_at=None,
        pending_email=None,
        pending_phone_number=None,
        identity_ended_at=None,
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
    claims.forget(user.pk)


def end_second_factor(user: User, *, made_since: datetime | None) -> None:
    """End a member's app and recovery codes, each unless it was there before, and all remembered
    devices. Those of staff, whose identifiers an operator typed in, only an operator ends.
    """
    if user.is_staff:
        return
    if made_since is None:
        forget_devices(user)
        return
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user, created_at__gte=made_since).delete()
    forget_remembered_devices(user)


def anonymous_username(user: User) -> str:
    """A username that says nothing: the random part of the id. Its time would tell when."""
    return f"former-{user.pk.hex[-16:]}"
