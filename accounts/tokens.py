"""The bearer tokens: what is in them, how they are made, and how they are read.

They are SimpleJWT's tokens with claims of ours; `SIMPLE_JWT` in the settings holds lifetimes, keys,
issuer, audience and the names of claims; `accounts.token_keys` has the ring of keys.

An access token says who (`sub`), in which session (`sid`) and, for the client's convenience, in
which role; the server reads the role from the database. A refresh token holds the session and the
counter (`ctr`) that the session had when it was made; it is derived from those alone, so that the
same counter always gives the same token.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Literal
from uuid import UUID, uuid5

from django.utils.functional import cached_property
from rest_framework_simplejwt import settings as simplejwt
from rest_framework_simplejwt import tokens as simplejwt_tokens
from rest_framework_simplejwt.exceptions import ExpiredTokenError
from rest_framework_simplejwt.exceptions import TokenError as UnfitToken
from rest_framework_simplejwt.utils import datetime_to_epoch
from uuid_utils.compat import uuid7

from accounts.errors import TokenError, TokenExpired
from accounts.token_backend import StrictTokenBackend

if TYPE_CHECKING:
    from jwt.types import Options
    from rest_framework_simplejwt.settings import APISettings

    from accounts.models import Session, User

TokenType = Literal["access", "refresh"]

USER_CLAIM = simplejwt.api_settings.USER_ID_CLAIM
JTI_CLAIM = simplejwt.api_settings.JTI_CLAIM
TYPE_CLAIM = simplejwt.api_settings.TOKEN_TYPE_CLAIM
COMMON_CLAIMS = ["exp", "iat", "iss", "aud", JTI_CLAIM, USER_CLAIM, "sid", TYPE_CLAIM]


@lru_cache(maxsize=4)
def _backend(token_class: type[SessionToken], jwt_settings: APISettings) -> StrictTokenBackend:
    return StrictTokenBackend(jwt_settings, token_class.checks)


class SessionToken(simplejwt_tokens.Token):
    """A token that belongs to a session."""

    # Made by a machine whose clock is a second ahead, a token is good all the same.
    checks: ClassVar[Options] = {"require": COMMON_CLAIMS, "verify_iat": False}

    @classmethod
    def backend(cls) -> StrictTokenBackend:
        """What signs and checks tokens of this type; raises ImproperlyConfigured for unfit keys."""
        # SimpleJWT has new settings whenever SIMPLE_JWT changes, and keeps one backend for good.
        return _backend(cls, simplejwt.api_settings)  # type: ignore[arg-type]  # it is hashable

    def get_token_backend(self) -> StrictTokenBackend:
        return self.backend()

    @cached_property
    def session_id(self) -> UUID:
        return UUID(self["sid"])

    @cached_property
    def user_id(self) -> UUID:
        return UUID(self[USER_CLAIM])

    def belong_to(self, session: Session) -> None:
        """Say whose token this is."""
        self[USER_CLAIM] = str(session.user_id)
        self["sid"] = str(session.pk)

    def verify(self) -> None:
        """Check the type, and that the ids are ids; the backend has checked everything else."""
        self.verify_token_type()
        try:
            _ = self.session_id, self.user_id
        except (ValueError, TypeError, AttributeError) as error:
            raise UnfitToken from error


class AccessToken(SessionToken, simplejwt_tokens.AccessToken):
    """Opens the API for half an hour, as long as its session lives."""

    @classmethod
    def for_session(cls, user: User, session: Session) -> AccessToken:
        token = cls()
        token.belong_to(session)
        token["role"] = user.role
        # SimpleJWT reads the lifetime once, when it is imported.
        token.set_exp(lifetime=simplejwt.api_settings.ACCESS_TOKEN_LIFETIME)
        return token

    def set_jti(self) -> None:
        self[JTI_CLAIM] = uuid7().hex


class RefreshToken(SessionToken, simplejwt_tokens.RefreshToken):  # type: ignore[misc]  # as theirs
    """Is exchanged for the next pair, once."""

    checks: ClassVar[Options] = SessionToken.checks | {
        "require": [*COMMON_CLAIMS, "ctr"],
        # It ends with its session, which the database's clock decides.
        "verify_exp": False,
    }

    @classmethod
    def for_session(cls, session: Session) -> RefreshToken:
        """The token for the session's current counter: always the same one."""
        token = cls()
        token.belong_to(session)
        token["ctr"] = session.refresh_counter
        token["iat"] = datetime_to_epoch(session.rotated_at)
        token["exp"] = datetime_to_epoch(session.expires_at)
        token[JTI_CLAIM] = uuid5(session.pk, str(session.refresh_counter)).hex
        return token


TOKEN_CLASSES: dict[TokenType, type[SessionToken]] = {
    "access": AccessToken,
    "refresh": RefreshToken,
}


@dataclass(frozen=True)
class TokenPair:
    """What a log-in or a refresh hands out."""

    access_token: str
    refresh_token: str
    expires_in: int


def access_token(user: User, session: Session) -> str:
    """A new access token for a session."""
    return str(AccessToken.for_session(user, session))


def refresh_token(session: Session) -> str:
    """The refresh token for the session's current counter: always the same one."""
    return str(RefreshToken.for_session(session))


def pair_for(user: User, session: Session) -> TokenPair:
    """The tokens for the session as it stands."""
    access = AccessToken.for_session(user, session)
    return TokenPair(
        access_token=str(access),
        refresh_token=refresh_token(session),
        expires_in=access["exp"] - access["iat"],
    )


def read(token: str | bytes, token_type: TokenType) -> SessionToken:
    """A token of this type, verified.

    Raises TokenExpired, or TokenError for anything else that is wrong with it.
    """
    try:
        return TOKEN_CLASSES[token_type](token)  # type: ignore[arg-type]  # it takes what is encoded
    except ExpiredTokenError as error:
        raise TokenExpired from error
    except UnfitToken as error:
        raise TokenError from error
