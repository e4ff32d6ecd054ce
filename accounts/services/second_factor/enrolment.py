"""What an account's second factor is; setting an authenticator app up, and taking it away."""

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

from accounts.errors import CodeRefused, SecondFactorExists, SelfRemoval
from accounts.events import SECOND_FACTOR_ADDED, SECOND_FACTOR_REMOVED, of_owner
from accounts.models import RememberedDevice, RevokedReason, Session, User
from accounts.services.locking import locked_by_staff, locked_user
from accounts.services.second_factor.policy import is_required_of, passkey_counts_for
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.services.second_factor.tries import compact, count_try, forget_tries, is_app_code
from accounts.services.sessions import end_all_sessions
from accounts.services.telling import tell
from foundation.addresses import UNKNOWN
from foundation.events import record

if TYPE_CHECKING:
    from uuid import UUID

    from django.contrib.auth.models import AnonymousUser

logger = structlog.get_logger("guildhall.second_factor")

# The id of an authenticator app, or of a passkey.
Factor = int | str

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


def has_app(user: User) -> bool:
    """Whether the user has set an authenticator app up."""
    return bool(devices_of(user))


def factors_of(user: User) -> list[Factor]:
    """The ids of all that the user may be asked for: the app, and the passkeys, if they count."""
    return [*devices_of(user), *_passkeys_that_count(user)]


def is_factor_of(user: User, factor: object) -> bool:
    """Whether this is the id of the user's app, or of one of the passkeys, which do in place of the
    app's code whether or not they count.
    """
    if isinstance(factor, str):
        return user.passkeys.filter(pk=factor).exists()
    return factor in devices_of(user)


def has_second_factor(user: User) -> bool:
    """Whether the user is asked for a second factor when logging in by a password or a code: for
    the app, or for a passkey, if it counts as one.
    """
    return has_app(user) or bool(_passkeys_that_count(user))


def has_yet_to_enrol(user: User) -> bool:
    """Whether the user may do nothing but set a second factor up. Costs a query only for the roles
    of which one is asked.
    """
    return is_required_of(user) and not has_second_factor(user)


def _passkeys_that_count(user: User) -> list[str]:
    if not passkey_counts_for(user):
        return []
    return [str(pk) for pk in user.passkeys.order_by("pk").values_list("pk", flat=True)]


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
    user who has an app.
    """
    code = compact(code)
    tried = count_try(user, code, address)
    with transaction.atomic():
        locked_user(user, session_id=session_id, verified=verified)
        if has_app(user):
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
        event = of_owner(SECOND_FACTOR_ADDED, user)
        tell(user, event, template="second-factor-added", text=text)
    forget_tries(user, tried)
    logger.info("second_factor_enrolled", user=str(user.pk))
    return device, codes


def remove(*, user: User, by: User | None, session_id: UUID | None = None) -> bool:
    """Take a user's second factor away, because it was lost, and end all of their sessions;
    whether there was one. `by` is nobody on the command line.

    Raises SelfRemoval, for one's own is removed with proof that it is the owner who asks, and
    SessionEnded.
    """
    if user == by:
        raise SelfRemoval
    with transaction.atomic():
        user = locked_by_staff(user, by=by, session_id=session_id)
        had_one = forget_devices(user)
        if had_one:
            end_all_sessions(user=user, reason=RevokedReason.STAFF)
            record(of_owner(SECOND_FACTOR_REMOVED, user, is_by_owner=False))
    if had_one:
        logger.warning(
            "second_factor_removed", user=str(user.pk), by=str(by.pk) if by else "command line"
        )
    return had_one


def forget_devices(user: User) -> bool:
    """Delete all that the user is asked for, as it was lost: the app with what belongs to it, and
    the passkeys that count, unless nothing else opens the account; whether there was one.
    """
    had_passkeys = False
    if user.has_usable_password() or user.is_verified:
        had_passkeys = bool(user.passkeys.filter(pk__in=_passkeys_that_count(user)).delete()[0])
    return forget_app(user) or had_passkeys


def forget_app(user: User) -> bool:
    """Delete the user's app, recovery codes and remembered devices; whether there was one."""
    RememberedDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    return bool(TOTPDevice.objects.filter(user=user).delete()[0])
