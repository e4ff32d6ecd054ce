"""Giving a code: to log in, to register, to verify a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import Session, Status, User
from accounts.services.identity import taken_by
from accounts.services.login import refuse_dead_status
from accounts.services.password import require_proof
from accounts.services.phone import claim_by_proof, prove_phone, release_typed_in
from accounts.services.registration import count_registration, new_user, save_account
from accounts.services.sessions import open_session
from accounts.services.status import change_status, end_lapsed_suspension
from otp.errors import CodeInvalid
from otp.models import Purpose
from otp.services.notices import notify
from otp.services.one_time_code import judge, use

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.otp")


def log_in(
    *,
    phone_number: str,
    code: str,
    address: str,
    user_agent: str,
    reactivate: bool = False,
    device_token: str | None = None,
) -> Session:
    """Open a session by a code. The first proof of a phone makes a pending account active.

    Raises LimitExceeded, CodeInvalid and, only after the right code, AccountInactive and
    AccountSuspended; the code is used up then, too.
    """
    row = judge(
        phone_number=phone_number,
        purpose=Purpose.LOGIN,
        code=code,
        address=address,
        device=device_token,
    )
    use(row)
    user = User.objects.get(pk=row.user_id)
    end_lapsed_suspension(user)
    if reactivate and user.status == Status.INACTIVE:
        change_status(user=user, to=Status.ACTIVE)
    refuse_dead_status(user)
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).get(pk=row.user_id)
        if user.phone_number != phone_number:
            raise CodeInvalid  # it was the account's when the code was sent
        claim_by_proof(user=user, phone_number=phone_number)
        return open_session(user=user, user_agent=user_agent, address=address, by_code=True)


def register_by_code(
    *, phone_number: str, code: str, address: str, user_agent: str, **fields: Any
) -> Session:
    """Make an account with a proved phone, and open its first session.

    When the account cannot be made (a username is taken), the code stays good.
    Raises LimitExceeded, CodeInvalid, IdentifierTaken and PasswordRefused.
    """
    row = judge(phone_number=phone_number, purpose=Purpose.REGISTRATION, code=code, address=address)
    count_registration(address)
    user = new_user(phone_number=phone_number, is_phone_proved=True, **fields)
    with transaction.atomic():
        use(row)
        release_typed_in(phone_number)
        save_account(user)
        return open_session(user=user, user_agent=user_agent, address=address, by_code=True)


def verify_phone(
    *,
    user: User,
    session_id: UUID | None,
    phone_number: str,
    code: str,
    address: str,
    current_password: str | None = None,
) -> User:
    """Prove a phone, which becomes the user's. The old number is told.

    A number that is not yet the user's is a new way into the account: it needs the password too,
    or a code to the old number at most five minutes old.

    Raises LimitExceeded, CodeInvalid, WrongPassword, FreshProofRequired and IdentifierTaken.
    """
    row = judge(phone_number=phone_number, purpose=Purpose.VERIFICATION, code=code, address=address)
    if row.user_id != user.pk:
        raise CodeInvalid
    if phone_number != user.phone_number:
        require_proof(user=user, session_id=session_id, password=current_password)
    old = user.phone_number
    try:
        with transaction.atomic():
            use(row)
            prove_phone(user=user, phone_number=phone_number)
            if session_id:
                Session.objects.live().filter(pk=session_id).update(code_verified_at=Now())
            if old and old != phone_number:
                text = _("The phone number of your %(site)s account was changed.")
                text %= {"site": settings.SITE_NAME}
                notify.enqueue(old, text)
    except IntegrityError as error:
        raise taken_by(error) from error
    return user
