"""Keyset pagination: every page costs what the first costs, and no page is lost to an insertion.

A cursor holds the ordering values of the row at the page's edge. It is signed together with the
address that it was made for, so that a tampered cursor, or one from another list or other filters,
is refused (422) and never answers a wrong page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from rest_framework.request import Request
    from rest_framework.views import APIView

CURSOR = "cursor"
PAGE_SIZE = "page_size"


class KeysetPagination(BasePagination):
    """Pages of `page_size` rows in the view's `ordering`, which ends in a unique field.

    Fields of `ordering` may start with `-`; none may be null.
    """

    page_size = 20
    max_page_size = 100

    def paginate_queryset(
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        self.ordering: tuple[str, ...] = tuple(getattr(view, "ordering", ("-id",)))
        self.size = self._page_size()
        position, backwards = self._position()
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

    def _page_size(self) -> int:
        raw = self.request.query_params.get(PAGE_SIZE)
        if raw is None:
            return self.page_size
        if not (raw.isascii() and raw.isdigit() and 1 <= int(raw[:6]) <= self.max_page_size):
            message = _("A whole number from 1 to %(most)d.") % {"most": self.max_page_size}
            raise ValidationError({PAGE_SIZE: [message]}, code="invalid_page_size")
        return int(raw)

    def _position(self) -> tuple[list[str] | None, bool]:
        """The values to go on from, and whether to go backwards; (None, False) without a cursor."""
        raw = self.request.query_params.get(CURSOR)
        if raw is None:
            return None, False
        try:
            position, backwards = signing.loads(raw, salt=self._salt())
        except signing.BadSignature as error:
            message = _("This cursor is not valid for this list.")
            raise ValidationError({CURSOR: [message]}, code="invalid_cursor") from error
        return position, backwards

    def _salt(self) -> str:
        """What a cursor is bound to: the list, its filters and its order, but not the page size."""
        filters = sorted(
            (name, value)
            for name, values in self.request.query_params.lists()
            for value in values
            if name not in (CURSOR, PAGE_SIZE)
        )
        return f"cursor {self.request.path} {self.ordering} {urlencode(filters)}"

    def _link(self, row: Model | dict[str, Any], *, backwards: bool) -> str:
        values = [_value(row, field.lstrip("-")) for field in self.ordering]
        cursor = signing.dumps((values, backwards), salt=self._salt())
        query = self.request.query_params.copy()
        query[CURSOR] = cursor
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

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
                "name": CURSOR,
                "in": "query",
                "description": "Where to go on, from `next` or `previous` of an earlier answer.",
                "schema": {"type": "string"},
            },
            {
                "name": PAGE_SIZE,
                "in": "query",
                "description": "How many results a page holds.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
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
