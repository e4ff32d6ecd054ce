"""Authentication of API requests by bearer token (RFC 6750), in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.authentication import BaseAuthentication

from accounts import tokens
from accounts.browser import browser_session_id
from accounts.errors import SessionEnded, TokenError
from accounts.models import Session, User
from accounts.session_lookup import live_session

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

SCHEME = "bearer"


def bearer_token(request: Request) -> str | None:
    """The token of the Authorization header, or None when another scheme, or none, is used.

    The scheme's name is compared ignoring case (RFC 9110, section 11.1). Raises TokenError for the
    scheme without exactly one token.
    """
    scheme, *parts = request.META.get("HTTP_AUTHORIZATION", "").split() or [""]
    if scheme.lower() != SCHEME:
        return None
    if len(parts) != 1:
        raise TokenError
    return str(parts[0])


class TokenAuthentication(BaseAuthentication):
    """`request.user` is the token's user and `request.auth` the live session.

    One query decides, at each request: the session must be live and its user allowed to act. So
    logging out, suspending and changing the password work at once, and roles are never stale.
    """

    def authenticate(self, request: Request) -> tuple[User, Session] | None:
        token = bearer_token(request)
        if token is None:
            return None
        claims = tokens.read(token, "access")
        session = live_session(session_id=claims["sid"], user_id=claims["sub"])
        if session is None:
            raise SessionEnded
        session.user.has_live_session = True
        return session.user, session

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def current_session_id(request: Request) -> UUID | None:
    """The id of the session that asks, whether by token or by cookie."""
    if isinstance(request.auth, Session):
        return request.auth.pk
    return browser_session_id(request)
