"""Giving a code: to log in, to register, to verify a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Now

from accounts.email_addresses import compared
from accounts.errors import PasswordRequired, SecondFactorRequired, SessionEnded
from accounts.models import Session, Status, User
from accounts.services.admission import refuse_blocked_domain, refuse_blocked_network
from accounts.services.entry import Method, complete_log_in, refuse_dead_status, settle
from accounts.services.identity import Identifier
from accounts.services.locking import is_live
from accounts.services.password import confirm_password, require_proof
from accounts.services.registration import (
    count_registration,
    helping_holder,
    new_user,
    save_account,
)
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.services.sessions import open_session
from accounts.services.unused_accounts import note_phone_use, require_more_than_code
from accounts.services.verification import Evidence, release_typed_in, verify
from otp.errors import CodeInvalid
from otp.models import Purpose, field_of, is_mail
from otp.services.one_time_code import judge, refuse_others, use

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.otp")


def log_in(
    *,
    recipient: str,
    code: str,
    address: str,
    user_agent: str,
    reactivate: bool = False,
    device_token: str | None = None,
    remembered_token: str | None = None,
    current_password: str | None = None,
    start_over: bool = True,
) -> Session:
    """Open a session by a code. The first verification of a phone makes a pending account active.
    An account that was not used for long needs more (`accounts.services.unused_accounts`).

    It comes from outside (`accounts.services.verification`): if nothing of the account was
    verified before, `current_password` keeps all that is in it; without it, everything else ends,
    or with `start_over` off the code stays good and PasswordRequired is raised.

    Raises LimitExceeded, CodeInvalid and, only after the right code, PasswordRequired,
    WrongPassword, VerifiedOtherwise, OtherProofRequired, AccountInactive, AccountSuspended and
    SecondFactorRequired; of the last five the code is used up, too.
    """
    row = judge(
        recipient=recipient,
        purpose=Purpose.LOGIN,
        code=code,
        address=address,
        device=device_token,
    )
    user = User.objects.get(pk=row.user_id)
    evidence = _evidence(user, current_password, start_over=start_over)
    use(row)
    settle(user)
    if user.phone_number == recipient and not evidence.password:
        require_more_than_code(user, reactivate=reactivate)
    if not (reactivate and user.status == Status.INACTIVE):
        refuse_dead_status(user)

    def still_has_it(locked: User) -> None:
        is_same = locked.identity_ended_at == user.identity_ended_at
        if not (is_same and _leads_to(recipient, locked)):
            raise CodeInvalid  # it was the account's when the code was sent

    with transaction.atomic():
        field = field_of(recipient)
        identifier = Identifier(field, getattr(user, field) or "")
        verify(user=user, identifier=identifier, evidence=evidence, only_if=still_has_it)
        try:
            session = complete_log_in(
                user=user,
                method=Method.CODE,
                address=address,
                user_agent=user_agent,
                remembered_token=remembered_token,
                device_token=device_token,
                reactivate=reactivate,
            )
        except SecondFactorRequired as error:
            second_step = error  # the phone is verified all the same
        else:
            if field == "phone_number":
                note_phone_use(session.user)
            return session
    raise second_step


def _leads_to(recipient: str, user: User) -> bool:
    """Whether a code to this recipient is a way into the account. An address is once it has been
    verified; and verifying it is a link's, never a code's.
    """
    if is_mail(recipient):
        return compared(user.email or "") == recipient and user.email_verified_at is not None
    return user.phone_number == recipient


def _evidence(user: User, password: str | None, *, start_over: bool) -> Evidence:
    """What a log-in by code brings to an account of which nothing was verified."""
    if user.is_verified:
        return Evidence()
    if password:
        return Evidence(password=confirm_password(user, password))
    if not start_over:
        raise PasswordRequired(attr="current_password")
    return Evidence(new_password=make_password(None))


def register_by_code(
    *, recipient: str, code: str, address: str, user_agent: str, **fields: Any
) -> tuple[Session, list[str]]:
    """Make an account with a verified phone, and open its first session. One without a password,
    which the phone alone opens, gets recovery codes with it, which can be read this once.

    When the account cannot be made (a username is taken), the code stays good.
    Raises LimitExceeded, CodeInvalid, NetworkBlocked, EmailDomainBlocked, IdentifierTaken and
    PasswordRefused. Of a busy network nothing else is asked: the code was sent by SMS.
    """
    row = judge(recipient=recipient, purpose=Purpose.REGISTRATION, code=code, address=address)
    count_registration(address)
    refuse_blocked_domain(fields.get("email"))
    refuse_blocked_network(address)
    user = new_user(phone_number=recipient, is_phone_proved=True, **fields)
    with helping_holder(user), transaction.atomic():
        use(row)
        release_typed_in(Identifier("phone_number", recipient))
        save_account(user)
        session = open_session(user=user, user_agent=user_agent, address=address, by_code=True)
        codes = make_recovery_codes(user) if user.has_only_phone else []
        return session, codes


def verify_phone(
    *,
    user: User,
    session_id: UUID | None,
    recipient: str,
    code: str,
    address: str,
    current_password: str | None = None,
) -> User:
    """Verify a phone, which becomes the user's. Who had the old one is told how to undo that.

    A number that is not yet the user's is a new way into the account: it needs the password too,
    when it was asked for or now, or a code to the old number at most five minutes old.

    Raises LimitExceeded, CodeInvalid, WrongPassword, FreshProofRequired, SessionEnded and
    IdentifierTaken.
    """
    refuse_others(user, recipient, address)
    row = judge(recipient=recipient, purpose=Purpose.VERIFICATION, code=code, address=address)
    if row.user_id != user.pk:
        raise CodeInvalid
    if recipient not in (user.phone_number, user.pending_phone_number):
        require_proof(user=user, session_id=session_id, password=current_password)

    def is_still_there(locked: User) -> None:
        if not is_live(session_id=session_id, user=locked):
            raise SessionEnded

    with transaction.atomic():
        use(row)
        phone = Identifier("phone_number", recipient)
        evidence = Evidence(session_id=session_id)
        verify(user=user, identifier=phone, evidence=evidence, only_if=is_still_there)
        note_phone_use(user)
        if session_id:
            Session.objects.live().filter(pk=session_id).update(code_verified_at=Now())
    return user
