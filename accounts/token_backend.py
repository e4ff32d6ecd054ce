"""How bearer tokens are signed and checked: SimpleJWT's backend with our rules.

The newest key of the ring signs, and a token's `kid` says which one verifies it. Other header keys
(`jku`, `jwk`, `x5u`) are never looked at, and the algorithm is the key's own, whatever a token's
header says.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import jwt
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken

from accounts.token_keys import RING, configured
from foundation.keys import signer

if TYPE_CHECKING:
    from jwt.types import Options
    from rest_framework_simplejwt.settings import APISettings

    from foundation.keys import Key

# Ours have half as many characters; what strangers put into theirs is not kept.
MAX_KNOWN_HEADER = 200


class StrictTokenBackend(TokenBackend):
    """Makes and reads tokens by the settings of `SIMPLE_JWT`, checking what `options` say.

    `options` are PyJWT's: which claims must be there, and which are not verified. No setting makes
    it fetch keys from an address (`JWK_URL`). Which key verifies a token is asked of
    `get_verifying_key`, with the token, as in SimpleJWT.

    Raises ImproperlyConfigured for keys that cannot protect tokens.
    """

    def __init__(self, jwt_settings: APISettings, options: Options) -> None:
        configured()  # parses the keys now, once, instead of at the first token
        super().__init__(
            jwt_settings.ALGORITHM,
            audience=jwt_settings.AUDIENCE,
            issuer=jwt_settings.ISSUER,
            leeway=jwt_settings.LEEWAY,
        )
        self.options = options

    def get_verifying_key(self, token: Any) -> Key:
        """The key that the token names. Raises TokenBackendError, also for what is no token."""
        try:
            header = token.partition("." if isinstance(token, str) else b".")[0]
            key = RING.verifying_key(_kid_of(header))
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
            raise TokenBackendError from error
        if key is None:
            raise TokenBackendError
        return key

    def encode(self, payload: dict[str, Any]) -> str:
        """The claims as a token, signed by the key of the time that they say: the same claims are
        always the same token.
        """
        key = RING.signing_key(at=payload["iat"])
        claims = payload | {"aud": self.audience, "iss": self.issuer}
        return jwt.encode(claims, signer(key), key.algorithm, headers={"kid": key.kid})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """The claims of a token.

        Raises TokenBackendExpiredToken, or TokenBackendError for anything else that is wrong.
        """
        key = self.get_verifying_key(token)
        try:
            return jwt.decode(
                token,
                key.verifying,
                algorithms=[key.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                leeway=self.leeway or 0,
                options=self.options if verify else {"verify_signature": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenBackendExpiredToken from error
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
            raise TokenBackendError from error


def _kid_of(header: str | bytes) -> str | None:
    """The name in a token's header. Our own headers, one a key, are read once.

    Raises jwt.InvalidTokenError for what is no header of a token.
    """
    return _known_kid(header) if len(header) <= MAX_KNOWN_HEADER else _kid(header)


def _kid(header: str | bytes) -> str | None:
    token = f"{header}.e30." if isinstance(header, str) else header + b".e30."
    kid: str | None = jwt.get_unverified_header(token).get("kid")
    return kid


_known_kid = lru_cache(maxsize=64)(_kid)
