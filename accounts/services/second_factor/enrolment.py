"""Setting an authenticator app up as a second factor, and taking it away."""

from __future__ import annotations

import secrets
from base64 import b32decode, b32encode
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import CodeRefused, SecondFactorExists
from accounts.models import RememberedDevice, RevokedReason, Session, User
from accounts.services.locking import locked_user
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.services.second_factor.tries import compact, count_try, forget_tries, is_app_code
from accounts.services.sessions import end_all_sessions
from accounts.services.telling import tell
from foundation.addresses import UNKNOWN

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

logger = structlog.get_logger("guildhall.second_factor")

KEY_BYTES = 20  # RFC 4226, section 4: a shared secret of 160 bits is recommended
STEPS_OFF = 1  # RFC 6238, section 5.2: at most one step for what is late or set wrongly


def new_key() -> str:
    """A secret for an authenticator app, in base32 as people type it in."""
    return b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_address(*, user: User, key: str) -> str:
    """The `otpauth://` address of a key, which the QR code holds."""
    return TOTPDevice(user=user, key=b32decode(key).hex()).config_url


def devices_of(user: User | AnonymousUser) -> list[int]:
    """The ids of the user's devices, one at most."""
    devices = TOTPDevice.objects.filter(user=user.pk, confirmed=True)
    return list(devices.values_list("pk", flat=True))


def has_second_factor(user: User) -> bool:
    """Whether the user is asked for a code when logging in."""
    return bool(devices_of(user))


def enrol(
    *,
    user: User,
    key: str,
    code: str,
    address: str = UNKNOWN,
    session_id: UUID | None = None,
    verified: str | None = None,
) -> tuple[TOTPDevice, list[str]]:
    """Make the app that holds `key` the user's second factor; with it come new recovery codes,
    which can be read this once. It counts as shown in the session that asks; all others, in which
    it never was, end. `verified` is the hash of the password by which the owner asked.

    Raises LimitExceeded, CodeRefused, SessionEnded, WrongPassword, and SecondFactorExists for a
    user who has one.
    """
    code = compact(code)
    tried = count_try(user, code, address)
    with transaction.atomic():
        locked_user(user, session_id=session_id, verified=verified)
        if devices_of(user):
            raise SecondFactorExists
        totp = TOTP(b32decode(key))
        if not is_app_code(code) or not totp.verify(int(code), STEPS_OFF):
            raise CodeRefused
        device = TOTPDevice.objects.create(
            user=user,
            name="Authenticator app",
            key=b32decode(key).hex(),
            drift=totp.drift,
            last_t=totp.t(),  # the code that enrolled is used up
        )
        codes = make_recovery_codes(user)
        end_all_sessions(user=user, reason=RevokedReason.FACTOR_CHANGED, keep=session_id)
        if session_id:
            Session.objects.live().filter(pk=session_id, user=user).update(second_factor_at=Now())
        text = _("A second factor was added to your %(site)s account.")
        tell(user, template="second-factor-added", text=text)
    forget_tries(user, tried)
    logger.info("second_factor_enrolled", user=str(user.pk))
    return device, codes


def remove(*, user: User, by: User | None) -> bool:
    """Take a user's second factor away, because it was lost, and end all of their sessions;
    whether there was one. `by` is nobody on the command line.
    """
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        had_one = forget_devices(user)
        if had_one:
            end_all_sessions(user=user, reason=RevokedReason.STAFF)
    if had_one:
        logger.warning(
            "second_factor_removed", user=str(user.pk), by=str(by.pk) if by else "command line"
        )
    return had_one


def forget_devices(user: User) -> bool:
    """Delete the user's device, recovery codes and remembered devices; whether there was one."""
    RememberedDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])
