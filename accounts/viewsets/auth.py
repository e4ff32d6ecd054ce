"""`auth/`: register, log in, refresh, log out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from accounts import errors
from accounts.admission import HEADER
from accounts.admission_serializers import ADMISSION
from accounts.authentication import bearer_token, current_session_id
from accounts.serializers import (
    LoggedInSerializer,
    LoginSerializer,
    LogoutSerializer,
    RefreshTokenSerializer,
    RegisterSerializer,
    TokensSerializer,
)
from accounts.services import login, registration, sessions
from foundation.addresses import device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import Session

# RFC 6749, section 5.1: what holds a token is kept by nobody on the way.
NO_STORE = {"Cache-Control": "no-store"}


def logged_in_answer(session: Session, status_code: int = status.HTTP_200_OK) -> Response:
    """The answer to a log-in: tokens for the session, and the user."""
    return Response(LoggedInSerializer(session).data, status=status_code, headers=NO_STORE)


class AuthViewSet(ActionViewSet):
    """Get tokens, keep them fresh, give them back."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {
        "register": RegisterSerializer,
        "login": LoginSerializer,
        "refresh_token": RefreshTokenSerializer,
        "logout": LogoutSerializer,
    }
    answers = {
        "register": (201, LoggedInSerializer),
        "login": (200, LoggedInSerializer),
        "refresh_token": (200, TokensSerializer),
        "logout": (204, None),
    }
    domain_errors = {
        "register": (
            errors.IdentifierTaken,
            errors.PasswordRefused,
            errors.EmailDomainBlocked,
            errors.NetworkBlocked,
            errors.AdmissionRequired,
            errors.AdmissionRefused,
            LimitExceeded,
        ),
        "login": (
            errors.InvalidCredentials,
            errors.AccountInactive,
            errors.AccountSuspended,
            errors.SecondFactorRequired,
            LimitExceeded,
        ),
        "refresh_token": (
            errors.TokenError,
            errors.TokenExpired,
            errors.SessionEnded,
            LimitExceeded,
        ),
        "logout": (errors.TokenMissing, errors.TokenError, errors.TokenExpired),
    }

    makes_nothing = ("logout_all",)
    # Whoever has yet to set a second factor up may end all sessions.
    open_before_enrolment = ("logout_all",)

    @extend_schema(parameters=[ADMISSION])
    @action(detail=False, methods=["post"])
    def register(self, request: Request) -> Response:
        """Make an account and log in.

        With an e-mail address, a phone number or both. The account is `pending` until one of them
        is proved, where the deployment asks for a proof; a pending user can log in and finish the
        profile but is not public.

        Where many accounts come from one network, something has to be shown first: the answer is
        then 428 `admission_required`, with `work`, a challenge of ALTCHA (PBKDF2) to be solved and
        sent with the same request in the header `Admission`. Solving it takes a moment of a
        processor, and each is good once, for five minutes.
        """
        session = registration.register(
            **self.valid_data(), **device(request), shown=request.headers.get(HEADER, "")
        )
        return logged_in_answer(session, status.HTTP_201_CREATED)

    @action(detail=False, methods=["post"])
    def login(self, request: Request) -> Response:
        """Log in with a password.

        With one of `email`, `username` and `phone_number`. An unknown account and a wrong password
        get the same answer. That an account is inactive or suspended is told only after the right
        password.

        An account with a second factor then answers 403 `second_factor_required` with a
        `challenge`: send it with a code to `auth/second-factor`. A `remembered_token` from there
        spares the second step on that device.
        """
        return logged_in_answer(login.log_in(**self.valid_data(), **device(request)))

    @action(detail=False, methods=["post"], url_path="refresh-token")
    def refresh_token(self, request: Request) -> Response:
        """Exchange a refresh token for a new pair.

        The old refresh token is dead then. A client that lost the answer may repeat the request
        within a minute of the exchange and gets the same refresh token again, as long as that one
        was not exchanged. Any other use of an old refresh token ends the session.
        """
        pair = sessions.refresh(
            token=self.valid_data()["refresh_token"], address=device(request)["address"]
        )
        return Response(TokensSerializer(pair).data, headers=NO_STORE)

    @action(detail=False, methods=["post"])
    def logout(self, request: Request) -> Response:
        """End this session.

        Which one is told by the access token, or by `refresh_token` in the body when the access
        token has expired. Ending a session that has ended already is fine.
        """
        refresh_token = self.valid_data().get("refresh_token")
        sessions.log_out(
            access_token=None if refresh_token else bearer_token(request),
            refresh_token=refresh_token,
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(
        detail=False,
        methods=["post"],
        url_path="logout-all",
        permission_classes=[IsAuthenticated],
        authentication_classes=ActionViewSet.authentication_classes,
    )
    def logout_all(self, request: Request) -> Response:
        """End all sessions of the user, this one included."""
        sessions.log_out_everywhere(user=request.user, session_id=current_session_id(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
