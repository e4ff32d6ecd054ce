"""Authentication of API requests by bearer token (RFC 6750), in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from rest_framework_simplejwt.authentication import JWTAuthentication

from accounts import tokens
from accounts.browser import browser_session_id
from accounts.errors import SecondFactorMissing, SessionEnded, TokenError
from accounts.models import Session, User
from accounts.services.second_factor.enrolment import has_yet_to_enrol
from accounts.session_lookup import live_session

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest
    from rest_framework.request import Request

    from accounts.tokens import SessionToken

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


def is_open_before_enrolment(view: object, action: str | None) -> bool:
    """Whether the action is open to those who have yet to set up the second factor that their role
    needs: what it takes to do so, to verify a mailed address, and to leave, with one's data. `view`
    is a viewset or its class.
    """
    return action in getattr(view, "open_before_enrolment", ())


class TokenAuthentication(JWTAuthentication):
    """`request.user` is the token's user and `request.auth` the live session.

    One query decides, at each request: the session must be live and its user allowed to act. So
    logging out, suspending and changing the password work at once, and roles are never stale.
    """

    user_model = User

    def __init__(self) -> None:
        """Do nothing: each request makes one, and SimpleJWT's would look up the user model."""

    # SimpleJWT answers the token, and says that its hooks take and answer it.
    def authenticate(self, request: Request) -> tuple[User, Session] | None:  # type: ignore[override]
        token = bearer_token(request)
        if token is None:
            return None
        session = self.get_session(self.get_validated_token(token))
        view = request.parser_context.get("view")  # a page that takes tokens has none
        is_open = view is not None and is_open_before_enrolment(view, view.action)
        if not is_open and has_yet_to_enrol(session.user):
            raise SecondFactorMissing
        return session.user, session

    def get_validated_token(self, raw_token: bytes | str) -> SessionToken:
        return tokens.read(raw_token, "access")

    def get_session(self, validated_token: SessionToken) -> Session:
        """The live session of a token, with its user; raises SessionEnded without one."""
        session = live_session(
            session_id=validated_token.session_id, user_id=validated_token.user_id
        )
        if session is None:
            raise SessionEnded
        session.user.has_live_session = True
        return session

    def get_user(self, validated_token: SessionToken) -> User:  # type: ignore[override]
        return self.get_session(validated_token).user


def current_session_id(request: Request | HttpRequest) -> UUID | None:
    """The id of the session that asks, whether by token or by cookie. A page's request has no
    token.
    """
    session = getattr(request, "auth", None)
    if isinstance(session, Session):
        return session.pk
    return browser_session_id(request)


class OverlooksDeadTokens:
    """Mixed into viewsets with public actions: a token that is no good is as none, until something
    asks who calls. A client that has just been logged out still sends it.
    """

    refused_token: TokenError | None = None

    def perform_authentication(self, request: Request) -> None:
        try:
            super().perform_authentication(request)  # type: ignore[misc]  # of the viewset
        except TokenError as error:
            self.refused_token = error
            request.user, request.auth = AnonymousUser(), None
