"""`auth/data-link`: what is left to somebody whose account is suspended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts import errors
from accounts.data_link_serializers import AskForDataLinkSerializer, UseDataLinkSerializer
from accounts.serializers import ExportSerializer
from accounts.services import own_data
from foundation.addresses import client_address
from foundation.errors import LimitExceeded
from foundation.viewsets import ActionViewSet

if TYPE_CHECKING:
    from rest_framework.request import Request

USED = (
    errors.LinkInvalid,
    errors.FreshProofRequired,
    errors.WrongPassword,
    errors.FreshSecondFactorRequired,
    errors.CodeRefused,
    LimitExceeded,
)


class DataLinkViewSet(ActionViewSet):
    """Take the data of a suspended account along, or have the account erased, by a link."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_scope = "public"
    requests = {
        "data_link": AskForDataLinkSerializer,
        "export_by_link": UseDataLinkSerializer,
        "erase_by_link": UseDataLinkSerializer,
    }
    answers = {
        "data_link": (202, None),
        "export_by_link": (200, ExportSerializer),
        "erase_by_link": (204, None),
    }
    domain_errors = {
        "data_link": (LimitExceeded,),
        "export_by_link": USED,
        "erase_by_link": USED,
    }

    @action(detail=False, methods=["post"], url_path="data-link")
    def data_link(self, request: Request) -> Response:
        """Ask for the link, by mail or text message, if the account is suspended. The answer never
        tells whether the address or number is known.
        """
        own_data.ask_for_data_link(**self.valid_data(), address=client_address(request))
        return Response(status=status.HTTP_202_ACCEPTED)

    @action(detail=False, methods=["post"], url_path="export-by-link")
    def export_by_link(self, request: Request) -> Response:
        """What `me/export` answers, for a suspended account, by the token of the link.

        Good for an hour, and as often as you like. `proof_required` asks for `current_password`:
        what the link was sent to was never verified, or is a number that was not used for long.
        `fresh_second_factor_required` asks for a `code` of the authenticator app, or a recovery
        code.
        """
        user, content = own_data.export_by_link(
            **self.valid_data(), address=client_address(request)
        )
        name = f'attachment; filename="{user.username}.json"'
        return Response(content, headers={"Content-Disposition": name})

    @action(detail=False, methods=["post"], url_path="erase-by-link")
    def erase_by_link(self, request: Request) -> Response:
        """Erase a suspended account, as `DELETE me` does, by the token of the link. It asks for the
        same as `auth/export-by-link`. That it was suspended stays on record, without a name.
        """
        own_data.erase_by_link(**self.valid_data(), address=client_address(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
