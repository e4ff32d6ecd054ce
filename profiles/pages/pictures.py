"""Pictures, served from whatever storage keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from profiles.pictures import SIZES, PictureKind, path_of

if TYPE_CHECKING:
    from django.http import HttpRequest

FOR_GOOD = "public, max-age=31536000, immutable"  # a picture's name is random, its files are fixed


@require_safe
def picture(request: HttpRequest, kind: str, folder: str, name: str, size: str) -> FileResponse:
    """A stored picture. Only what is one is served, whatever else the storage holds."""
    found = next((one for one in PictureKind if one.value == kind and size in SIZES[one]), None)
    if found is None or folder != name[:2]:
        raise Http404
    try:
        file = default_storage.open(path_of(found, name, size))
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {"Cache-Control": FOR_GOOD, "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, content_type="image/webp", headers=headers)
