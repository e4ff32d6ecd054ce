"""A member's own second factor: set up, looked at, taken away, with new recovery codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import segno
import structlog
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import EnrolmentExpired, NoSecondFactor, SecondFactorExists
from accounts.events import RECOVERY_CODES_MADE, SECOND_FACTOR_REMOVED, of_owner
from accounts.models import RevokedReason
from accounts.services.locking import locked_user
from accounts.services.password import require_proof
from accounts.services.second_factor.enrolment import (
    enrol,
    forget_app,
    has_app,
    has_second_factor,
    key_address,
    new_key,
)
from accounts.services.second_factor.policy import is_required_of
from accounts.services.second_factor.recovery_codes import make_recovery_codes, recovery_codes_left
from accounts.services.second_factor.remembering import forget_remembered_devices
from accounts.services.second_factor.tries import CHANGES_PER_USER
from accounts.services.sessions import end_all_sessions
from accounts.services.telling import tell
from foundation import limits

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User

logger = structlog.get_logger("guildhall.second_factor")

ENROLMENT_LIFETIME = timedelta(minutes=15)
SALT = "accounts.second_factor.enrolment"
MODULES_SCALE = 5  # pixels for each square of the picture


@dataclass(frozen=True)
class State:
    """What a user may know of the own second factor."""

    is_enrolled: bool
    is_required: bool
    is_asked: bool
    enrolled_at: datetime | None
    last_used_at: datetime | None
    recovery_codes_left: int
    remembered_devices: int


@dataclass(frozen=True)
class Enrolment:
    """A key that no app holds yet. Nothing is stored: `token` brings it back."""

    key: str
    address: str
    token: str

    @property
    def picture(self) -> str:
        """The QR code of the address, as an SVG in a `data:` address."""
        code = segno.make(self.address, error="m", micro=False)
        return str(code.svg_data_uri(scale=MODULES_SCALE, light="#fff"))


def state_of(user: User) -> State:
    """The user's second factor as it is."""
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return State(
        is_enrolled=device is not None,
        is_required=is_required_of(user),
        is_asked=has_second_factor(user),
        enrolled_at=device.created_at if device else None,
        last_used_at=device.last_used_at if device else None,
        recovery_codes_left=recovery_codes_left(user),
        remembered_devices=user.remembered_devices.live().count(),
    )


def begin_enrolment(*, user: User, session_id: UUID | None) -> Enrolment:
    """A new key, to be confirmed in this session. Raises SecondFactorExists."""
    if has_app(user):
        raise SecondFactorExists
    key = new_key()
    token = signing.dumps([user.pk.hex, str(session_id), key], salt=SALT)
    return Enrolment(key, key_address(user=user, key=key), token)


def reopen_enrolment(*, user: User, session_id: UUID | None, token: str) -> Enrolment:
    """The enrolment that was begun in this session. Raises EnrolmentExpired."""
    try:
        pk, session, key = signing.loads(token, salt=SALT, max_age=ENROLMENT_LIFETIME)
    except signing.BadSignature as error:
        raise EnrolmentExpired from error
    if [pk, session] != [user.pk.hex, str(session_id)]:
        raise EnrolmentExpired
    return Enrolment(key, key_address(user=user, key=key), token)


def finish_enrolment(
    *,
    user: User,
    session_id: UUID | None,
    token: str,
    code: str,
    address: str,
    current_password: str | None,
) -> list[str]:
    """Make the app that shows `code` the second factor; answers the recovery codes, this once. All
    other sessions end.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, EnrolmentExpired, CodeRefused,
    SecondFactorExists and SessionEnded.
    """
    limits.hit((CHANGES_PER_USER, user.pk))
    verified = require_proof(user=user, session_id=session_id, password=current_password)
    enrolment = reopen_enrolment(user=user, session_id=session_id, token=token)
    _device, codes = enrol(
        user=user,
        key=enrolment.key,
        code=code,
        address=address,
        session_id=session_id,
        verified=verified,
    )
    return codes


def remove_own(*, user: User, session_id: UUID | None, current_password: str | None) -> None:
    """Take the own app away, and with it recovery codes and remembered devices. All other sessions
    end. Passkeys are removed by themselves.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, FreshSecondFactorRequired,
    NoSecondFactor and SessionEnded.
    """
    limits.hit((CHANGES_PER_USER, user.pk))
    verified = require_proof(user=user, session_id=session_id, password=current_password)
    with transaction.atomic():
        locked = locked_user(user, session_id=session_id, verified=verified)
        if not forget_app(locked):
            raise NoSecondFactor
        end_all_sessions(user=locked, reason=RevokedReason.FACTOR_CHANGED, keep=session_id)
        text = _("The second factor of your %(site)s account was removed.")
        event = of_owner(SECOND_FACTOR_REMOVED, locked)
        tell(locked, event, template="second-factor-removed", text=text)
    logger.info("second_factor_removed", user=str(user.pk), by=str(user.pk))


def replace_recovery_codes(
    *, user: User, session_id: UUID | None, current_password: str | None
) -> list[str]:
    """New recovery codes, which can be read this once; the older ones are dead. An account without
    an app may have them, too: they are a way back.

    Raises LimitExceeded, WrongPassword, FreshProofRequired, FreshSecondFactorRequired
    and SessionEnded.
    """
    limits.hit((CHANGES_PER_USER, user.pk))
    verified = require_proof(user=user, session_id=session_id, password=current_password)
    with transaction.atomic():
        locked = locked_user(user, session_id=session_id, verified=verified)
        codes = make_recovery_codes(locked)
        text = _("New recovery codes of your %(site)s account were made.")
        event = of_owner(RECOVERY_CODES_MADE, locked)
        tell(locked, event, template="recovery-codes-made", text=text)
    logger.info("recovery_codes_made", user=str(user.pk))
    return codes


def forget_own_devices(*, user: User, session_id: UUID | None) -> None:
    """Ask for the second factor again on every device. Raises SessionEnded."""
    with transaction.atomic():
        forget_remembered_devices(locked_user(user, session_id=session_id))
