"""Decisions on somebody, and their appeals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.status import HTTP_201_CREATED

from accounts.errors import LinkInvalid, TokenMissing
from foundation import deadlines
from foundation.viewsets import ActionViewSet
from moderation import errors
from moderation.appeal_links import read_token
from moderation.filters import DecisionFilterSet
from moderation.models import Appeal, Decision
from moderation.serializers.decisions import AppealSerializer, DecisionSerializer
from moderation.serializers.writing import LodgeAppealSerializer
from moderation.services.appeals import lodge_appeal

if TYPE_CHECKING:
    from rest_framework.request import Request

    from accounts.models import User


class DecisionViewSet(ActionViewSet):
    """Decisions on what is one's own, and on what oneself reported."""

    queryset = Decision.objects.none()
    ordering = ("-id",)
    filtersets = {"list": DecisionFilterSet}
    answers = {"list": (200, DecisionSerializer(many=True))}

    def list(self, request: Request) -> Response:
        """The decisions that concern oneself, with their reasons, the newest first."""
        deadlines.settle_due()
        user: User = request.user
        found = Decision.objects.concerning(user).for_reading_by(user)
        page = self.paginate_queryset(self.filter_queryset(found))
        shown = DecisionSerializer(page, many=True, context={"reader": user})
        return self.get_paginated_response(shown.data)


class AppealViewSet(ActionViewSet):
    """Appeals, by whoever a decision affects or whose report it answers."""

    permission_classes = [AllowAny]
    queryset = Decision.objects.none()
    lookup_value_converter = "uuid"
    makes = {"appeal": Appeal}
    requests = {"appeal": LodgeAppealSerializer}
    answers = {"appeal": (201, AppealSerializer)}
    domain_errors = {
        "appeal": (
            TokenMissing,
            errors.AppealTooLate,
            errors.AlreadyOverridden,
            errors.AlreadyAppealed,
        )
    }

    def appeal(self, request: Request, pk: Any) -> Response:
        """Appeal against a decision, once, within six months. Somebody else than who made it
        decides.

        Whoever cannot log in sends the `token` of the link in the mail.
        """
        data = self.valid_data()
        if data["token"]:
            decision, user, email = self._by_token(data["token"])
        elif request.user.is_authenticated:
            user, email = request.user, ""
            concerned = Decision.objects.concerning(user).select_related("case")
            decision = get_object_or_404(concerned, pk=pk)
        else:
            raise TokenMissing
        if decision.pk != pk:
            raise NotFound
        appeal = lodge_appeal(decision=decision, appellant=user, email=email, text=data["text"])
        return Response(AppealSerializer(appeal).data, status=HTTP_201_CREATED)

    def _by_token(self, token: str) -> tuple[Decision, User | None, str]:
        try:
            return read_token(token)
        except LinkInvalid as error:
            raise NotFound from error
