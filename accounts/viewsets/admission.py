"""`auth/admission-code`: a code in place of work, for whoever comes from a busy network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.decorators import action
from rest_framework.permissions import AllowAny

from accounts import errors
from accounts.admission import Act
from accounts.admission_serializers import AdmissionCodeSerializer, AdmissionTokenSerializer
from accounts.authentication import OverlooksDeadTokens
from accounts.challenges import LIFETIME
from accounts.services.admission import send_code
from foundation.addresses import client_address
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.response import Response

    from accounts.models import User


class AdmissionViewSet(OverlooksDeadTokens, ActionViewSet):
    """What can be shown in place of work (`accounts.services.admission`)."""

    permission_classes = (AllowAny,)
    throttle_scope = "public"
    requests = {"admission_code": AdmissionCodeSerializer}
    answers = {"admission_code": (201, AdmissionTokenSerializer)}
    domain_errors = {
        "admission_code": (
            errors.AdmissionNotRequired,
            errors.NowhereToSend,
            LimitExceeded,
            errors.TokenMissing,
            errors.TokenError,
            errors.TokenExpired,
            errors.SessionEnded,
        )
    }
    makes_nothing = tuple(answers)
    open_before_enrolment = tuple(answers)

    @action(detail=False, methods=["post"], url_path="admission-code")
    def admission_code(self, request: Request) -> Response:
        """Ask for a code in place of work, after a 428 `admission_required`.

        To register, it is mailed to `email`, whoever has an account with it; to post, to the
        address or phone of the account whose token is sent. Send the same request again with
        `Admission: code DIGITS TOKEN`. Where nothing is asked for, the answer is 409
        `admission_not_required`.
        """
        data = self.valid_data()
        token = send_code(
            act=data["act"],
            user=self._poster(data["act"]),
            email=data.get("email"),
            address=client_address(request),
        )
        return self.answer({"token": token, "expires_in": int(LIFETIME.total_seconds())})

    def _poster(self, act: Act) -> User | None:
        """Who posts; raises TokenError when nobody is logged in."""
        if act is Act.REGISTER:
            return None
        if not self.request.user.is_authenticated:
            raise self.refused_token or errors.TokenMissing
        return self.request.user
