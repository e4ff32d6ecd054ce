"""Answers that a client keeps, and asks whether they are still the same (RFC 9110, section 13)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiParameter
from rest_framework.response import Response

if TYPE_CHECKING:
    from rest_framework.request import Request

IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="An ETag."
)


def revalidated(request: Request, data: Any, **headers: str) -> Response:
    """The data with its ETag, or 304 for whoever has it. No shared cache keeps it, unless other
    headers say so.
    """
    digest = hashlib.blake2b(orjson.dumps(data, default=str), digest_size=16).hexdigest()
    etag = f'"{digest}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, max-age=0, must-revalidate",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    unchanged = get_conditional_response(request._request, etag=etag)
    if unchanged is not None and unchanged.status_code == 304:
        return Response(status=304, headers=headers)
    return Response(data, headers=headers)
