"""`me`: a user's own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import mixins, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.response import Response

from accounts import errors
from accounts.authentication import current_session_id
from accounts.models import Address
from accounts.serializers import (
    AddressSerializer,
    EraseAccountSerializer,
    ExportSerializer,
    PreferencesSerializer,
    UpdateAccountSerializer,
    UserSerializer,
)
from accounts.services import account, identifier_changes
from accounts.services.email_verification import resend_verification
from accounts.services.export import export_own
from accounts.services.preferences import preferred_by, save_preference
from foundation.addresses import client_address
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet, StrictViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request

CONFIRMED = (
    errors.WrongPassword,
    errors.FreshProofRequired,
    errors.FreshSecondFactorRequired,
    LimitExceeded,
)
CHANGED = (
    *CONFIRMED,
    errors.IdentifierTaken,
    errors.LastIdentifier,
    errors.TransitionRefused,
)


class MeViewSet(ActionViewSet):
    """The account of whoever asks."""

    requests = {
        "update": UpdateAccountSerializer,
        "partial_update": UpdateAccountSerializer,
        "destroy": EraseAccountSerializer,
    }
    answers = {
        "retrieve": (200, UserSerializer),
        "update": (200, UserSerializer),
        "partial_update": (200, UserSerializer),
        "destroy": (204, None),
        "export": (200, ExportSerializer),
    }
    domain_errors = {
        "update": CHANGED,
        "partial_update": CHANGED,
        "destroy": CONFIRMED,
        "export": (errors.FreshSecondFactorRequired,),
    }
    # Whoever has yet to set a second factor up may take their data along, and leave.
    open_before_enrolment = ("retrieve", "export", "destroy")

    def retrieve(self, request: Request) -> Response:
        """The own account."""
        return Response(UserSerializer(request.user).data)

    def update(self, request: Request) -> Response:
        """Replace what a user may change of the account.

        A new username, e-mail address or phone number, and `status: inactive`, need
        `current_password`, or a one-time code or passkey at most five minutes old. If anything of
        the account is verified, an address or number waits as `pending_email` or
        `pending_phone_number` until it is verified itself (`auth/verify-email`, `auth/verify-otp`),
        and whoever holds the old one is told how to undo it. `status: inactive` switches the
        account off and ends every session. Nobody else can take the old username for 90 days, in
        which it can be taken back; more than five changes in that time are a 429.
        """
        return self._update(request, partial=False)

    def partial_update(self, request: Request) -> Response:
        """Change some of the account; the rules of PUT hold: what needs `current_password` there,
        or a one-time code or passkey, needs it here.
        """
        return self._update(request, partial=True)

    def _update(self, request: Request, *, partial: bool) -> Response:
        changes = self.valid_data(request.user, partial=partial)
        user = account.update_account(
            user=request.user,
            session_id=current_session_id(request),
            address=client_address(request),
            current_password=changes.pop("current_password", None),
            changes=changes,
        )
        return Response(UserSerializer(user).data)

    def destroy(self, request: Request) -> Response:
        """Erase the account. Personal data is gone at once and for good; every session ends.

        Needs `current_password`, or a one-time code or passkey at most five minutes old. The e-mail
        address and the phone number are free again; the username in 90 days.
        """
        account.erase(
            user=request.user,
            session_id=current_session_id(request),
            current_password=self.valid_data().get("current_password"),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    @action(detail=False)
    def export(self, request: Request) -> Response:
        """Everything that is held about the user, as one document.

        An account with a second factor has to show it within five minutes before, or a passkey.
        """
        content = export_own(user=request.user, session_id=current_session_id(request))
        name = f'attachment; filename="{request.user.username}.json"'
        return Response(content, headers={"Content-Disposition": name})


class PendingChangesViewSet(ActionViewSet):
    """A new e-mail address or phone number that waits for its verification."""

    answers = {
        "cancel_email": (204, None),
        "cancel_phone_number": (204, None),
        "send_verification": (202, None),
    }
    domain_errors = {"send_verification": (LimitExceeded,)}

    def cancel_email(self, request: Request) -> Response:
        """Keep the e-mail address that there is. That no other one waits is fine."""
        identifier_changes.cancel(
            user=request.user, session_id=current_session_id(request), field="email"
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def cancel_phone_number(self, request: Request) -> Response:
        """Keep the phone number that there is. That no other one waits is fine."""
        identifier_changes.cancel(
            user=request.user, session_id=current_session_id(request), field="phone_number"
        )
        return Response(status=status.HTTP_204_NO_CONTENT)

    def send_verification(self, request: Request) -> Response:
        """Mail the link again that verifies the new address, or the one that there is; also a
        verified one, if `email_trouble` says that mails do not arrive.
        """
        resend_verification(user=request.user, session_id=current_session_id(request))
        return Response(status=status.HTTP_202_ACCEPTED)


class PreferencesViewSet(ActionViewSet):
    """How somebody reads."""

    requests = {"partial_update": PreferencesSerializer}
    answers = {
        "retrieve": (200, PreferencesSerializer),
        "partial_update": (200, PreferencesSerializer),
    }

    def retrieve(self, request: Request) -> Response:
        """In which language and time zone pages and mails come."""
        return self._answer()

    def partial_update(self, request: Request) -> Response:
        """Choose language, time zone or both; an empty one is no choice."""
        save_preference(
            user=request.user,
            session_id=current_session_id(request),
            **self.valid_data(partial=True),
        )
        return self._answer()

    def _answer(self) -> Response:
        return Response(PreferencesSerializer(preferred_by(self.request.user)).data)


class AddressViewSet(mixins.RetrieveModelMixin, StrictViewSet):
    """The user's postal address. Private: only city and country ever appear in public."""

    serializer_class = AddressSerializer
    may_be_missing = ("retrieve",)
    queryset = Address.objects.none()

    def get_object(self) -> Address:
        address = Address.objects.filter(user=self.request.user).first()
        if address is None:
            raise NotFound
        return address

    def update(self, request: Request) -> Response:
        """Set the address."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        address = account.save_address(
            user=request.user,
            session_id=current_session_id(request),
            **serializer.validated_data,
        )
        return Response(self.get_serializer(address).data)
