"""`auth/`: passwords, and what the links in mails do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from accounts import errors
from accounts.authentication import OverlooksDeadTokens, current_session_id
from accounts.serializers import (
    ChangePasswordSerializer,
    ForgotPasswordSerializer,
    ReleaseEmailSerializer,
    ResetPasswordSerializer,
    SecureAccountSerializer,
    UndoChangeSerializer,
    UserSerializer,
    VerifyEmailSerializer,
)
from accounts.services import email_verification, password, securing, undoing
from foundation.addresses import device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request


class CredentialsViewSet(OverlooksDeadTokens, ActionViewSet):
    """Change or recover a password; verify or release an address; undo what somebody else did."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {
        "change_password": ChangePasswordSerializer,
        "forgot_password": ForgotPasswordSerializer,
        "reset_password": ResetPasswordSerializer,
        "release_email": ReleaseEmailSerializer,
        "secure_account": SecureAccountSerializer,
        "undo_change": UndoChangeSerializer,
        "verify_email": VerifyEmailSerializer,
    }
    answers = {
        "change_password": (204, None),
        "forgot_password": (202, None),
        "reset_password": (204, None),
        "release_email": (204, None),
        "secure_account": (204, None),
        "undo_change": (204, None),
        "verify_email": (200, UserSerializer),
    }
    domain_errors = {
        "change_password": (
            errors.WrongPassword,
            errors.FreshProofRequired,
            errors.FreshSecondFactorRequired,
            errors.PasswordRefused,
            LimitExceeded,
        ),
        "forgot_password": (LimitExceeded,),
        "reset_password": (errors.LinkInvalid, errors.PasswordRefused, LimitExceeded),
        "release_email": (errors.LinkInvalid, errors.AlreadyVerified),
        "secure_account": (errors.LinkInvalid,),
        "undo_change": (
            errors.LinkInvalid,
            errors.PasswordRefused,
            errors.IdentifierTaken,
            LimitExceeded,
        ),
        "verify_email": (
            errors.LinkInvalid,
            errors.AlreadyVerified,
            errors.PasswordRequired,
            errors.WrongPassword,
            errors.PasswordRefused,
            errors.VerifiedOtherwise,
            errors.IdentifierTaken,
            LimitExceeded,
        ),
    }

    makes_nothing = ("change_password", "verify_email")
    open_before_enrolment = ("verify_email",)  # its token is what counts

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
        of a one-time code or passkey the current password may be left out.
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

    @action(
        detail=False,
        methods=["post"],
        url_path="verify-email",
        authentication_classes=ActionViewSet.authentication_classes,
    )
    def verify_email(self, request: Request) -> Response:
        """Verify an address by the token of the link that was mailed to it.

        Only ever by a POST that a person asked for: mail scanners open links. With a live access
        token of the account, the token of the link is all it takes. Without one:

        - Nothing of the account is verified yet: 403 `password_required`. Ask for the `password`
          of the account, with which nothing else changes, or for a `new_password` ("I did not make
          this account", "I forgot it"), with which everything else ends: other identifiers,
          sessions, links, codes, second factors.
        - Something else of it is verified: 409 `verified_otherwise`. Ask to log in by that, and
          repeat the request with the access token; or offer "this is not my account", which is
          `auth/release-email`.

        `already_verified` is good news: the address was verified before.
        """
        user = email_verification.verify_email(
            **self.valid_data(), session_id=current_session_id(request)
        )
        return Response(UserSerializer(user).data)

    @action(detail=False, methods=["post"], url_path="release-email")
    def release_email(self, request: Request) -> Response:
        """Take an address from an account that is not its holder's, by the token of the link that
        was mailed to it ("this is not my account"). The address is free to register with.
        """
        email_verification.release_email(**self.valid_data())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=False, methods=["post"], url_path="secure-account")
    def secure_account(self, request: Request) -> Response:
        """“That was not me”: secure an account, by the token of the link in what its owner was told
        of a new log-in, passkey, second factor or password.

        Only ever by a POST that a person asked for: mail scanners open links. Good for 72 hours and
        once, whatever happened to the password since. Every session and token ends, so do links and
        remembered devices, and what was made since then: passkeys, second factors, changes of
        e-mail address and phone number. The password is one that nobody knows: lead on to
        `auth/forgot-password`, or, without a verified e-mail address, to a log-in by a code.
        `link_invalid` says in its `detail` whether the link was used or is out of date; there is no
        other one to ask for, but the same ways lead on.
        """
        securing.secure_account(**self.valid_data())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=False, methods=["post"], url_path="undo-change")
    def undo_change(self, request: Request) -> Response:
        """Undo a change of e-mail address or phone number, by the token that the old one was sent.

        Good while the change waits, and for 72 hours after it took effect, whatever was changed
        since. All identifiers are again as they were before the first such change; a new password
        is set, and every session ends. `link_invalid` says in its `detail` whether there is nothing
        left to undo or the link is out of date; there is no other one to ask for: lead on to the
        log-in or `auth/forgot-password`.
        """
        undoing.undo_change(**self.valid_data(), address=device(request)["address"])
        return Response(status=status.HTTP_204_NO_CONTENT)
