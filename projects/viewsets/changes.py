"""`agreements/{id}/change-requests` and `change-requests`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from rest_framework.decorators import action

from foundation.errors import LimitExceeded
from foundation.money import TooManyDecimals, UnknownCurrency
from projects import errors
from projects.filters import ChangeRequestFilterSet
from projects.models import Agreement, ChangeRequest
from projects.serializers.changes import ChangeRequestSerializer, NewChangeRequestSerializer
from projects.services import changing
from projects.viewsets.base import ProjectsViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request
    from rest_framework.response import Response

    from projects.models.change_request import ChangeRequestQuerySet

STATE_ERRORS = (errors.WrongState, errors.TooLateToUndo)


class AgreementChangesViewSet(ProjectsViewSet):
    """What the two sides of one agreement ask of each other."""

    queryset = ChangeRequest.objects.none()
    ordering = ("-number",)
    filtersets = {"list": ChangeRequestFilterSet}
    makes = {"create": ChangeRequest}
    requests = {"create": NewChangeRequestSerializer}
    answers = {
        "list": (200, ChangeRequestSerializer(many=True)),
        "create": (201, ChangeRequestSerializer),
    }
    domain_errors = {
        "create": (
            *STATE_ERRORS,
            errors.ProjectRemoved,
            errors.OtherPartyAway,
            errors.AgreementChanged,
            errors.AlreadyRequested,
            errors.NothingChanges,
            errors.PriceWithoutCurrency,
            errors.EndsBeforeItStarts,
            errors.AmountWithoutCurrency,
            errors.StepsDoNotAddUp,
            errors.StepIsDone,
            errors.UnknownStep,
            TooManyDecimals,
            UnknownCurrency,
            LimitExceeded,
        )
    }

    def _agreement(self) -> Agreement:
        own = Agreement.objects.of(self.request.user)
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def list(self, request: Request, pk: UUID) -> Response:
        """What either side asked for, the latest first, and what came of it."""
        found = ChangeRequest.objects.filter(agreement=self._agreement())
        return self.answer_page(found.reaching(request.user).with_project(request.user))

    def create(self, request: Request, pk: UUID) -> Response:
        """Ask the other side for other terms, or to part. It holds once they accept it.

        One of each kind can wait. Whatever else ends the work lets those that wait lapse, and a
        delivery those that would undo it. Where no words pass between the two (409 `person_away`),
        `end`, `did_not_happen` and `undo` can be asked for without a `message`. To end it alone,
        there is `projects/{id}/end-early`.
        """
        fields = self.valid_data()
        made = changing.request_change(
            user=request.user,
            agreement=self._agreement(),
            **{name: value for name, value in fields.items() if name != "terms"},
            **fields.get("terms", {}),
        )
        return self.answer(_shown(made, request))


class ChangeRequestViewSet(ProjectsViewSet):
    """A change request, for the two sides of its agreement."""

    queryset = ChangeRequest.objects.none()
    lookup_value_converter = "uuid"
    answers = dict.fromkeys(
        ("retrieve", "accept", "decline", "withdraw"), (200, ChangeRequestSerializer)
    )
    domain_errors = {
        "accept": (
            *STATE_ERRORS,
            errors.NotYourMove,
            errors.ProjectRemoved,
            errors.AgreementChanged,
            errors.StepIsDone,
        ),
        "decline": (*STATE_ERRORS, errors.NotYourMove),
        "withdraw": (*STATE_ERRORS, errors.NotYourMove),
    }

    def get_queryset(self) -> ChangeRequestQuerySet:
        user = self.request.user
        return ChangeRequest.objects.concerning(user).reaching(user).with_project(user)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """What one asked for, or was asked for."""
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Agree to it: it holds from now on. For the other side."""
        changing.accept_change(user=request.user, request=self.get_object())
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        """Not agree to it: all stays as it was. For the other side."""
        changing.decline_change(user=request.user, request=self.get_object())
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Ask for it no more. For whoever asked."""
        changing.withdraw_change(user=request.user, request=self.get_object())
        return self.answer(self.get_object())


def _shown(made: ChangeRequest, request: Request) -> ChangeRequest:
    return ChangeRequest.objects.with_project(request.user).get(pk=made.pk)
