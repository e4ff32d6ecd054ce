"""JSON over the wire through orjson, with a limit to what a request may bring."""

from __future__ import annotations

from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any

import orjson
from django.conf import settings
from django.utils.functional import Promise
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class PayloadTooLarge(APIException):
    status_code = 413
    default_code = "payload_too_large"

    def __init__(self) -> None:
        super().__init__(f"The request body is larger than {settings.MAX_BODY_BYTES:,} bytes.")


# Far deeper than any input of ours, and far from where Python's recursion ends.
MOST_DEPTH = 32


def _is_too_deep(body: bytes, data: Any) -> bool:
    """Whether lists and objects lie in each other more than `MOST_DEPTH` times. Almost no body has
    as many brackets at all.
    """
    if body.count(b"[") + body.count(b"{") <= MOST_DEPTH:
        return False
    level = [data]
    for _depth in range(MOST_DEPTH + 1):
        level = [one for outer in level for one in _inner(outer)]
    return bool(level)


def _inner(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _default(value: object) -> str:
    """Of what orjson does not know by itself, answers hold lazy translations, and decimals where
    somebody's data is exported as it is stored. Everything else is a mistake of ours, and may not
    leave by its repr: TypeError, in which orjson names the type.
    """
    if isinstance(value, (Promise, Decimal)):
        return str(value)
    raise TypeError


class OrjsonRenderer(JSONRenderer):
    """Answers in UTF-8 JSON; times in UTC as `2026-01-31T12:00:00.123456Z`."""

    options = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        options = self.options
        if self.get_indent(accepted_media_type or "", renderer_context or {}):
            options |= orjson.OPT_INDENT_2
        return orjson.dumps(data, default=_default, option=options)


class OrjsonParser(BaseParser):
    """Reads JSON of at most `MAX_BODY_BYTES`.

    DRF's own parser reads the stream whatever its length: Django's `DATA_UPLOAD_MAX_MEMORY_SIZE`
    only guards forms.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        body = stream.read(settings.MAX_BODY_BYTES + 1)
        if len(body) > settings.MAX_BODY_BYTES:
            raise PayloadTooLarge
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(f"The body is not valid JSON: {error}.") from error
        if _is_too_deep(body, data):
            raise ParseError("The body is not valid JSON: it is nested too deeply.")
        return data
