"""Signed cursors: where a list goes on, good for that list alone.

A cursor is signed together with the address, the filters and the order that it was made for, and
ends after a day: a tampered, foreign or expired one is refused and never answers a wrong page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, cast
from urllib.parse import urlencode

from django.core import signing
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

CURSOR = "cursor"
PAGE_SIZE = "page_size"
DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100
LIFETIME = timedelta(days=1)
REPEATED, REPEATED_CODE = _("Send it once."), "repeated_parameter"
PAGE_SIZE_SCHEMA = {
    "type": "integer",
    "minimum": 1,
    "maximum": MAX_PAGE_SIZE,
    "default": DEFAULT_PAGE_SIZE,
}


class ListRequest(Protocol):
    """All that a page of a list needs to know of a request."""

    @property
    def method(self) -> str | None: ...
    @property
    def path(self) -> str: ...
    @property
    def query_params(self) -> QueryDict: ...
    def build_absolute_uri(self, location: str | None = None) -> str: ...


def page_size(request: ListRequest) -> int:
    """How many results the client asks for. Raises ValidationError (`invalid_page_size`)."""
    raw = _only(request, PAGE_SIZE)
    if raw is None:
        return DEFAULT_PAGE_SIZE
    is_short = raw.isascii() and raw.isdigit() and len(raw) <= len(str(MAX_PAGE_SIZE))
    if not (is_short and 1 <= int(raw) <= MAX_PAGE_SIZE):
        message = _("A whole number from 1 to %(most)d.") % {"most": MAX_PAGE_SIZE}
        raise ValidationError({PAGE_SIZE: [message]}, code="invalid_page_size")
    return int(raw)


def _only(request: ListRequest, name: str) -> str | None:
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise ValidationError({name: [REPEATED]}, code=REPEATED_CODE)
    return values[0] if values else None


def asked_for(request: ListRequest, ordering: Sequence[str]) -> tuple[int, Any]:
    """How many results the client asks for, and from where. Raises ValidationError naming both if
    both are wrong.
    """
    errors: dict[str, Any] = {}
    size, position = DEFAULT_PAGE_SIZE, None
    try:
        size = page_size(request)
    except ValidationError as error:
        errors |= cast("dict[str, Any]", error.detail)
    try:
        position = read(request, ordering)
    except ValidationError as error:
        errors |= cast("dict[str, Any]", error.detail)
    if errors:
        raise ValidationError(errors)
    return size, position


def read(request: ListRequest, ordering: Sequence[str]) -> Any:
    """What the request's cursor says; None without one. Raises ValidationError
    (`invalid_cursor`) for one that was not made for this list.
    """
    raw = _only(request, CURSOR)
    if raw is None:
        return None
    try:
        return signing.loads(raw, salt=_salt(request, ordering), max_age=LIFETIME)
    except signing.BadSignature as error:
        raise invalid() from error


def invalid() -> ValidationError:
    """The error of a cursor that was not made for a list (`invalid_cursor`)."""
    message = _("This cursor is not valid for this list.")
    return ValidationError({CURSOR: [message]}, code="invalid_cursor")


def link(
    request: ListRequest,
    ordering: Sequence[str],
    position: Any,
    changes: Mapping[str, str] | None = None,
) -> str:
    """The address of the page from `position` on, with these query parameters changed. One that is
    posted to has the size at most: the body is sent again.
    """
    replaced = {**(changes or {}), CURSOR: ""}
    query = {name: values for name, values in request.query_params.lists() if name not in replaced}
    if request.method == "POST":
        query = {name: values for name, values in query.items() if name == PAGE_SIZE}
    query |= {name: [value] for name, value in (changes or {}).items()}
    query[CURSOR] = [signing.dumps(position, salt=_salt(request, ordering, changes))]
    address = f"{request.path}?{urlencode(query, doseq=True)}"
    return str(request.build_absolute_uri(address))


def _salt(
    request: ListRequest, ordering: Sequence[str], changes: Mapping[str, str] | None = None
) -> str:
    """What a cursor is bound to: the list, its filters and its order, but not the page size."""
    changed = changes or {}
    kept = [
        (name, value)
        for name, values in request.query_params.lists()
        for value in values
        if name not in (CURSOR, PAGE_SIZE, *changed)
    ]
    filters = urlencode(sorted([*kept, *changed.items()]))
    return f"cursor {request.path} {tuple(ordering)} {filters}"
