"""WebAuthn: what a browser is asked for, and whether the authenticator's answer holds.

Both are JSON of the shape of Web Authentication Level 3 (`parseCreationOptionsFromJSON`,
`parseRequestOptionsFromJSON` and `toJSON`). py_webauthn checks the answers; it is loaded by the
first of them, as it takes 8 MB. Challenges and accounts are the services' business.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import structlog
from django.conf import settings

from accounts import challenges
from accounts.errors import CredentialRefused
from accounts.models import MAX_CREDENTIAL_ID_BYTES, TRANSPORTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import Passkey, User

logger = structlog.get_logger("guildhall.passkeys")

Credential = dict[str, Any]

PUBLIC_KEY = "public-key"
# COSE: Ed25519, ECDSA with P-256, RSA with PKCS#1 1.5. Windows Hello may have the last one only.
ALGORITHMS = (-8, -7, -257)
MAX_PUBLIC_KEY_BYTES = 1_024  # RSA with 4,096 bits has some 550
TIMEOUT_MILLISECONDS = int(challenges.LIFETIME.total_seconds() * 1000)


@dataclass(frozen=True)
class NewCredential:
    """What an authenticator made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: UUID
    is_synced: bool
    is_backed_up: bool
    transports: list[str]


@dataclass(frozen=True)
class Assertion:
    """What an authenticator said of itself when it signed."""

    sign_count: int
    is_synced: bool
    is_backed_up: bool


def creation_options(
    *, user: User, challenge: bytes, existing: Iterable[Passkey]
) -> dict[str, Any]:
    """What makes a browser offer a new passkey: one that is found without a username and verifies
    its owner, on an authenticator that has none of this account yet. Of its make nothing is asked.
    """
    return {
        "rp": {"id": settings.PASSKEY_RP_ID, "name": settings.SITE_NAME},
        "user": {
            "id": encoded(user.pk.bytes),
            "name": user.username,
            "displayName": user.full_name or user.username,
        },
        "challenge": encoded(challenge),
        "pubKeyCredParams": [{"type": PUBLIC_KEY, "alg": one} for one in ALGORITHMS],
        "timeout": TIMEOUT_MILLISECONDS,
        "excludeCredentials": [_descriptor(one) for one in existing],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        "attestation": "none",
    }


def request_options(*, challenge: bytes, allowed: Iterable[Passkey] = ()) -> dict[str, Any]:
    """What makes a browser offer the passkeys that it has: any of ours, or one of `allowed`."""
    return {
        "challenge": encoded(challenge),
        "timeout": TIMEOUT_MILLISECONDS,
        "rpId": settings.PASSKEY_RP_ID,
        "allowCredentials": [_descriptor(one) for one in allowed],
        "userVerification": "required",
    }


def challenge_in(credential: Credential) -> bytes:
    """The challenge that an answer claims to be to. Raises CredentialRefused."""
    try:
        client_data = json.loads(decoded(credential["response"]["clientDataJSON"]))
        # Web Authentication Level 3, section 13.4.9: within a frame of somebody else's page, people
        # may not know for whom they confirm.
        if client_data.get("crossOrigin"):
            raise CredentialRefused
        return decoded(client_data["challenge"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CredentialRefused from error


def id_in(credential: Credential) -> bytes:
    """Which passkey an answer claims to be of. Raises CredentialRefused."""
    try:
        return decoded(credential["rawId"])
    except ValueError as error:
        raise CredentialRefused from error


def owner_in(credential: Credential) -> UUID:
    """Whose passkey it is, as the authenticator has it. Raises CredentialRefused."""
    try:
        return UUID(bytes=decoded(credential["response"]["userHandle"]))
    except (ValueError, KeyError, TypeError) as error:
        raise CredentialRefused from error


def check_registration(credential: Credential, *, challenge: bytes) -> NewCredential:
    """The new passkey, if the answer is to this challenge, from one of our pages, and its owner was
    verified. Raises CredentialRefused.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.cose import COSEAlgorithmIdentifier

    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_RP_ID,
            expected_origin=settings.PASSKEY_ORIGINS,
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in ALGORITHMS],
        )
        if not _is_fit(verified.credential_id, verified.credential_public_key, credential):
            raise CredentialRefused
        return NewCredential(
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            aaguid=UUID(verified.aaguid),
            is_synced=_is_synced(verified.credential_device_type),
            is_backed_up=verified.credential_backed_up,
            transports=_known_transports(credential["response"].get("transports")),
        )
    except Exception as error:  # foreign bytes: the library has an exception for most of them only
        raise _refusal(error) from error


def check_assertion(credential: Credential, *, challenge: bytes, public_key: bytes) -> Assertion:
    """What the holder of this key signed, if it is an answer to this challenge, from one of our
    pages, and the owner was verified. Whether the counter moved on is for whoever keeps it.

    Raises CredentialRefused.
    """
    from webauthn import verify_authentication_response

    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=settings.PASSKEY_RP_ID,
            expected_origin=settings.PASSKEY_ORIGINS,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # as above
        raise _refusal(error) from error
    return Assertion(
        sign_count=verified.new_sign_count,
        is_synced=_is_synced(verified.credential_device_type),
        is_backed_up=verified.credential_backed_up,
    )


def encoded(raw: bytes) -> str:
    """Base64url without padding, as WebAuthn writes all bytes."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes of base64url. Raises ValueError, and TypeError for what is no text."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_fit(credential_id: bytes, public_key: bytes, credential: Credential) -> bool:
    """Whether what was attested is what was sent, and of a size that real authenticators have."""
    is_same = decoded(credential["rawId"]) == credential_id
    is_small = len(public_key) <= MAX_PUBLIC_KEY_BYTES
    return is_same and is_small and len(credential_id) <= MAX_CREDENTIAL_ID_BYTES


def _descriptor(passkey: Passkey) -> dict[str, Any]:
    return {
        "type": PUBLIC_KEY,
        "id": encoded(bytes(passkey.credential_id)),
        "transports": passkey.transports,
    }


def _known_transports(given: list[str] | None) -> list[str]:
    """Those that WebAuthn knows: what is kept is handed out again, to every browser."""
    return [one for one in TRANSPORTS if one in (given or ())]


def _is_synced(device_type: str) -> bool:
    return device_type == "multi_device"


def _refusal(error: Exception) -> CredentialRefused:
    logger.info("passkey_answer_refused", error=type(error).__name__, reason=str(error)[:200])
    return error if isinstance(error, CredentialRefused) else CredentialRefused()
