"""A reputation that can be taken elsewhere: signed JSON that anybody can check offline.

A JWS in compact form (RFC 7515) by Ed25519 (`EdDSA`, RFC 8037). The public key is a JWK set (RFC
7517) at `/.well-known/jwks.json`; its `kid` is its thumbprint (RFC 7638).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from reviews.errors import InvalidSignature

ALGORITHM = "EdDSA"
TYPE = "guildhall-reputation+jwt"


@dataclass(frozen=True)
class SigningKey:
    """The deployment's key, its public half as a JWK."""

    private: Ed25519PrivateKey
    jwk: dict[str, str]


def key() -> SigningKey:
    """The key of the settings; raises ImproperlyConfigured when it cannot sign."""
    return _load(settings.REPUTATION_SIGNING_KEY, settings.SECRET_KEY)


@lru_cache(maxsize=4)
def _load(configured: str, secret: str) -> SigningKey:
    try:
        private = _private_key(configured.strip(), secret)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm) as error:
        message = "REPUTATION_SIGNING_KEY must be an Ed25519 key: PEM, or 32 bytes in base64."
        raise ImproperlyConfigured(message) from error
    raw = private.public_key().public_bytes_raw()
    named = {"crv": "Ed25519", "kty": "OKP", "x": _base64url(raw)}
    thumbprint = hashlib.sha256(json.dumps(named, separators=(",", ":")).encode()).digest()
    jwk = named | {"kid": _base64url(thumbprint), "alg": ALGORITHM, "use": "sig"}
    return SigningKey(private, jwk)


def _private_key(configured: str, secret: str) -> Ed25519PrivateKey:
    if configured.startswith("-----BEGIN"):
        loaded = load_pem_private_key(configured.replace("\\n", "\n").encode(), password=None)
        if not isinstance(loaded, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")
        return loaded
    if configured:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(configured, validate=True))
    seed = hashlib.sha256(f"reputation signing {secret}".encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def key_set() -> dict[str, Any]:
    """The public key, as `/.well-known/jwks.json` answers it."""
    return {"keys": [key().jwk]}


def sign(claims: dict[str, Any]) -> str:
    """The claims as a compact JWS."""
    headers = {"kid": key().jwk["kid"], "typ": TYPE}
    return jwt.encode(claims, key().private, algorithm=ALGORITHM, headers=headers)


def verify(token: str, keys: dict[str, Any]) -> dict[str, Any]:
    """The claims of a JWS that a key of this set signed. Raises InvalidSignature.

    Only Ed25519 is taken, whatever the token's header asks for.
    """
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        jwk = next(one for one in keys["keys"] if one["kid"] == kid)
        public = jwt.PyJWK(jwk, algorithm=ALGORITHM).key
        if not isinstance(public, Ed25519PublicKey):
            raise InvalidSignature
        return jwt.decode(
            token, public, algorithms=[ALGORITHM], options={"require": ["iss", "sub", "iat"]}
        )
    except (jwt.PyJWTError, StopIteration, KeyError, TypeError, AttributeError) as error:
        raise InvalidSignature from error
