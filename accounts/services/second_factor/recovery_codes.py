"""Recovery codes: each opens the account once when the authenticator app is not at hand."""

from __future__ import annotations

import secrets
from base64 import b32encode
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

logger = structlog.get_logger("guildhall.second_factor")

RECOVERY_CODES = 10
RECOVERY_CODE_BYTES = 7
DIGEST_BYTES = 10  # in base32 the 16 characters that django-otp's column holds


def make_recovery_codes(user: User) -> list[str]:
    """New codes, which can be read this once; the older ones are dead."""
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


def recovery_codes_left(user: User) -> int:
    """How many of the user's codes are still good."""
    return StaticToken.objects.filter(device__user=user).count()


def use_recovery_code(user: User, code: str) -> bool:
    """Whether this is one of the user's codes. Deleting the row settles who used it."""
    rows = StaticToken.objects.filter(device__user=user, token__in=list(_digests(code)))
    if not rows.delete()[0]:
        return False
    logger.warning("recovery_code_used", user=str(user.pk))
    return True


def _digests(code: str) -> Iterable[str]:
    """What is stored of a recovery code: by the current secret, then by those before it."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac("accounts.second_factor", code, secret=secret, algorithm="sha256")
        yield b32encode(digest.digest()[:DIGEST_BYTES]).decode()
