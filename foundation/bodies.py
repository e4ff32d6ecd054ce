"""What a body may have: the fields that its action takes. Any other is refused by its name, since
what it says would be lost, and nobody would see that it was misspelt.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError

from foundation.filters import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection

    from rest_framework.request import Request
    from rest_framework.serializers import Serializer

    from foundation.viewsets import StrictViewSet

REPLACES = ("PUT", "PATCH")
OF_FORMS = "csrfmiddlewaretoken"  # the browsable API sends it with each of its forms
MAX_NAMED = 20  # of a body with a hundred thousand, the answer would be ten times as long


def refuse_unknown_fields(view: StrictViewSet) -> None:
    """Raises ValidationError naming the keys of the body that the view's action does not know, and
    what reading the body raises where the action takes one.

    A PUT or PATCH of what was read before may have the fields that are only read: they change
    nothing, whatever they say.
    """
    taken: Any = view.get_serializer_class()
    if view.takes_input and getattr(taken, "takes_any_field", False):
        return
    data = _read(view.request, is_taken=view.takes_input)
    if not data:
        return
    known = (_fields(taken) if view.takes_input else frozenset()) | _shown(view, taken)
    refuse_other_than(known, data)


def refuse_other_than(known: Collection[str], data: Mapping[str, Any]) -> None:
    """Raises ValidationError naming the keys that are none of these."""
    of_form = {OF_FORMS} if isinstance(data, QueryDict) else set()
    if unknown := data.keys() - known - of_form:
        error = ErrorDetail(str(UNKNOWN), code="unknown_parameter")
        raise ValidationError({name: [error] for name in sorted(unknown)[:MAX_NAMED]})


def _read(request: Request, *, is_taken: bool) -> Mapping[str, Any]:
    """The body, if it is an object. Where none is taken, one that cannot be read is nobody's."""
    try:
        data = request.data
    except APIException:
        if is_taken:
            raise
        return {}
    return data if isinstance(data, Mapping) else {}


@cache
def _fields(kind: type[Serializer[Any]]) -> frozenset[str]:
    """Those that a body may have. To make them takes longer than most actions."""
    return frozenset(name for name, field in kind().fields.items() if not field.read_only)


@cache
def _answered(kind: type[Serializer[Any]]) -> frozenset[str]:
    return frozenset(kind().fields)


def _shown(view: StrictViewSet, taken: type[Serializer[Any]]) -> frozenset[str]:
    """The fields with which the action answers, where it replaces some of them."""
    answer = view.shown_by
    if view.request.method not in REPLACES or answer is None:
        return frozenset()
    answered = _answered(answer)
    return answered if answered & _fields(taken) else frozenset()
