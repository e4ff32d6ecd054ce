"""What viewsets of business events share: an input, an answer and the errors for each action."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from foundation.errors import DomainError


class NoInputSerializer(Serializer[Any]):
    """An event that takes no input."""


class ActionViewSet(GenericViewSet[Any]):
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

    def get_serializer_class(self) -> type[Serializer[Any]]:
        serializer: type[Serializer[Any]] = self.requests.get(self.action or "", NoInputSerializer)
        return serializer

    def valid_data(self, instance: Any = None, *, partial: bool = False) -> dict[str, Any]:
        """The action's input, validated; raises DRF's ValidationError naming every bad field.

        `instance` is what a rule between fields looks at for those that a partial input leaves out.
        """
        serializer = self.get_serializer(instance, data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)
