"""Pictures, served from whatever storage keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from accounts.authentication import TokenAuthentication
from foundation.errors import DomainError
from profiles.pictures import SIZES, PictureKind, path_of, storage_of
from profiles.services.picture_places import is_own_withheld

if TYPE_CHECKING:
    from typing import IO

    from django.http import HttpRequest

    from accounts.models import User

FOR_GOOD = "public, max-age=31536000, immutable"  # a picture's name is random, its files are fixed
FOR_NOBODY = "private, no-store"


@require_safe
def picture(request: HttpRequest, kind: str, folder: str, name: str, size: str) -> FileResponse:
    """A stored picture. Only what is one is served, whatever else the storage holds; what is out of
    sight to its owner alone.
    """
    found = next((one for one in PictureKind if one.value == kind and size in SIZES[one]), None)
    if found is None or folder != name[:2]:
        raise Http404
    path, caching = path_of(found, name, size), FOR_GOOD
    file = _opened(path, is_withheld=False)
    if file is None and _is_owner(request, found, name):
        file, caching = _opened(path, is_withheld=True), FOR_NOBODY
    if file is None:
        raise Http404
    headers = {"Cache-Control": caching, "X-Content-Type-Options": "nosniff"}
    return FileResponse(file, content_type="image/webp", headers=headers)


def _opened(path: str, *, is_withheld: bool) -> IO[bytes] | None:
    try:
        return storage_of(is_withheld=is_withheld).open(path)
    except FileNotFoundError:
        return None


def _is_owner(request: HttpRequest, kind: PictureKind, name: str) -> bool:
    viewer = _viewer(request)
    return viewer is not None and is_own_withheld(kind, name, viewer)


def _viewer(request: HttpRequest) -> User | None:
    """Who asks, by the browser's session or by a token; whose token is no good is a stranger."""
    if request.user.is_authenticated:
        return request.user
    try:
        found = TokenAuthentication().authenticate(Request(request))
    except DomainError:
        return None
    return found[0] if found else None
