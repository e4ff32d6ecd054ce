"""Accounts, or phones of them, that nobody used for long: the number may be somebody else's by now.

Carriers give numbers away again, some after 90 days. So a code by SMS to an account that was not
used for `UNUSED_ACCOUNT_AFTER` opens it no more alone. Nor does one to an account that is used by a
password, passkey or e-mail address, if no code to the number was used for that long: whoever has
the phone may log in by any other way in (a password, a passkey, a code or a link to the e-mail
address), finish with a recovery code, or say that the account is not theirs. Then the number is
released, and they may start an account of their own with it; the old one keeps all its data, and
its owner is mailed where an address was verified, and staff are.

Nothing of this can be seen before the right code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models.functions import Now

from accounts.errors import LogInExpired, OtherProofRequired
from accounts.models import Status, User
from accounts.services.entry import Method, log_in_by_second_factor, refuse_dead_status, settle
from accounts.services.identifier_changes import give_up_phone
from accounts.services.second_factor.challenges import (
    Challenge,
    Step,
    make_challenge,
    read_challenge,
    use_up,
)
from accounts.services.second_factor.codes import confirm_recovery_code
from accounts.services.second_factor.enrolment import has_second_factor
from accounts.services.telling import tell_staff

if TYPE_CHECKING:
    from accounts.models import Session

logger = structlog.get_logger("guildhall.login")


def may_have_lost_phone(user: User) -> bool:
    """Whether nobody used the account for long, or nobody the phone, if more than that opens it."""
    own = User.objects.filter(pk=user.pk)
    return own.unused().exists() or own.with_unused_phone().exists()


def note_phone_use(user: User) -> None:
    """The number is the owner's by now: a code to it has just been used, with all else that was
    asked for.
    """
    User.objects.filter(pk=user.pk, phone_number=user.phone_number).update(phone_used_at=Now())


def require_more_than_code(user: User, *, reactivate: bool) -> None:
    """Refuse a right code by SMS as the only proof, if the number may have changed hands. One that
    shows a second factor is asked for that anyway, and staff's word about a suspended one comes
    first. Raises OtherProofRequired.
    """
    if user.status == Status.SUSPENDED or not may_have_lost_phone(user):
        return
    if user.is_verified and has_second_factor(user):
        return
    logger.info("other_proof_required", user=str(user.pk))
    raise OtherProofRequired(
        make_challenge(user, method=Method.CODE, reactivate=reactivate, step=Step.OTHER_PROOF)
    )


def log_in_by_recovery_code(
    *, challenge: str, code: str, address: str, user_agent: str, device_token: str | None = None
) -> Session:
    """Finish a log-in by SMS with a recovery code, which is good once.

    Raises LogInExpired, LimitExceeded, RecoveryCodeRefused and, without using the recovery code
    up, AccountInactive and AccountSuspended.
    """
    passed = read_challenge(challenge, Step.OTHER_PROOF)
    settle(passed.user)
    if not (passed.reactivate and passed.user.status == Status.INACTIVE):
        refuse_dead_status(passed.user)
    session = log_in_by_second_factor(
        challenge=challenge,
        address=address,
        user_agent=user_agent,
        show=lambda user: confirm_recovery_code(user=user, code=code, address=address),
        device_token=device_token,
        step=Step.OTHER_PROOF,
    )
    note_phone_use(session.user)
    return session


def release_phone(*, challenge: str) -> str:
    """Take the number from the account, which its holder does not know; answers the number, with
    which they may register now.

    Raises AccountSuspended, and LogInExpired, also when the account was used in the meantime.
    """
    passed = read_challenge(challenge, Step.OTHER_PROOF)
    use_up(passed)
    with transaction.atomic():
        user, phone_number = _locked_with_phone(challenge, passed)
        give_up_phone(user)
        tell_staff(template="number-released", account_id=user.pk)
    logger.warning("phone_released", user=str(user.pk))
    return phone_number


def _locked_with_phone(challenge: str, passed: Challenge) -> tuple[User, str]:
    """The user and the number, now that nothing can change any more: the challenge is good for
    this number alone, and whoever logged in since is the owner.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=passed.user.pk)
    read_challenge(challenge, Step.OTHER_PROOF)
    if user.status == Status.SUSPENDED:
        refuse_dead_status(user)
    if user.phone_number is None or not may_have_lost_phone(user):
        raise LogInExpired
    return user, user.phone_number
