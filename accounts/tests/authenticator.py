"""An authenticator in software, for tests: it makes real keys and signs real answers, in the JSON
that browsers send. What is hostile about an answer is said by whoever asks for it.
"""

from __future__ import annotations

import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

ORIGIN, RP_ID = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, SYNCED, BACKED_UP, ATTESTED = 1 << 0, 1 << 2, 1 << 3, 1 << 4, 1 << 6
USUAL = PRESENT | VERIFIED
ES256, EDDSA, RS256 = -7, -8, -257

Json = dict[str, Any]


def b64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "==")


def client_data(kind: str, challenge: str, **changed: Any) -> str:
    """What the browser says of the page that asked."""
    given = {"type": f"webauthn.{kind}", "challenge": challenge, "origin": ORIGIN}
    return b64(json.dumps(given | {"crossOrigin": False} | changed).encode())


@dataclass
class Authenticator:
    """One that holds one passkey. With `counts` its counter grows, as that of a security key."""

    algorithm: int = ES256
    counts: bool = False
    flags: int = USUAL
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user_handle: str | None = None
    sign_count: int = 0

    def __post_init__(self) -> None:
        self.key: Any = {
            ES256: lambda: ec.generate_private_key(ec.SECP256R1()),
            EDDSA: ed25519.Ed25519PrivateKey.generate,
            RS256: lambda: rsa.generate_private_key(65537, 2048),
        }[self.algorithm]()

    def create(
        self, options: Json, *, flags: int | None = None, rp_id: str = RP_ID, **changed: Any
    ) -> Json:
        """The answer of `navigator.credentials.create` to these options."""
        self.user_handle = options["user"]["id"]
        attested = bytes(16) + struct.pack(">H", len(self.credential_id)) + self.credential_id
        data = self.authenticator_data(flags, rp_id, ATTESTED) + attested + self.public_key()
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._credential(
            clientDataJSON=client_data("create", options["challenge"], **changed),
            attestationObject=b64(encode_cbor(attestation)),
            transports=["internal", "hybrid"],
        )

    def get(
        self, options: Json, *, flags: int | None = None, rp_id: str = RP_ID, **changed: Any
    ) -> Json:
        """The answer of `navigator.credentials.get` to these options."""
        said = client_data("get", options["challenge"], **changed)
        data = self.authenticator_data(flags, rp_id)
        return self._credential(
            clientDataJSON=said,
            authenticatorData=b64(data),
            signature=b64(self.sign(data + sha256(unb64(said)).digest())),
            userHandle=self.user_handle,
        )

    def authenticator_data(self, flags: int | None, rp_id: str, more: int = 0) -> bytes:
        if self.counts:
            self.sign_count += 1
        given = (self.flags if flags is None else flags) | more
        return sha256(rp_id.encode()).digest() + struct.pack(">BI", given, self.sign_count)

    def public_key(self) -> bytes:
        """As a COSE_Key."""
        public = self.key.public_key()
        if self.algorithm == EDDSA:
            return encode_cbor({1: 1, 3: EDDSA, -1: 6, -2: public.public_bytes_raw()})
        numbers = public.public_numbers()
        if self.algorithm == RS256:
            return encode_cbor({1: 3, 3: RS256, -1: numbers.n.to_bytes(256), -2: b"\1\0\1"})
        point = {-2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        return encode_cbor({1: 2, 3: ES256, -1: 1} | point)

    def sign(self, data: bytes) -> bytes:
        if self.algorithm == EDDSA:
            return bytes(self.key.sign(data))
        if self.algorithm == RS256:
            return bytes(self.key.sign(data, padding.PKCS1v15(), SHA256()))
        return bytes(self.key.sign(data, ec.ECDSA(SHA256())))

    def _credential(self, **response: Any) -> Json:
        own_id = b64(self.credential_id)
        return {
            "id": own_id,
            "rawId": own_id,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {"credProps": {"rk": True}},
            "response": response,
        }
