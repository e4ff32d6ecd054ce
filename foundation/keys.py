"""Keys that sign: read, made, and named.

A key's name (`kid`) follows from the key alone, so that it is called the same wherever it is kept:
for a key pair the thumbprint of RFC 7638, for a secret an HMAC under it, which tells nothing of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from django.db import models
from jwt.algorithms import HMACAlgorithm, OKPAlgorithm, RSAAlgorithm

SECRET_BYTES = 64  # RFC 7518, section 3.2, asks for 32 at least
MIN_SECRET_BYTES = 32
SECRET_KID_BYTES = 9  # it is in every token, and names one of a few
RSA_BITS = 3072  # NIST SP 800-57, part 1, section 5.6.1: 128 bits of strength
THUMBPRINT_MEMBERS = {"RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}


class Algorithm(models.TextChoices):
    HS256 = "HS256"
    RS256 = "RS256"
    EDDSA = "EdDSA"


class UnfitKey(ValueError):
    """What is no key of its algorithm, or too weak a one."""


@dataclass(frozen=True)
class Key:
    """A key by its name: what signs, unless it only verifies by now, and what verifies."""

    kid: str
    algorithm: str
    signing: Ed25519PrivateKey | RSAPrivateKey | bytes | None
    verifying: jwt.PyJWK
    # The public half as everybody may read it (RFC 7517); a secret has none.
    jwk: dict[str, str] | None
    # Since when it signs, in seconds since 1970: what was made earlier was signed by another.
    signs_from: int = 0

    def from_now(self, signs_from: int) -> Key:
        """The same key, which signs from then on."""
        return replace(self, signs_from=signs_from)


def load(algorithm: str, material: bytes) -> Key:
    """A key from what is kept of it: the bytes of a secret, or a private key in PEM.

    Raises UnfitKey.
    """
    if algorithm == Algorithm.HS256:
        return _secret_key(material)
    try:
        return of_private_key(load_pem_private_key(material, password=None), algorithm)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnfitKey(f"not an {algorithm} key in PEM") from error


def of_private_key(private: Any, algorithm: str) -> Key:
    """A key from its private half. Raises UnfitKey for that of another algorithm."""
    if not isinstance(private, _kind_of(algorithm)):
        raise UnfitKey(f"not an {algorithm} key")
    jwk = public_jwk(private.public_key(), algorithm)
    return Key(jwk["kid"], algorithm, private, jwt.PyJWK(jwk), jwk)


def of_jwk(jwk: dict[str, str]) -> Key:
    """A key that only verifies, from its public half."""
    return Key(jwk["kid"], jwk["alg"], None, jwt.PyJWK(jwk), jwk)


def of_public_pem(pem: str, algorithm: str) -> dict[str, str]:
    """The JWK of a public key in PEM. Raises UnfitKey for anything else."""
    try:
        public = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnfitKey(f"not a public {algorithm} key in PEM") from error
    if not isinstance(public, RSAPublicKey if algorithm == Algorithm.RS256 else Ed25519PublicKey):
        raise UnfitKey(f"not a public {algorithm} key")
    return public_jwk(public, algorithm)


def make(algorithm: str) -> bytes:
    """A new key, as `load` takes it."""
    if algorithm == Algorithm.HS256:
        return secrets.token_bytes(SECRET_BYTES)
    if algorithm == Algorithm.RS256:
        return as_pem(generate_private_key(65537, RSA_BITS))
    if algorithm == Algorithm.EDDSA:
        return as_pem(Ed25519PrivateKey.generate())
    raise UnfitKey(f"{algorithm} is no algorithm of ours")


def signer(key: Key) -> Ed25519PrivateKey | RSAPrivateKey | bytes:
    """The half that signs. Raises UnfitKey for a key that only verifies."""
    if key.signing is None:
        raise UnfitKey("it only verifies")
    return key.signing


def material_of(key: Key) -> bytes:
    """What `load` makes this key of. Raises UnfitKey for one that only verifies."""
    half = signer(key)
    return half if isinstance(half, bytes) else as_pem(half)


def as_pem(private: Ed25519PrivateKey | RSAPrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_jwk(public: Any, algorithm: str) -> dict[str, str]:
    """The public half as a JWK, with its thumbprint for a name."""
    to_jwk = RSAAlgorithm.to_jwk if algorithm == Algorithm.RS256 else OKPAlgorithm.to_jwk
    every = to_jwk(public, as_dict=True)
    members = {name: str(every[name]) for name in THUMBPRINT_MEMBERS[every["kty"]]}
    digest = hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest()
    return members | {"kid": _base64url(digest), "alg": algorithm, "use": "sig"}


def _secret_key(material: bytes) -> Key:
    if len(material) < MIN_SECRET_BYTES:
        raise UnfitKey(f"shorter than {MIN_SECRET_BYTES} bytes")
    try:
        jwt.get_algorithm_by_name(Algorithm.HS256).prepare_key(material)
    except jwt.InvalidKeyError as error:  # a public key, which is no secret
        raise UnfitKey(str(error)) from error
    kid = _base64url(hmac.digest(material, b"kid", "sha256")[:SECRET_KID_BYTES])
    octets = {"kty": "oct", "k": _base64url(material), "alg": Algorithm.HS256.value}
    verifying = jwt.PyJWK(octets)
    verifying.Algorithm = _CheckedSecret(HMACAlgorithm.SHA256)
    return Key(kid, Algorithm.HS256, material, verifying, jwk=None)


class _CheckedSecret(HMACAlgorithm):
    """HMAC by a secret that was found to be none of the things that look like one: to look again
    would take a tenth of the time in which a token is read.
    """

    def prepare_key(self, key: str | bytes) -> bytes:
        return key if isinstance(key, bytes) else super().prepare_key(key)


def _kind_of(algorithm: str) -> type[Ed25519PrivateKey] | type[RSAPrivateKey]:
    return RSAPrivateKey if algorithm == Algorithm.RS256 else Ed25519PrivateKey


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
