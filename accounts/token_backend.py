"""How bearer tokens are signed and checked: SimpleJWT's backend with our rules.

One algorithm and one key per deployment. Header keys (`jku`, `jwk`, `x5u`) are never looked at, and
the algorithm is the deployment's own, whatever a token's header says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jwt
from django.core.exceptions import ImproperlyConfigured
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken

if TYPE_CHECKING:
    from jwt.types import Options
    from rest_framework_simplejwt.settings import APISettings

ALGORITHMS = ("HS256", "RS256", "EdDSA")
MIN_SECRET_BYTES = 32  # RFC 7518, section 3.2: as long as the hash


class StrictTokenBackend(TokenBackend):
    """Makes and reads tokens by the settings of `SIMPLE_JWT`, checking what `options` say.

    `options` are PyJWT's: which claims must be there, and which are not verified. No setting makes
    it fetch keys from an address (`JWK_URL`). Which key verifies a token is asked of
    `get_verifying_key`, with the token, as in SimpleJWT.

    Raises ImproperlyConfigured for keys that cannot protect tokens.
    """

    def __init__(self, jwt_settings: APISettings, options: Options) -> None:
        _require_keys(jwt_settings)
        super().__init__(
            jwt_settings.ALGORITHM,
            jwt_settings.SIGNING_KEY,
            jwt_settings.VERIFYING_KEY,
            audience=jwt_settings.AUDIENCE,
            issuer=jwt_settings.ISSUER,
            leeway=jwt_settings.LEEWAY,
        )
        self.options = options
        self._parse_keys()

    def _parse_keys(self) -> None:
        """Parse the keys now, once, instead of at the first token."""
        try:
            _ = self.prepared_signing_key
            if self.algorithm != "HS256":
                _ = self.prepared_verifying_key
        except (ValueError, jwt.InvalidKeyError) as error:
            raise ImproperlyConfigured(f"The {self.algorithm} keys are unfit: {error}") from error

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """The claims of a token.

        Raises TokenBackendExpiredToken, or TokenBackendError for anything else that is wrong.
        """
        try:
            return jwt.decode(
                token,
                self.get_verifying_key(token),
                algorithms=[self.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                leeway=self.leeway or 0,
                options=self.options if verify else {"verify_signature": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenBackendExpiredToken from error
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
            raise TokenBackendError from error


def _require_keys(jwt_settings: APISettings) -> None:
    algorithm, signing = jwt_settings.ALGORITHM, jwt_settings.SIGNING_KEY
    if algorithm not in ALGORITHMS:
        raise ImproperlyConfigured(f"JWT_ALGORITHM must be one of {', '.join(ALGORITHMS)}.")
    if algorithm == "HS256":
        if len(signing.encode()) < MIN_SECRET_BYTES:
            raise ImproperlyConfigured(f"JWT_SIGNING_KEY needs {MIN_SECRET_BYTES} bytes at least.")
    elif not signing or not jwt_settings.VERIFYING_KEY:
        raise ImproperlyConfigured(f"{algorithm} needs JWT_SIGNING_KEY and JWT_VERIFYING_KEY.")
