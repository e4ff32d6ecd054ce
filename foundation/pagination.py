"""Keyset pagination: every page costs what the first costs, and no page is lost to an insertion.

A cursor holds the ordering values of the row at the page's edge (`foundation.cursors`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from foundation import cursors

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from rest_framework.views import APIView

    from foundation.cursors import ListRequest


class KeysetPagination(BasePagination):
    """Pages of `page_size` rows, in the order that a filter chose (`foundation.filters`) or else in
    the view's `ordering`. Each ends in a unique field.

    Fields of an ordering may start with `-`; none may be null.
    """

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: ListRequest, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        chosen = queryset.query.order_by
        self.ordering: tuple[str, ...] = tuple(chosen or getattr(view, "ordering", ("-id",)))
        self.size, found = cursors.asked_for(request, self.ordering)
        position, backwards = found or (None, False)
        ordering = tuple(map(_flip, self.ordering)) if backwards else self.ordering
        if position:
            queryset = queryset.filter(_after(ordering, position))
        rows = list(queryset.order_by(*ordering)[: self.size + 1])
        has_more, rows = len(rows) > self.size, rows[: self.size]
        if backwards:
            rows.reverse()
        self.has_next = bool(rows) if backwards else has_more
        self.has_previous = has_more if backwards else bool(position and rows)
        self.rows = rows
        return rows

    def get_paginated_response(self, data: list[Any]) -> Response:
        return Response(
            {
                "next": self._link(self.rows[-1], backwards=False) if self.has_next else None,
                "previous": self._link(self.rows[0], backwards=True) if self.has_previous else None,
                "results": data,
            }
        )

    def _link(self, row: Model | dict[str, Any], *, backwards: bool) -> str:
        values = [_value(row, field.lstrip("-")) for field in self.ordering]
        return cursors.link(self.request, self.ordering, (values, backwards))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link | {"description": "The next page; null on the last."},
                "previous": link | {"description": "The previous page; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": cursors.CURSOR,
                "in": "query",
                "description": "Where to go on, from `next` or `previous` of an earlier answer.",
                "schema": {"type": "string"},
            },
            {
                "name": cursors.PAGE_SIZE,
                "in": "query",
                "description": "How many results a page holds.",
                "schema": cursors.PAGE_SIZE_SCHEMA,
            },
        ]


def _flip(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _value(row: Model | dict[str, Any], field: str) -> str:
    return str(row[field] if isinstance(row, dict) else getattr(row, field))


def _after(ordering: tuple[str, ...], position: list[str]) -> Q:
    """The rows behind `position`: (a > x) or (a = x and b > y) or ..., after each field's order."""
    condition = Q()
    equal_so_far = Q()
    for field, value in zip(ordering, position, strict=True):
        name, operator = (field[1:], "lt") if field.startswith("-") else (field, "gt")
        condition |= equal_so_far & Q(**{f"{name}__{operator}": value})
        equal_so_far &= Q(**{name: value})
    return condition
