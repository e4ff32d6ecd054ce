"""The codes themselves: made, hashed and compared, and never stored."""

from __future__ import annotations

import hmac
import unicodedata
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from otp.models import OneTimeCode

DIGITS = 6
SEPARATORS = " -\u2010\u2011\u2012\u2013\u00a0\u202f"


def code_for(row: OneTimeCode) -> str:
    """The row's six digits: of an HMAC over its id, which no other row has. Without the key they
    cannot be told from random ones (RFC 2104), whoever knows the id.

    The same at each try to deliver it, though the keys be rotated between two of them: a message
    that arrives after its provider has given up on it is as good as the next one.
    """
    codes = [_digits(row, key) for key in settings.OTP_KEYS]
    return next((code for code in codes if row.code_hash and fits_hash(row, code)), codes[0])


def _digits(row: OneTimeCode, key: str) -> str:
    digest = hmac.new(key.encode(), b"code " + row.pk.bytes, sha256).digest()
    return f"{int.from_bytes(digest) % 10**DIGITS:0{DIGITS}d}"


def normalize(text: str) -> str | None:
    """The six digits that somebody typed, in whatever script and grouping; else None."""
    digits = "".join(
        str(unicodedata.decimal(character, "x"))
        for character in unicodedata.normalize("NFKC", text)
        if character not in SEPARATORS
    )
    return digits if len(digits) == DIGITS and digits.isdecimal() else None


def hash_code(row: OneTimeCode, code: str, key: str | None = None) -> str:
    """An HMAC over the row, its recipient and purpose, and the code: good for nothing else."""
    message = f"{row.pk.hex} {row.recipient} {row.purpose} {code}"
    key = key or settings.OTP_KEYS[0]
    return hmac.new(key.encode(), message.encode(), sha256).hexdigest()


def fits(row: OneTimeCode, code: str) -> bool:
    """Whether it is the row's code, and none of a decoy, in constant time."""
    return fits_hash(row, code) and not row.is_decoy


def fits_hash(row: OneTimeCode, code: str) -> bool:
    """Whether the row's hash is of this code, under any of the keys still accepted."""
    matches = [
        hmac.compare_digest(hash_code(row, code, key), row.code_hash) for key in settings.OTP_KEYS
    ]
    return any(matches)
