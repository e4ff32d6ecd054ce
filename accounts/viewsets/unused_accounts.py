"""`auth/recovery-code` and `auth/release-phone`: after a code by SMS that was not enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts import errors
from accounts.second_factor_serializers import RecoverSerializer, ReleasePhoneSerializer
from accounts.serializers import LoggedInSerializer
from accounts.services import unused_accounts
from accounts.viewsets.auth import logged_in_answer
from foundation.addresses import device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request


class UnusedAccountViewSet(ActionViewSet):
    """What somebody may do who has the phone of an account that was not used for long."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {"recover": RecoverSerializer, "release_phone": ReleasePhoneSerializer}
    answers = {"recover": (200, LoggedInSerializer), "release_phone": (204, None)}
    domain_errors = {
        "recover": (
            errors.LogInExpired,
            errors.RecoveryCodeRefused,
            errors.AccountInactive,
            errors.AccountSuspended,
            errors.SessionEnded,
            LimitExceeded,
        ),
        "release_phone": (errors.LogInExpired, errors.AccountSuspended),
    }

    @action(detail=False, methods=["post"], url_path="recovery-code")
    def recover(self, request: Request) -> Response:
        """Finish a log-in that answered `other_proof_required` with a recovery code.

        The challenge lives five minutes, is good for one log-in, and dies with any change of
        password, identifiers or second factor. Five wrong codes in five minutes from one address
        wait.
        """
        session = unused_accounts.log_in_by_recovery_code(**self.valid_data(), **device(request))
        return logged_in_answer(session)

    @action(detail=False, methods=["post"], url_path="release-phone")
    def release_phone(self, request: Request) -> Response:
        """Say that the account of this phone is somebody else's: the number is released.

        Then it can be registered, or verified for another account, with a new code. The old
        account keeps its data; its owner is told at a verified e-mail address. One that was used in
        the meantime keeps the number.
        """
        unused_accounts.release_phone(**self.valid_data())
        return Response(status=status.HTTP_204_NO_CONTENT)
