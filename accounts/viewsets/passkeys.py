"""Passkeys: `me/passkeys`, which are one's own, and `auth/passkey-…`, which use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from accounts import errors
from accounts.authentication import current_session_id
from accounts.challenges import Purpose
from accounts.models import Passkey
from accounts.passkey_serializers import (
    AddedPasskeySerializer,
    BeginPasskeySerializer,
    LogInByPasskeySerializer,
    PasskeyCreationOptionsSerializer,
    PasskeyNameSerializer,
    PasskeyRequestOptionsSerializer,
    PasskeySerializer,
    RegisterPasskeySerializer,
    SecondStepByPasskeySerializer,
    SecondStepOptionsSerializer,
    UsePasskeySerializer,
)
from accounts.serializers import LoggedInSerializer
from accounts.services import passkey_use, passkeys
from accounts.viewsets.auth import NO_STORE, logged_in_answer
from foundation.addresses import device
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request

PROOF = (
    errors.WrongPassword,
    errors.FreshProofRequired,
    errors.FreshSecondFactorRequired,
    LimitExceeded,
)
ANSWERED = (errors.ChallengeInvalid, errors.CredentialRefused, LimitExceeded)


class OwnPasskeyViewSet(ActionViewSet):
    """The user's own passkeys, the newest first."""

    queryset = Passkey.objects.none()
    ordering = ("-id",)
    lookup_value_converter = "uuid"
    requests = {
        "begin": BeginPasskeySerializer,
        "create": RegisterPasskeySerializer,
        "partial_update": PasskeyNameSerializer,
        "destroy": BeginPasskeySerializer,
    }
    answers = {
        "list": (200, PasskeySerializer(many=True)),
        "begin": (200, PasskeyCreationOptionsSerializer),
        "create": (201, AddedPasskeySerializer),
        "partial_update": (200, PasskeySerializer),
        "destroy": (204, None),
    }
    domain_errors = {
        "begin": (*PROOF, errors.TooManyPasskeys),
        "create": (*ANSWERED, errors.TooManyPasskeys),
        "partial_update": (errors.PasskeyGone,),
        "destroy": (*PROOF, errors.LastWayIn),
    }
    makes = {"create": Passkey}
    makes_nothing = ("begin",)
    # Whoever has yet to set a second factor up may add one: it counts.
    open_before_enrolment = ("list", "begin", "create")

    def get_queryset(self) -> QuerySet[Passkey]:
        return Passkey.objects.filter(user=self.request.user)

    def list(self, request: Request) -> Response:
        """The own passkeys. Of the keys themselves nothing is shown."""
        return self.answer_page(self.get_queryset())

    @action(detail=False, methods=["post"], url_path="options")
    def begin(self, request: Request) -> Response:
        """Begin to add a passkey: the options for `navigator.credentials.create`.

        Needs `current_password`, or a one-time code or passkey at most five minutes old. The
        challenge is good once, for five minutes, in this session. What the browser answers goes to
        `POST me/passkeys`.
        """
        options = passkeys.begin_registration(
            user=request.user,
            session_id=current_session_id(request),
            current_password=self.valid_data().get("current_password"),
        )
        return Response(options, headers=NO_STORE)

    def create(self, request: Request) -> Response:
        """Add the passkey that the browser made, with a name to know it by; the owner is told by
        mail.

        One that is registered already, here or for another account, is refused like one whose
        answer does not hold. Where the operator asks a second factor of the role and there was
        none, this is it: all other sessions end, and logging in by a password or code asks for it.
        Ten `recovery_codes` come with it then, shown this once, if there were none; else the list
        is empty.
        """
        passkey, codes = passkeys.register_passkey(
            user=request.user, session_id=current_session_id(request), **self.valid_data()
        )
        shown = AddedPasskeySerializer(passkey, context={"recovery_codes": codes})
        return Response(shown.data, status=status.HTTP_201_CREATED, headers=NO_STORE)

    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Rename a passkey."""
        passkey = self.get_object()
        if changes := self.valid_data(partial=True):
            passkeys.rename_passkey(
                user=request.user,
                session_id=current_session_id(request),
                passkey=passkey,
                **changes,
            )
        return self.answer(passkey)

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Remove a passkey; the owner is told by mail.

        Needs `current_password`, or a one-time code or passkey at most five minutes old. The last
        one can be removed only when there is another way in: a password, or a verified e-mail
        address or phone.
        """
        passkeys.remove_passkey(
            user=request.user,
            session_id=current_session_id(request),
            passkey=self.get_object(),
            current_password=self.valid_data().get("current_password"),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasskeyUseViewSet(ActionViewSet):
    """A passkey as a way in, and as a proof. Only the proof needs a token."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {
        "log_in": LogInByPasskeySerializer,
        "prove": UsePasskeySerializer,
        "begin_second_step": SecondStepOptionsSerializer,
        "second_step": SecondStepByPasskeySerializer,
    }
    answers = {
        "begin": (200, PasskeyRequestOptionsSerializer),
        "log_in": (200, LoggedInSerializer),
        "begin_proof": (200, PasskeyRequestOptionsSerializer),
        "prove": (204, None),
        "begin_second_step": (200, PasskeyRequestOptionsSerializer),
        "second_step": (200, LoggedInSerializer),
    }
    domain_errors = {
        "log_in": (
            errors.PasskeyRefused,
            errors.ChallengeInvalid,
            errors.AccountInactive,
            errors.AccountSuspended,
            LimitExceeded,
        ),
        "prove": ANSWERED,
        "begin_second_step": (errors.LogInExpired,),
        "second_step": (
            *ANSWERED,
            errors.LogInExpired,
            errors.AccountInactive,
            errors.AccountSuspended,
            errors.SessionEnded,
        ),
    }
    makes_nothing = ("begin_proof", "prove")

    @action(detail=False, methods=["post"], url_path="passkey-options")
    def begin(self, request: Request) -> Response:
        """Begin to log in by a passkey: the options for `navigator.credentials.get`.

        The same for everybody: whose passkey it is, the authenticator says. Ask for new ones when
        `challenge_invalid` is answered, and every few minutes while a form waits with
        `mediation: "conditional"`.
        """
        return Response(passkey_use.log_in_options(), headers=NO_STORE)

    @action(detail=False, methods=["post"], url_path="passkey-login")
    def log_in(self, request: Request) -> Response:
        """Log in by a passkey, without a username. It verifies its owner (a finger, a face, a PIN):
        no second factor is asked for.

        A passkey that nobody has, one whose signature does not hold and one of another site get the
        same answer. That an account is inactive or suspended is told only after the right passkey.
        """
        return logged_in_answer(passkey_use.log_in(**self.valid_data(), **device(request)))

    @action(detail=False, methods=["post"], url_path="passkey-second-factor-options")
    def begin_second_step(self, request: Request) -> Response:
        """Begin to finish a log-in that answered `second_factor_required` by a passkey: the options
        for `navigator.credentials.get`. They name the passkeys of the account, none if it has none.
        """
        return Response(passkey_use.second_step_options(**self.valid_data()), headers=NO_STORE)

    @action(detail=False, methods=["post"], url_path="passkey-second-factor")
    def second_step(self, request: Request) -> Response:
        """Finish a log-in that answered `second_factor_required` by a passkey of the account, in
        place of a code. The `challenge` is good for one log-in, as with a code.
        """
        session = passkey_use.log_in_by_second_step(**self.valid_data(), **device(request))
        return logged_in_answer(session)

    @action(
        detail=False,
        methods=["post"],
        url_path="passkey-proof-options",
        permission_classes=[IsAuthenticated],
        authentication_classes=ActionViewSet.authentication_classes,
    )
    def begin_proof(self, request: Request) -> Response:
        """Begin to show by a passkey that it is still you: the options for
        `navigator.credentials.get`, in this session only.
        """
        options = passkey_use.options_for(
            user=request.user, purpose=Purpose.PROVE, bound_to=current_session_id(request)
        )
        return Response(options, headers=NO_STORE)

    @action(
        detail=False,
        methods=["post"],
        url_path="passkey-proof",
        permission_classes=[IsAuthenticated],
        authentication_classes=ActionViewSet.authentication_classes,
    )
    def prove(self, request: Request) -> Response:
        """Show by a passkey that it is still you: for five minutes, what asks for the current
        password or the second factor in this session does without.
        """
        passkey_use.prove_by_passkey(
            user=request.user, session_id=current_session_id(request), **self.valid_data()
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
