"""The parameters of a search: in the query, or in a body where a text is too long for a query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from foundation import cursors
from foundation.bodies import refuse_other_than
from foundation.fields import StringField, WholeNumberField

if TYPE_CHECKING:
    from collections.abc import Collection

    from rest_framework.request import Request

OF_A_PAGE = (cursors.CURSOR, cursors.PAGE_SIZE)


def sent_in_query(request: Request, *, repeatable: Collection[str]) -> dict[str, Any]:
    """The query's parameters but those of a page, as lists where they repeat. Raises
    ValidationError naming those that do and may not.
    """
    given = request.query_params
    repeated = [name for name in given if len(given.getlist(name)) > 1 and name not in repeatable]
    if repeated:
        message = ErrorDetail(str(cursors.REPEATED), code=cursors.REPEATED_CODE)
        raise ValidationError({name: [message] for name in repeated})
    return {
        name: given.getlist(name) if name in repeatable else given[name]
        for name in given
        if name not in OF_A_PAGE
    }


def one_by_one(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Parameters as a form sends them: those that repeat, once for each value."""
    return [
        (name, str(one))
        for name, value in given.items()
        for one in (value if isinstance(value, list) else [value])
    ]


class RefusesUnknown(serializers.Serializer[Any]):
    """The serializer of an object in a body, or of one that no action's own body is. Those are
    judged by `foundation.bodies`.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            refuse_other_than(self.fields.keys(), data)
        return super().to_internal_value(data)


class PostedSerializer(RefusesUnknown):
    """The parameters of a search as a body, with those of a page. Nothing else may be in it."""

    cursor = StringField(
        required=False,
        help_text="From `next` or `previous`, unless the body is posted to these as they are.",
    )
    page_size = WholeNumberField(
        required=False,
        min_value=1,
        max_value=cursors.MAX_PAGE_SIZE,
        help_text="How many results a page holds.",
    )


class Posted:
    """A search that was posted, as if its parameters had come in the query. Its links hold a cursor
    and the size of a page, and are posted to with the same body; they count, rather than what the
    body says of a page.
    """

    method = "POST"

    def __init__(self, request: Request, body: Mapping[str, Any]) -> None:
        self.request = request
        self.path = request.path
        self.build_absolute_uri = request.build_absolute_uri
        self.query_params = QueryDict(mutable=True)
        for name, value in body.items():
            values = value if isinstance(value, list) else [value]
            self.query_params.setlist(name, [str(one) for one in values if one is not None])
        for name, values in request.query_params.lists():
            self.query_params.setlist(name, values)
