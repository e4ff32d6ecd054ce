"""Confirming a second factor by a code: of the authenticator app, or a recovery code, which stands
in for the app or for a passkey.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import django_otp
import structlog
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import CodeRefused, RecoveryCodeRefused
from accounts.events import RECOVERY_CODE_USED, of_owner
from accounts.models import FactorRemoval, RemovalOutcome
from accounts.services.second_factor.enrolment import factors_of
from accounts.services.second_factor.recovery_codes import recovery_codes_left, use_recovery_code
from accounts.services.second_factor.tries import compact, count_try, forget_tries, is_app_code
from accounts.services.telling import tell
from foundation.addresses import UNKNOWN

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.services.second_factor.enrolment import Factor

logger = structlog.get_logger("guildhall.second_factor")

FEW_CODES = 3  # with so many left, the mail asks to make new ones


def confirm(*, user: User, code: str, address: str = UNKNOWN) -> Factor:
    """The id of the app whose code, or of what the recovery code stands in for. It is good once.

    Each try is counted before it is looked at. Raises LimitExceeded and CodeRefused.
    """
    code = compact(code)
    tried = count_try(user, code, address)
    factor = _confirm_by_app(user, code) or _confirm_by_recovery_code(user, code)
    if factor is None:
        logger.info("second_factor_refused", user=str(user.pk))
        raise CodeRefused
    forget_tries(user, tried)
    FactorRemoval.objects.filter(user=user).end(RemovalOutcome.USED)  # it is not lost
    logger.info("second_factor_accepted", user=str(user.pk))
    return factor


def _confirm_by_app(user: User, code: str) -> int | None:
    """The device that shows this code now. Its row is locked: one of simultaneous uses wins."""
    if not is_app_code(code):
        return None
    for device in TOTPDevice.objects.filter(user=user, confirmed=True):
        if django_otp.verify_token(user, device.persistent_id, code):
            return device.pk
    return None


def _confirm_by_recovery_code(user: User, code: str) -> Factor | None:
    """What the code stands in for. Without a second factor no code is used up."""
    factor = next(iter(factors_of(user)), None)
    return factor if factor is not None and _use_and_tell(user, code) else None


def confirm_recovery_code(*, user: User, code: str, address: str = UNKNOWN) -> None:
    """Make sure that this is one of the user's recovery codes, whether or not there is an app. It
    is good once.

    Each try is counted before it is looked at. Raises LimitExceeded and RecoveryCodeRefused.
    """
    code = compact(code)
    tried = count_try(user, code, address)
    if not _use_and_tell(user, code):
        logger.info("recovery_code_refused", user=str(user.pk))
        raise RecoveryCodeRefused
    forget_tries(user, tried)


def _use_and_tell(user: User, code: str) -> bool:
    """Whether this was one of the user's recovery codes; who has used one is told."""
    if not use_recovery_code(user, code):
        return False
    left = recovery_codes_left(user)
    text = _("A recovery code of your %(site)s account was used. Codes left: %(left)d.")
    event = of_owner(RECOVERY_CODE_USED, user, left=left)
    tell(
        user,
        event,
        template="recovery-code-used",
        text=text,
        left=left,
        are_few=left <= FEW_CODES,
    )
    return True
