"""`auth/request-otp` and `auth/verify-otp`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts import errors
from accounts.authentication import OverlooksDeadTokens, current_session_id
from accounts.second_factor_serializers import RegisteredByCodeSerializer
from accounts.serializers import LoggedInSerializer, UserSerializer
from accounts.viewsets.auth import NO_STORE, logged_in_answer
from foundation.addresses import device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet
from otp.errors import CodeInvalid, CodesPaused, NumberRefused, SendsExceeded
from otp.models import Purpose
from otp.serializers import RequestCodeSerializer, VerifyCodeSerializer
from otp.services import verifying
from otp.services.one_time_code import request_code

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import User

# What each purpose takes of the input besides recipient and code.
LOGIN_FIELDS = ("reactivate", "device_token", "remembered_token", "current_password")
REGISTRATION_FIELDS = ("username", "role", "first_name", "last_name", "email", "password")


class OneTimeCodeViewSet(OverlooksDeadTokens, ActionViewSet):
    """A phone or an e-mail address as a way in, and a phone as a proof. Only `verification` needs a
    token.
    """

    permission_classes = (AllowAny,)
    throttle_scope = "public"
    requests = {"request_otp": RequestCodeSerializer, "verify_otp": VerifyCodeSerializer}
    answers = {
        "request_otp": (202, None),
        "verify_otp": (
            200,
            PolymorphicProxySerializer(
                "VerifiedCode",
                serializers=[LoggedInSerializer, UserSerializer],
                resource_type_field_name=None,
            ),
        ),
    }
    more_answers = {"verify_otp": {201: RegisteredByCodeSerializer}}
    domain_errors = {
        "request_otp": (
            NumberRefused,
            errors.NetworkBlocked,
            SendsExceeded,
            CodesPaused,
            errors.TokenMissing,
            errors.TokenError,
            errors.TokenExpired,
            errors.SessionEnded,
        ),
        "verify_otp": (
            CodeInvalid,
            LimitExceeded,
            errors.AccountInactive,
            errors.AccountSuspended,
            errors.WrongPassword,
            errors.FreshProofRequired,
            errors.VerifiedOtherwise,
            errors.OtherProofRequired,
            errors.FreshSecondFactorRequired,
            errors.SecondFactorRequired,
            errors.IdentifierTaken,
            errors.PasswordRefused,
            errors.EmailDomainBlocked,
            errors.NetworkBlocked,
            errors.TokenMissing,
            errors.TokenError,
            errors.TokenExpired,
            errors.SessionEnded,
        ),
    }

    makes_nothing = tuple(answers)
    open_before_enrolment = tuple(answers)

    @action(detail=False, methods=["post"], url_path="request-otp")
    def request_otp(self, request: Request) -> Response:
        """Ask for a one-time code: by SMS to `phone_number`, or, to log in, by mail to `email`.

        The answer never tells whether there is an account. Mail goes only to an address that was
        verified for one. A new code replaces the older one. To verify a phone, send an access
        token; the number may be new.

        Logging in, a client sends the `device_token` of its last log-in with this account: its
        requests are then counted apart, and no stranger can use its allowance up. A 429 names other
        ways in further `errors`, by their `code`: `use_password`, `use_email`, `use_phone`.
        `codes_paused` means that too few of the day's codes to this country were used.
        """
        data = self.valid_data()
        request_code(
            recipient=data["recipient"],
            purpose=Purpose(data["purpose"]),
            address=device(request)["address"],
            user=(verifier := self._verifier(data["purpose"])),
            session_id=current_session_id(request) if verifier else None,
            device=data.get("device_token"),
        )
        return Response(status=status.HTTP_202_ACCEPTED)

    @action(detail=False, methods=["post"], url_path="verify-otp")
    def verify_otp(self, request: Request) -> Response:
        """Give a one-time code: log in (200, tokens), register (201, tokens) or verify (200, user).

        A wrong, used, expired, superseded and never sent code get the same answer. Five wrong tries
        burn a code, and fifteen in a day lock a phone or an e-mail address: 429. A suspended
        account is told only after the right code. Verifying a number that is not yet the user's
        needs `current_password`, or a passkey or code at most five minutes old, and the second
        factor if there is one. An account that was made by registering with a
        code has no password until one is set by `auth/change-password`. An account
        with a second factor answers `second_factor_required` to a right code, as to a right
        password.

        Logging in by a code to the phone of an account of which nothing was verified before ends
        everything else in it, e-mail address, password and sessions included: whoever typed the
        number in may not be its holder. With its password as `current_password` nothing ends. If
        only the account's e-mail address is verified, the answer is 409 `verified_otherwise`: log
        in by that and verify the phone there, or register with the phone, which releases it.

        An account that was not used for 90 days answers 403 `other_proof_required` with a
        `challenge` to a code by SMS, as its number may have changed hands; so does one that
        something else opens, if no code to its number was used for that long. Log in another way,
        send the challenge with a recovery code to `auth/recovery-code`, or release the number of
        somebody else's account by `auth/release-phone`. Registering without a password answers ten
        `recovery_codes`, shown this once.
        """
        data = self.valid_data()
        purpose = data["purpose"]
        code = {"recipient": data["recipient"], "code": data["code"]}
        if purpose == Purpose.LOGIN:
            fields = _only(data, LOGIN_FIELDS)
            return logged_in_answer(verifying.log_in(**code, **device(request), **fields))
        if purpose == Purpose.REGISTRATION:
            fields = _only(data, REGISTRATION_FIELDS)
            session, codes = verifying.register_by_code(**code, **device(request), **fields)
            shown = RegisteredByCodeSerializer(session, context={"recovery_codes": codes})
            return Response(shown.data, status=status.HTTP_201_CREATED, headers=NO_STORE)
        user = verifying.verify_phone(
            **code,
            user=self._verifier(purpose),
            session_id=current_session_id(request),
            address=device(request)["address"],
            current_password=data.get("current_password"),
        )
        return Response(UserSerializer(user).data)

    def _verifier(self, purpose: str) -> User | None:
        """Who verifies a phone; raises TokenError when nobody is logged in."""
        if purpose != Purpose.VERIFICATION:
            return None
        if not self.request.user.is_authenticated:
            raise self.refused_token or errors.TokenMissing
        return self.request.user


def _only(data: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: data[name] for name in names if name in data}
