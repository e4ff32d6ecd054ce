"""Passwords: changed by their owner, or reset by a mailed link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Now
from django_tasks import task

from accounts import links
from accounts.errors import FreshProofRequired, LinkInvalid, WrongPassword
from accounts.models import RevokedReason, Session, Status, User
from accounts.passwords import check_rules, normalize
from accounts.services.email import send_link, send_mail
from accounts.services.login import FAILURES_PER_ACCOUNT
from accounts.services.sessions import end_all_sessions
from accounts.services.status import activate_by_proof
from foundation import limits
from foundation.addresses import network_of

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.password")

PROOFS_PER_USER = limits.Limit("proof:user", 5, timedelta(minutes=1))
RESETS_PER_ACCOUNT = limits.Limit("reset:account", 5, timedelta(minutes=1))
RESETS_PER_ADDRESS = limits.Limit("reset:address", 20, timedelta(minutes=1))
# How old a one-time code may be to stand in for the password at a sensitive change.
CODE_PROOF_LIFETIME = timedelta(minutes=5)


def require_proof(*, user: User, session_id: UUID | None, password: str | None) -> None:
    """Make sure that it is the owner who asks: by the password, or by a fresh one-time code.

    Raises LimitExceeded, WrongPassword, and FreshProofRequired when there is neither.
    """
    if password:
        limits.hit((PROOFS_PER_USER, user.pk))
        if not check_password(normalize(password), user.password):
            logger.info("proof_refused", user=str(user.pk))
            raise WrongPassword
        limits.take_back((PROOFS_PER_USER, user.pk))
        return
    since = Now() - Value(CODE_PROOF_LIFETIME)
    fresh = Session.objects.live().filter(user=user, code_verified_at__gt=since)
    if not session_id or not fresh.filter(pk=session_id).exists():
        raise FreshProofRequired


def change_password(
    *, user: User, session_id: UUID | None, current_password: str | None, new_password: str
) -> None:
    """Set a new password; every other session ends.

    Raises LimitExceeded, WrongPassword, FreshProofRequired and PasswordRefused.
    """
    require_proof(user=user, session_id=session_id, password=current_password)
    _set_password(
        user=user,
        password=check_rules(new_password, user=user, attr="new_password"),
        verified=user.password,
        keep=session_id,
    )


def replace_password(*, user: User, new_password: str) -> None:
    """Set a password as whoever runs the server, who is not asked for the old one. Every session
    ends, and so does the count of consecutive failed log-ins; the owner is told.

    Raises PasswordRefused, and WrongPassword when it was changed in this very moment.
    """
    password = check_rules(new_password, user=user, attr="new_password")
    _set_password(user=user, password=password, verified=user.password, keep=None)
    limits.reset((FAILURES_PER_ACCOUNT, user.pk))


def _set_password(*, user: User, password: str, verified: str, keep: UUID | None) -> None:
    """Replace the password hash `verified`, end the sessions but `keep`, and tell the owner."""
    encoded = make_password(password)
    with transaction.atomic():
        unchanged = User.objects.filter(pk=user.pk, password=verified)
        if not unchanged.update(password=encoded, updated_at=Now()):
            raise WrongPassword
        end_all_sessions(user=user, reason=RevokedReason.PASSWORD_CHANGED, keep=keep)
        user.refresh_from_db(fields=["password", "updated_at"])
        if user.email:
            send_mail(template="password-changed", recipient=user.email, user=user)


def forgot_password(*, email: str, address: str) -> None:
    """Mail a reset link, if an account has this address. The caller is not told whether.

    All that depends on the account happens in the queued task. Raises LimitExceeded.
    """
    limits.hit(
        (RESETS_PER_ADDRESS, network_of(address)), (RESETS_PER_ACCOUNT, email.strip().lower())
    )
    send_reset_link.enqueue(email)


@task()
def send_reset_link(email: str) -> None:
    """Mail the reset link to the account with this address, unless it is suspended.

    In an account that was proved by its phone, an address that was merely typed in is nobody's: its
    holder would be led into somebody else's account.
    """
    user = User.objects.with_email(email).exclude(status=Status.SUSPENDED).first()
    if user and not _is_merely_typed_in(user):
        send_link(user, links.Purpose.RESET_PASSWORD)


def reset_password(*, token: str, new_password: str, address: str) -> None:
    """Set a new password by the token of a reset link; every session ends.

    It also proves the address, and ends the count of consecutive failed log-ins.

    Raises LimitExceeded, LinkInvalid and PasswordRefused.
    """
    limits.hit((RESETS_PER_ADDRESS, network_of(address)))
    with transaction.atomic():
        user = links.lock_user(token, links.Purpose.RESET_PASSWORD)
        if user.email_verified_at is None:
            _claim_by_link(user)
        password = check_rules(new_password, user=user, attr="new_password")
        _set_password(user=user, password=password, verified=user.password, keep=None)
    limits.reset((FAILURES_PER_ACCOUNT, user.pk))


def _claim_by_link(user: User) -> None:
    """Prove the address of a locked account by its reset link.

    Nothing of the account was proved before, so whoever made it may wait for the address's holder
    (see `accounts.services.phone.claim_by_proof`): the phone that they typed in is no way in any
    more. Raises LinkInvalid when it was proved since the link was mailed.
    """
    if _is_merely_typed_in(user):
        raise LinkInvalid
    user.phone_number = None
    user.email_verified_at = Now()
    user.save(update_fields=["phone_number", "email_verified_at", "updated_at"])
    activate_by_proof(user)
    user.refresh_from_db()


def _is_merely_typed_in(user: User) -> bool:
    """Whether the account was proved by its phone, and its address never was."""
    return user.email_verified_at is None and user.phone_verified_at is not None


def release_address(*, user: User) -> None:
    """Take an address that was merely typed in from an account that was proved by its phone, so
    that its holder can register with it. Any other address stays.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if _is_merely_typed_in(locked):
            locked.email = None
            locked.save(update_fields=["email", "updated_at"])
