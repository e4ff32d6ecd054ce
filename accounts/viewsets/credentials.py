"""`auth/`: passwords and the proof of an e-mail address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from accounts import errors
from accounts.authentication import current_session_id
from accounts.serializers import (
    ChangePasswordSerializer,
    ForgotPasswordSerializer,
    ResetPasswordSerializer,
    UserSerializer,
    VerifyEmailSerializer,
)
from accounts.services import email, password
from foundation.addresses import device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request


class CredentialsViewSet(ActionViewSet):
    """Change or recover a password; prove an address."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {
        "change_password": ChangePasswordSerializer,
        "forgot_password": ForgotPasswordSerializer,
        "reset_password": ResetPasswordSerializer,
        "verify_email": VerifyEmailSerializer,
    }
    answers = {
        "change_password": (204, None),
        "forgot_password": (202, None),
        "reset_password": (204, None),
        "verify_email": (200, UserSerializer),
    }
    domain_errors = {
        "change_password": (
            errors.WrongPassword,
            errors.FreshProofRequired,
            errors.PasswordRefused,
            LimitExceeded,
        ),
        "forgot_password": (LimitExceeded,),
        "reset_password": (errors.LinkInvalid, errors.PasswordRefused, LimitExceeded),
        "verify_email": (errors.LinkInvalid,),
    }

    @action(
        detail=False,
        methods=["post"],
        url_path="change-password",
        permission_classes=[IsAuthenticated],
        authentication_classes=ActionViewSet.authentication_classes,
    )
    def change_password(self, request: Request) -> Response:
        """Set a new password; every other session ends.

        Also sets the first password of an account that was made with a phone: within five minutes
        of a one-time code the current password may be left out.
        """
        data = self.valid_data()
        password.change_password(
            user=request.user,
            session_id=current_session_id(request),
            current_password=data.get("current_password"),
            new_password=data["new_password"],
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=False, methods=["post"], url_path="forgot-password")
    def forgot_password(self, request: Request) -> Response:
        """Ask for a reset link by e-mail. The answer never tells whether the address is known."""
        password.forgot_password(**self.valid_data(), address=device(request)["address"])
        return Response(status=status.HTTP_202_ACCEPTED)

    @action(detail=False, methods=["post"], url_path="reset-password")
    def reset_password(self, request: Request) -> Response:
        """Set a new password by the token of a reset link; every session ends."""
        password.reset_password(**self.valid_data(), address=device(request)["address"])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=False, methods=["post"], url_path="verify-email")
    def verify_email(self, request: Request) -> Response:
        """Prove an address by the token of the link that was mailed to it."""
        user = email.verify_email(**self.valid_data())
        return Response(UserSerializer(user).data)
