"""The bearer tokens: what is in them, how they are signed, and how they are read.

PyJWT with one algorithm and one key per deployment. Header keys (`jku`, `jwk`, `x5u`) are never
looked at, and the algorithm is the deployment's own, whatever a token's header says.

An access token says who (`sub`), in which session (`sid`) and, for the client's convenience, in
which role; the server reads the role from the database. A refresh token holds the session and the
counter (`ctr`) that the session had when it was made; it is derived from those alone, so that the
same counter always gives the same token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID, uuid5

import jwt
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from uuid_utils.compat import uuid7

from accounts.errors import TokenError, TokenExpired

if TYPE_CHECKING:
    from accounts.models import Session, User

ALGORITHMS = ("HS256", "RS256", "EdDSA")
MIN_SECRET_BYTES = 32  # RFC 7518, section 3.2: as long as the hash
_COMMON_CLAIMS = ["exp", "iat", "iss", "aud", "jti", "sub", "sid", "typ"]
REQUIRED_CLAIMS = {"access": _COMMON_CLAIMS, "refresh": [*_COMMON_CLAIMS, "ctr"]}

TokenType = Literal["access", "refresh"]


@dataclass(frozen=True)
class Keys:
    """The deployment's algorithm with its keys, parsed once."""

    algorithm: str
    signing: Any
    verifying: Any


@dataclass(frozen=True)
class TokenPair:
    """What a log-in or a refresh hands out."""

    access_token: str
    refresh_token: str
    expires_in: int


@lru_cache(maxsize=4)
def _load_keys(algorithm: str, signing: str, verifying: str) -> Keys:
    if algorithm not in ALGORITHMS:
        raise ImproperlyConfigured(f"JWT_ALGORITHM must be one of {', '.join(ALGORITHMS)}.")
    if algorithm == "HS256":
        if len(signing.encode()) < MIN_SECRET_BYTES:
            raise ImproperlyConfigured(f"JWT_SIGNING_KEY needs {MIN_SECRET_BYTES} bytes at least.")
        return Keys(algorithm, signing.encode(), signing.encode())
    if not signing or not verifying:
        raise ImproperlyConfigured(f"{algorithm} needs JWT_SIGNING_KEY and JWT_VERIFYING_KEY.")
    prepare = jwt.get_algorithm_by_name(algorithm).prepare_key
    try:
        return Keys(algorithm, prepare(signing), prepare(verifying))
    except (ValueError, jwt.InvalidKeyError) as error:
        raise ImproperlyConfigured(f"The {algorithm} keys are not valid PEM: {error}") from error


def keys() -> Keys:
    """The keys of the settings; raises ImproperlyConfigured when they cannot be used."""
    return _load_keys(settings.JWT_ALGORITHM, settings.JWT_SIGNING_KEY, settings.JWT_VERIFYING_KEY)


def _encode(claims: dict[str, Any]) -> str:
    common = {"iss": settings.JWT_ISSUER, "aud": settings.JWT_AUDIENCE}
    return jwt.encode(claims | common, keys().signing, algorithm=keys().algorithm)


def access_token(user: User, session: Session) -> str:
    """A new access token for a session."""
    now = datetime.now(UTC)
    return _encode(
        {
            "typ": "access",
            "sub": str(user.pk),
            "role": user.role,
            "sid": str(session.pk),
            "iat": now,
            "exp": now + settings.ACCESS_TOKEN_LIFETIME,
            "jti": uuid7().hex,
        }
    )


def refresh_token(session: Session) -> str:
    """The refresh token for the session's current counter: always the same one."""
    return _encode(
        {
            "typ": "refresh",
            "sub": str(session.user_id),
            "sid": str(session.pk),
            "ctr": session.refresh_counter,
            "iat": session.rotated_at,
            "exp": session.expires_at,
            "jti": uuid5(session.pk, str(session.refresh_counter)).hex,
        }
    )


def pair_for(user: User, session: Session) -> TokenPair:
    """The tokens for the session as it stands."""
    return TokenPair(
        access_token=access_token(user, session),
        refresh_token=refresh_token(session),
        expires_in=int(settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    )


def read(token: str, token_type: TokenType) -> dict[str, Any]:
    """The claims of a token of this type.

    Raises TokenExpired, or TokenError for anything else that is wrong with it.
    """
    try:
        claims = jwt.decode(
            token,
            keys().verifying,
            algorithms=[keys().algorithm],
            audience=settings.JWT_AUDIENCE,
            issuer=settings.JWT_ISSUER,
            options={
                "require": REQUIRED_CLAIMS[token_type],
                # Made by a machine whose clock is a second ahead, a token is good all the same.
                "verify_iat": False,
                # The end of a refresh token is its session's, which the database's clock decides.
                "verify_exp": token_type != "refresh",  # noqa: S105 - a type of tokens
            },
        )
        claims["sid"] = UUID(claims["sid"])
        claims["sub"] = UUID(claims["sub"])
    except jwt.ExpiredSignatureError as error:
        raise TokenExpired from error
    except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
        raise TokenError from error
    if claims["typ"] != token_type:
        raise TokenError
    return claims
