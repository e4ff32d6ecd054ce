"""A reputation that can be taken elsewhere: signed JSON that anybody can check offline.

A JWS in compact form (RFC 7515) by Ed25519 (`EdDSA`, RFC 8037). The public keys are a JWK set (RFC
7517) at `/.well-known/jwks.json`; a `kid` is a key's thumbprint (RFC 7638). A key that a newer one
has replaced stays in the set, so that what it signed stays verifiable.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from accounts.token_keys import RING as TOKEN_RING
from foundation import keys
from foundation.key_ring import Configured, KeyRing
from foundation.models import KeyPurpose
from foundation.secret_keys import secret_keys
from reviews.errors import InvalidSignature

if TYPE_CHECKING:
    from foundation.keys import Key

ALGORITHM = keys.Algorithm.EDDSA
TYPE = "guildhall-reputation+jwt"


def configured() -> Configured:
    """The keys of the settings; raises ImproperlyConfigured when they cannot sign."""
    return _configured(settings.REPUTATION_SIGNING_KEY, secret_keys())


@lru_cache(maxsize=4)
def _configured(key: str, secrets: tuple[str, ...]) -> Configured:
    if not key:
        return Configured(tuple(_made_of(secret) for secret in secrets), stand_in=True)
    try:
        return Configured((_parsed(key.strip()),), stand_in=False)
    except (ValueError, binascii.Error) as error:
        message = "REPUTATION_SIGNING_KEY must be an Ed25519 key: PEM, or 32 bytes in base64."
        raise ImproperlyConfigured(message) from error


def _parsed(configured: str) -> Key:
    if configured.startswith("-----BEGIN"):
        return keys.load(ALGORITHM, configured.replace("\\n", "\n").encode())
    return _of_seed(base64.b64decode(configured, validate=True))


def _made_of(secret: str) -> Key:
    return _of_seed(hashlib.sha256(f"reputation signing {secret}".encode()).digest())


def _of_seed(seed: bytes) -> Key:
    return keys.of_private_key(Ed25519PrivateKey.from_private_bytes(seed), ALGORITHM)


RING = KeyRing(KeyPurpose.REPUTATIONS, configured)


def key() -> Key:
    """The key that signs now."""
    return RING.signing_key(at=int(time.time()))


def key_set() -> dict[str, Any]:
    """All public keys, as `/.well-known/jwks.json` answers them: those of reputations, and those of
    access tokens where they are key pairs.
    """
    return {"keys": [*RING.public_keys(), *TOKEN_RING.public_keys()]}


def sign(claims: dict[str, Any]) -> str:
    """The claims as a compact JWS."""
    signing = key()
    headers = {"kid": signing.kid, "typ": TYPE}
    return jwt.encode(claims, keys.signer(signing), algorithm=ALGORITHM, headers=headers)


def verify(token: str, key_set: dict[str, Any]) -> dict[str, Any]:
    """The claims of a reputation that a key of this set signed. Raises InvalidSignature.

    Only Ed25519 is taken, whatever the token's header asks for, and nothing else that the same
    site signs.
    """
    try:
        header = jwt.get_unverified_header(token)
        jwk = next(one for one in key_set["keys"] if one["kid"] == header.get("kid"))
        public = jwt.PyJWK(jwk, algorithm=ALGORITHM).key
        if header.get("typ") != TYPE or not isinstance(public, Ed25519PublicKey):
            raise InvalidSignature
        return jwt.decode(
            token, public, algorithms=[ALGORITHM], options={"require": ["iss", "sub", "iat"]}
        )
    except (jwt.PyJWTError, StopIteration, KeyError, TypeError, AttributeError) as error:
        raise InvalidSignature from error
