"""The public keys of signed reputations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.views.decorators.http import require_safe

from reviews.signing import key_set

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def jwks(request: HttpRequest) -> JsonResponse:
    """The key set by which what this site signs is checked."""
    return JsonResponse(key_set(), headers={"Cache-Control": "public, max-age=3600"})
