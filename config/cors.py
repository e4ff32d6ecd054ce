"""What other origins may read besides the API, of which the settings say who may call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

WELL_KNOWN = "/.well-known/"  # RFC 8615


def is_for_everybody(sender: object, request: HttpRequest, **_kwargs: object) -> bool:
    """Receive `check_request_enabled` of django-cors-headers: whoever verifies a signed reputation
    in a browser reads the keys, whichever site that is on. An origin that could not stand in a
    header is none: the answer repeats it.
    """
    origin = request.headers.get("Origin", "")
    return request.path_info.startswith(WELL_KNOWN) and origin.isprintable()
