"""What is made with the secret key, and stays good while the key is replaced.

Django's signed links, cookies and cursors honour `SECRET_KEY_FALLBACKS`; its `salted_hmac` does
not. Whoever compares a keyed digest compares it with those of this module.
"""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

ENCRYPTION = b"guildhall encryption of stored keys"


def secret_keys() -> tuple[str, ...]:
    """The secret key, then those before it that are still accepted."""
    return (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


def digests(salt: str, value: str) -> list[str]:
    """HMAC-SHA256 of the value in hexadecimal, by each secret key: the first is to be stored or
    sent, all are to be accepted.
    """
    return [
        salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()
        for secret in secret_keys()
    ]


def is_any_of(presented: str, accepted: list[str]) -> bool:
    """Whether it is one of these, in a time that does not tell which."""
    matches = [constant_time_compare(presented, digest) for digest in accepted]
    return any(matches)


def encrypt(data: bytes) -> bytes:
    """The data, of use only to whoever has the secret key."""
    return _cipher(secret_keys()).encrypt(data)


def decrypt(token: bytes) -> bytes | None:
    """What was encrypted by one of the secret keys; None if it was by none of these."""
    try:
        return _cipher(secret_keys()).decrypt(token)
    except InvalidToken:
        return None


def is_by_current_key(token: bytes) -> bool | None:
    """Whether the current secret key encrypted it, and not one before; None if neither did."""
    if decrypt(token) is None:
        return None
    try:
        _cipher(secret_keys()[:1]).decrypt(token)
    except InvalidToken:
        return False
    return True


@lru_cache(maxsize=4)
def _cipher(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_fernet(secret) for secret in secrets])


def _fernet(secret: str) -> Fernet:
    key = HKDF(SHA256(), length=32, salt=None, info=ENCRYPTION).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
