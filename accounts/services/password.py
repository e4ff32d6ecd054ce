"""Passwords: changed by their owner, or reset by a mailed link."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from accounts import links
from accounts.errors import FreshProofRequired, LinkInvalid, VerifiedOtherwise, WrongPassword
from accounts.events import PASSWORD_CHANGED, of_owner
from accounts.models import EmailTrouble, RevokedReason, Session, Status, User
from accounts.passwords import check_rules, normalize
from accounts.services import outgoing
from accounts.services.email import send_link, send_mail
from accounts.services.identifier_changes import cancel_all
from accounts.services.identity import Identifier
from accounts.services.locking import locked_user
from accounts.services.login import FAILURES_PER_ACCOUNT
from accounts.services.second_factor.freshness import require_fresh_second_factor
from accounts.services.second_factor.removal import end_way_back
from accounts.services.sessions import end_all_sessions
from accounts.services.telling import secure_link, tell_by_text
from accounts.services.verification import Evidence, verify
from foundation import limits
from foundation.addresses import network_of
from foundation.events import record

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.password")

PROOFS_PER_USER = limits.Limit("proof:user", 5, timedelta(minutes=1))
RESETS_PER_ACCOUNT = limits.Limit("reset:account", 5, timedelta(minutes=1))
RESETS_PER_ACCOUNT_HOUR = limits.Limit("reset:account-hour", 10, timedelta(hours=1))
RESETS_PER_ACCOUNT_DAY = limits.Limit("reset:account-day", 20, timedelta(days=1))
RESETS_PER_ADDRESS = limits.Limit("reset:address", 20, timedelta(minutes=1))
# How old a one-time code may be to stand in for the password at a sensitive change.
CODE_PROOF_LIFETIME = timedelta(minutes=5)


def confirm_password(user: User, password: str, *, attr: str = "current_password") -> str:
    """The hash of the user's password, which this is. Raises LimitExceeded, and WrongPassword that
    names the field `attr`.
    """
    limits.hit((PROOFS_PER_USER, user.pk))
    user.refresh_from_db(fields=["password"])  # it may have changed since the request began
    if not check_password(normalize(password), user.password):
        logger.info("proof_refused", user=str(user.pk))
        raise WrongPassword(attr=attr)
    limits.take_back((PROOFS_PER_USER, user.pk))
    return user.password


def require_proof(*, user: User, session_id: UUID | None, password: str | None) -> str | None:
    """Make sure that it is the owner who asks: by the password, or by a fresh one-time code; and by
    the second factor besides, if the account has one. Answers the hash of the password, if that is
    what was given: what then changes the account asks under the lock whether it is still the
    current one (`accounts.services.locking`).

    Raises LimitExceeded, WrongPassword, FreshProofRequired when there is neither, and
    FreshSecondFactorRequired.
    """
    verified = _require_first_factor(user, session_id, password)
    require_fresh_second_factor(user=user, session_id=session_id)
    return verified


def require_proof_or_log_in(
    *, user: User, session_id: UUID | None, password: str | None
) -> str | None:
    """The same, but that the log-in itself, at most five minutes ago, is proof enough: for what
    staff are asked for as soon as they have logged in. Raises what `require_proof` does.
    """
    since = Now() - Value(CODE_PROOF_LIFETIME)
    new = Session.objects.live().filter(user=user, created_at__gt=since)
    if not password and session_id and new.filter(pk=session_id).exists():
        require_fresh_second_factor(user=user, session_id=session_id)
        return None
    return require_proof(user=user, session_id=session_id, password=password)


def _require_first_factor(user: User, session_id: UUID | None, password: str | None) -> str | None:
    if password:
        return confirm_password(user, password)
    since = Now() - Value(CODE_PROOF_LIFETIME)
    fresh = Session.objects.live().filter(user=user, code_verified_at__gt=since)
    if not session_id or not fresh.filter(pk=session_id).exists():
        raise FreshProofRequired
    return None


def change_password(
    *, user: User, session_id: UUID | None, current_password: str | None, new_password: str
) -> None:
    """Set a new password; every other session ends.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, PasswordRefused and SessionEnded.
    """
    require_proof(user=user, session_id=session_id, password=current_password)
    _set_password(
        user=user,
        password=check_rules(new_password, user=user, attr="new_password"),
        verified=user.password,
        session_id=session_id,
    )


def replace_password(*, user: User, new_password: str) -> None:
    """Set a password as whoever runs the server, who is not asked for the old one. Every session
    ends, and so does the count of consecutive failed log-ins; the owner is told.

    Raises PasswordRefused, and WrongPassword when it was changed in this very moment.
    """
    password = check_rules(new_password, user=user, attr="new_password")
    _set_password(user=user, password=password, verified=user.password, session_id=None)
    limits.reset((FAILURES_PER_ACCOUNT, user.pk))


def _set_password(*, user: User, password: str, verified: str, session_id: UUID | None) -> None:
    """Replace the password hash `verified`, end the sessions but the one that asks, and tell the
    owner.
    """
    encoded = make_password(password)
    with transaction.atomic():
        locked_user(user, session_id=session_id, verified=verified)
        _save_password(user, encoded, keep=session_id)


def _save_password(user: User, encoded: str, *, keep: UUID | None) -> None:
    """Set the hash in a user's row that is locked, end the sessions but `keep`, tell the owner."""
    User.objects.filter(pk=user.pk).update(password=encoded, updated_at=Now())
    end_all_sessions(user=user, reason=RevokedReason.PASSWORD_CHANGED, keep=keep)
    user.refresh_from_db(fields=["password", "updated_at"])
    tell_of_password(user)


def tell_of_password(user: User) -> None:
    """Mail a user that the password was changed, or text it where mails do not arrive. In the
    caller's transaction.
    """
    record(of_owner(PASSWORD_CHANGED, user))
    if user.email_trouble == EmailTrouble.BOUNCED:
        text = _("The password of your %(site)s account was changed.")
        tell_by_text(user, text, **secure_link(user))
    elif user.email:
        link = secure_link(user) if user.email_verified_at else {}
        send_mail(template="password-changed", recipient=user.email, user=user, **link)


def forgot_password(*, email: str, address: str) -> None:
    """Mail a reset link, if an account has this address. The caller is not told whether.

    All that depends on the account happens in the queued task. Raises LimitExceeded.
    """
    account = email.strip().lower()
    limits.hit(
        (RESETS_PER_ADDRESS, network_of(address)),
        (RESETS_PER_ACCOUNT, account),
        (RESETS_PER_ACCOUNT_HOUR, account),
        (RESETS_PER_ACCOUNT_DAY, account),
    )
    send_reset_link.enqueue(outgoing.keep(None, email=email))


@task()
def send_reset_link(message_id: str) -> None:
    """Mail the reset link to the account with the address that is kept, unless it is suspended.

    An account of which something else is verified is not the address's holder's, who can release
    the address instead, or log in and verify it.
    """
    with outgoing.kept(message_id) as kept:
        if kept is not None:
            _mail_reset_link(kept["email"])


def _mail_reset_link(email: str) -> None:
    user = User.objects.with_email(email).exclude(status=Status.SUSPENDED).first()
    if user is None:
        return
    if user.has_merely_typed_in("email"):
        send_link(user, links.Purpose.VERIFY_EMAIL, template="address-in-use")
    else:
        send_link(user, links.Purpose.RESET_PASSWORD)


def reset_password(*, token: str, new_password: str, address: str) -> None:
    """Set a new password by the token of a reset link; every session ends, and no new e-mail
    address or phone number waits any more.

    It also verifies the address, and ends the count of consecutive failed log-ins.

    Raises LimitExceeded, LinkInvalid and PasswordRefused.
    """
    limits.hit((RESETS_PER_ADDRESS, network_of(address)))
    user = links.holder_of(token, links.Purpose.RESET_PASSWORD)
    links.refuse_outdated(token, links.Purpose.RESET_PASSWORD, user)
    encoded = make_password(check_rules(new_password, user=user, attr="new_password"))
    try:
        with transaction.atomic():
            verify(
                user=user,
                identifier=Identifier("email", user.email or ""),
                evidence=Evidence(new_password=encoded),
                only_if=partial(links.refuse_outdated, token, links.Purpose.RESET_PASSWORD),
            )
            cancel_all(user)
            end_way_back(user)
            _save_password(user, encoded, keep=None)
    except VerifiedOtherwise as error:
        raise LinkInvalid from error
    limits.reset((FAILURES_PER_ACCOUNT, user.pk))
