"""`me/second-factor`: a member's own second factor; and the second step of logging in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts import errors
from accounts.authentication import current_session_id
from accounts.second_factor_serializers import (
    ConfirmSerializer,
    EnrolmentSerializer,
    EnrolSerializer,
    KeepSecondFactorSerializer,
    NewRecoveryCodesSerializer,
    ProofSerializer,
    SecondFactorSerializer,
    SecondStepDoneSerializer,
    SecondStepSerializer,
)
from accounts.services import removal_links
from accounts.services.entry import log_in_by_code
from accounts.services.second_factor import freshness, managing
from accounts.services.second_factor.remembering import remember_device
from accounts.viewsets.auth import NO_STORE
from foundation.addresses import client_address, device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request

FIRST_FACTOR = (errors.WrongPassword, errors.FreshProofRequired, LimitExceeded)
BOTH = (*FIRST_FACTOR, errors.FreshSecondFactorRequired)


class SecondFactorViewSet(ActionViewSet):
    """The second factor of whoever asks: an authenticator app, and recovery codes."""

    requests = {
        "create": EnrolSerializer,
        "destroy": ProofSerializer,
        "recovery_codes": ProofSerializer,
        "confirm": ConfirmSerializer,
    }
    answers = {
        "retrieve": (200, SecondFactorSerializer),
        "begin": (200, EnrolmentSerializer),
        "create": (201, NewRecoveryCodesSerializer),
        "destroy": (204, None),
        "recovery_codes": (201, NewRecoveryCodesSerializer),
        "confirm": (204, None),
        "forget_devices": (204, None),
    }
    domain_errors = {
        "begin": (errors.SecondFactorExists,),
        "create": (
            *BOTH,
            errors.EnrolmentExpired,
            errors.CodeRefused,
            errors.SecondFactorExists,
        ),
        "destroy": (*BOTH, errors.NoSecondFactor),
        "recovery_codes": BOTH,
        "confirm": (errors.CodeRefused, errors.NoSecondFactor, LimitExceeded),
    }
    makes_nothing = ("begin", "confirm")
    open_before_enrolment = tuple(answers)

    def retrieve(self, request: Request) -> Response:
        """Whether there is a second factor, and how many recovery codes are left. One has to be set
        up, an app or a passkey, where it `is_required` and none `is_asked`.
        """
        return self.answer(managing.state_of(request.user))

    def begin(self, request: Request) -> Response:
        """Make a key for an authenticator app.

        Show it as a QR code or as text. Nothing is stored: send `enrolment` back with the first
        code that the app shows, within 15 minutes and in the same session.
        """
        enrolment = managing.begin_enrolment(
            user=request.user, session_id=current_session_id(request)
        )
        return Response(EnrolmentSerializer(enrolment).data, headers=NO_STORE)

    def create(self, request: Request) -> Response:
        """Set the second factor up, by the first code of the app that holds the key.

        Answers ten recovery codes, this once. From then on every log-in asks for a code. All other
        sessions end. Needs `current_password`, or a one-time code or passkey at most five minutes
        old.
        """
        data = {"current_password": None} | self.valid_data()
        codes = managing.finish_enrolment(
            user=request.user,
            session_id=current_session_id(request),
            address=client_address(request),
            token=data.pop("enrolment"),
            **data,
        )
        return self._show_once(codes)

    def destroy(self, request: Request) -> Response:
        """Take the second factor away, with recovery codes and remembered devices.

        All other sessions end. Needs what every sensitive change needs: the password or a fresh
        one-time code, and the second factor shown in this session within five minutes; or a
        passkey, which does for both.
        """
        managing.remove_own(
            user=request.user,
            session_id=current_session_id(request),
            **{"current_password": None} | self.valid_data(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def recovery_codes(self, request: Request) -> Response:
        """Make ten new recovery codes, shown this once; the older ones are dead.

        Needs what taking the second factor away needs: the password or a fresh one-time code, and
        the second factor; or a passkey. An account without a second factor may have them, too:
        after a code by SMS, one opens an account that was not used for a long time.
        """
        codes = managing.replace_recovery_codes(
            user=request.user,
            session_id=current_session_id(request),
            **{"current_password": None} | self.valid_data(),
        )
        return self._show_once(codes)

    def confirm(self, request: Request) -> Response:
        """Show the second factor again: for five minutes, the session may make sensitive changes.

        They answer `fresh_second_factor_required` without it: changing e-mail address, phone or
        password, exporting, erasing, and making anything that opens the account. A passkey shows it
        as well: `auth/passkey-proof`.
        """
        freshness.show_again(
            user=request.user,
            session_id=current_session_id(request),
            address=client_address(request),
            **self.valid_data(),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def forget_devices(self, request: Request) -> Response:
        """Ask for the second factor again on every remembered device."""
        managing.forget_own_devices(user=request.user, session_id=current_session_id(request))
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _show_once(self, codes: list[str]) -> Response:
        shown = NewRecoveryCodesSerializer({"recovery_codes": codes})
        return Response(shown.data, status=status.HTTP_201_CREATED, headers=NO_STORE)


class SecondStepViewSet(ActionViewSet):
    """The second step of a log-in, and the link that keeps a second factor."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {
        "second_factor": SecondStepSerializer,
        "keep_second_factor": KeepSecondFactorSerializer,
    }
    answers = {
        "second_factor": (200, SecondStepDoneSerializer),
        "keep_second_factor": (204, None),
    }
    domain_errors = {
        "second_factor": (
            errors.LogInExpired,
            errors.CodeRefused,
            errors.AccountInactive,
            errors.AccountSuspended,
            errors.SessionEnded,
            LimitExceeded,
        ),
        "keep_second_factor": (errors.LinkInvalid,),
    }

    @action(detail=False, methods=["post"], url_path="second-factor")
    def second_factor(self, request: Request) -> Response:
        """Finish a log-in that answered `second_factor_required`.

        Its `challenge` lives five minutes, is good for one log-in, and dies with any change of
        password, identifiers or second factor. A wrong, an old and a used code get the same answer;
        five wrong ones in five minutes from one address wait.
        """
        data = self.valid_data()
        remembers = data.pop("remember_device")
        session = log_in_by_code(**data, **device(request))
        agent = device(request)["user_agent"]
        token = remember_device(session.user, user_agent=agent) if remembers else None
        done = SecondStepDoneSerializer(session, context={"remembered_token": token})
        return Response(done.data, headers=NO_STORE)

    @action(detail=False, methods=["post"], url_path="keep-second-factor")
    def keep_second_factor(self, request: Request) -> Response:
        """Undo what staff were asked for: the second factor stays. By the token of the link that
        was sent to the account's verified addresses.

        Undone twice is undone: 204 again, and also when the request has ended in another way. When
        what was asked for has happened, `link_invalid` says so.
        """
        removal_links.keep(**self.valid_data())
        return Response(status=status.HTTP_204_NO_CONTENT)
