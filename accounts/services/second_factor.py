"""The second factor of staff: an authenticator app's codes (TOTP, RFC 6238) and recovery codes.

django-otp holds the devices and checks the codes. Counting wrong ones is left to
`foundation.limits` (its own throttling is switched off), and of a recovery code only a keyed digest
is stored.
"""

from __future__ import annotations

import secrets
from base64 import b32decode, b32encode
from datetime import timedelta
from typing import TYPE_CHECKING

import django_otp
import structlog
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.errors import CodeRefused, SecondFactorExists
from accounts.models import RevokedReason, User
from accounts.services.sessions import end_all_sessions
from foundation import limits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

logger = structlog.get_logger("guildhall.second_factor")

FAILURES_PER_ACCOUNT = limits.Limit("second-factor:account", 5, timedelta(minutes=5))
# NIST SP 800-63B-4, section 3.2.2, as for passwords: see accounts.services.login.
FAILURES_IN_A_ROW = limits.Limit("second-factor:row", 100, timedelta(days=1), sliding=True)
KEY_BYTES = 20  # RFC 4226, section 4: a shared secret of 160 bits is recommended
CODE_DIGITS = 6
STEPS_OFF = 1  # RFC 6238, section 5.2: at most one step for what is late or set wrongly
RECOVERY_CODES = 10
RECOVERY_CODE_BYTES = 7
DIGEST_BYTES = 10  # in base32 the 16 characters that django-otp's column holds


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


def enrol(*, user: User, key: str, code: str) -> tuple[TOTPDevice, list[str]]:
    """Make the app that holds `key` the user's second factor; with it come new recovery codes,
    which can be read this once.

    Raises LimitExceeded, CodeRefused, and SecondFactorExists for a user who has one.
    """
    tried = _count_try(user)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if devices_of(user):
            raise SecondFactorExists
        totp = TOTP(b32decode(key))
        code = _compact(code)
        if not _is_app_code(code) or not totp.verify(int(code), STEPS_OFF):
            raise CodeRefused
        device = TOTPDevice.objects.create(
            user=user,
            name="Authenticator app",
            key=b32decode(key).hex(),
            drift=totp.drift,
            last_t=totp.t(),  # the code that enrolled is used up
        )
        codes = _new_recovery_codes(user)
    _forget_tries(tried)
    logger.info("second_factor_enrolled", user=str(user.pk))
    return device, codes


def confirm(*, user: User, code: str) -> int:
    """The id of the device whose code, or whose owner's recovery code, this is. It is good once.

    Each try is counted before it is looked at. Raises LimitExceeded and CodeRefused.
    """
    tried = _count_try(user)
    code = _compact(code)
    device = _confirm_by_app(user, code) or _confirm_by_recovery_code(user, code)
    if device is None:
        logger.info("second_factor_refused", user=str(user.pk))
        raise CodeRefused
    _forget_tries(tried)
    logger.info("second_factor_accepted", user=str(user.pk))
    return device


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
    """Delete the user's device and recovery codes; whether there was one."""
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])


def _count_try(user: User) -> tuple[limits.Hit, limits.Hit]:
    recent, in_a_row = (FAILURES_PER_ACCOUNT, user.pk), (FAILURES_IN_A_ROW, user.pk)
    limits.hit(recent)
    limits.hit(in_a_row)
    return recent, in_a_row


def _forget_tries(tried: tuple[limits.Hit, limits.Hit]) -> None:
    recent, in_a_row = tried
    limits.take_back(recent)
    limits.reset(in_a_row)


def _compact(code: str) -> str:
    """The code without the spaces and dashes that make it readable."""
    return "".join(code.split()).replace("-", "").lower()


def _is_app_code(code: str) -> bool:
    return len(code) == CODE_DIGITS and code.isascii() and code.isdigit()


def _confirm_by_app(user: User, code: str) -> int | None:
    """The device that shows this code now. Its row is locked: one of simultaneous uses wins."""
    if not _is_app_code(code):
        return None
    for device in TOTPDevice.objects.filter(user=user, confirmed=True):
        if django_otp.verify_token(user, device.persistent_id, code):
            return device.pk
    return None


def _confirm_by_recovery_code(user: User, code: str) -> int | None:
    """The device that the code stands in for. Deleting the row settles who used it."""
    rows = StaticToken.objects.filter(device__user=user, token__in=list(_digests(code)))
    if not rows.delete()[0]:
        return None
    logger.warning("recovery_code_used", user=str(user.pk))
    return next(iter(devices_of(user)), None)


def _new_recovery_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    holder = StaticDevice.objects.create(user=user, name="Recovery codes")
    codes = [
        b32encode(secrets.token_bytes(RECOVERY_CODE_BYTES)).decode().rstrip("=").lower()
        for _ in range(RECOVERY_CODES)
    ]
    StaticToken.objects.bulk_create(
        StaticToken(device=holder, token=next(iter(_digests(code)))) for code in codes
    )
    return [f"{code[:6]}-{code[6:]}" for code in codes]


def _digests(code: str) -> Iterable[str]:
    """What is stored of a recovery code: by the current secret, then by those before it."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac("accounts.second_factor", code, secret=secret, algorithm="sha256")
        yield b32encode(digest.digest()[:DIGEST_BYTES]).decode()
