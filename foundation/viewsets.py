"""What viewsets share: a strict query and a strict body. And those of business events: an input,
an answer and the errors for each action.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.response import Response
from rest_framework.serializers import ListSerializer, Serializer
from rest_framework.viewsets import GenericViewSet

from foundation import cursors
from foundation.bodies import refuse_unknown_fields
from foundation.filters import refuse_unknown
from foundation.idempotency.handling import answer_once, brings_key, takes_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request

    from foundation.errors import DomainError
    from foundation.filters import FilterSet

READS = ("GET", "HEAD")
WRITES = ("POST", "PUT", "PATCH", "DELETE")


class NoInputSerializer(Serializer[Any]):
    """An event that takes no input."""


class StrictViewSet(GenericViewSet[Any]):
    """A viewset that refuses the parameters of a read and the fields of a body that it does not
    know, and does what comes with an `Idempotency-Key` once (`foundation.idempotency`).

    `filtersets` names the filters of each list that has some. Every POST of somebody who is logged
    in takes a key, but for the actions of `makes_nothing`; so does every action of `makes`, which
    names what each of them makes.
    """

    filtersets: ClassVar[Mapping[str, type[FilterSet]]] = {}
    makes: ClassVar[Mapping[str, type[Model]]] = {}
    makes_nothing: ClassVar[tuple[str, ...]] = ()

    @property
    def filterset_class(self) -> type[FilterSet] | None:
        return self.filtersets.get(self.action or "")

    @property
    def is_list(self) -> bool:
        """Whether the action answers a page of a list."""
        return self.action == "list"

    @property
    def takes_input(self) -> bool:
        """Whether the action reads a body."""
        return self.request.method != "DELETE"

    @property
    def shown_by(self) -> type[Serializer[Any]] | None:
        """What shows the thing that the action makes or changes."""
        return self.get_serializer_class()

    def parameters(self) -> set[str]:
        """What the action takes in its query."""
        known = set(self.filterset_class.base_filters) if self.filterset_class else set()
        return known | {cursors.CURSOR, cursors.PAGE_SIZE} if self.is_list else known

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action and request.method in READS and request.query_params:
            refuse_unknown(self)
        if self.action and request.method in WRITES:
            refuse_unknown_fields(self)
        if brings_key(request) and self.action and takes_key(self, request.method or ""):
            method = (request.method or "").lower()
            setattr(self, method, partial(answer_once, self, getattr(self, method)))


class ActionViewSet(StrictViewSet):
    """A viewset whose actions are events, not CRUD. The API's schema is made of the same dicts.

    `requests` names each action's input serializer (or one for each media type), `answers` its
    success (status, serializer or None), `more_answers` its other successes, and `domain_errors`
    the errors that its service raises.
    """

    requests: ClassVar[Mapping[str, Any]] = {}
    # A status may come with the media type of its answer.
    answers: ClassVar[Mapping[str, tuple[int | tuple[int, str], Any]]] = {}
    more_answers: ClassVar[Mapping[str, Mapping[Any, Any]]] = {}
    domain_errors: ClassVar[Mapping[str, tuple[type[DomainError], ...]]] = {}
    throttle_scope: str | None = None

    @property
    def is_list(self) -> bool:
        _status, answer = self.answers.get(self.action or "", (0, None))
        return super().is_list or isinstance(answer, ListSerializer)

    @property
    def takes_input(self) -> bool:
        return self.action in self.requests

    @property
    def shown_by(self) -> type[Serializer[Any]] | None:
        _status, answer = self.answers.get(self.action or "", (0, None))
        is_one = isinstance(answer, type) and issubclass(answer, Serializer)
        return answer if is_one else None

    def get_serializer_class(self) -> type[Serializer[Any]]:
        taken = self.requests.get(self.action or "", NoInputSerializer)
        if isinstance(taken, dict):
            sent = (self.request.content_type or "").partition(";")[0]
            return taken.get(sent) or next(iter(taken.values()))
        serializer: type[Serializer[Any]] = taken
        return serializer

    def answer(self, instance: Any) -> Response:
        """The action's success: something as the class shows it that the schema shows."""
        status, answer = self.answers[self.action]
        shown = answer(instance, context=self.get_serializer_context())
        return Response(shown.data, status=status)

    def answer_page(self, queryset: QuerySet[Any]) -> Response:
        """The page that the query asks for, filtered, ordered and cut, as the schema shows it.

        Raises ValidationError naming every parameter that is wrong.
        """
        _status, answer = self.answers[self.action]
        page = self.paginate_queryset(self.filter_queryset(queryset))
        shown = type(answer.child)(page, many=True, context=self.get_serializer_context())
        return self.get_paginated_response(shown.data)

    def valid_data(self, instance: Any = None, *, partial: bool = False) -> dict[str, Any]:
        """The action's input, validated; raises DRF's ValidationError naming every bad field.

        `instance` is what a rule between fields looks at for those that a partial input leaves out.
        """
        serializer = self.get_serializer(instance, data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)
