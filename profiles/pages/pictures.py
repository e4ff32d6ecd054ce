"""Pictures, served from whatever storage keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponseNotModified
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe
from rest_framework.request import Request

from accounts.authentication import TokenAuthentication
from foundation.errors import DomainError
from profiles.pictures import SIZES, PictureKind, path_of, storage_of
from profiles.services.picture_places import is_own, is_shown

if TYPE_CHECKING:
    from typing import IO

    from django.http import HttpRequest, HttpResponseBase

    from accounts.models import User

# A picture's files are fixed, but who is in it may hide it: caches that strangers share ask again
# soon, and a browser that showed it, within the hour.
FOR_A_WHILE = "public, max-age=3600, s-maxage=300"
FOR_NOBODY = "private, no-store"


@require_safe
def picture(request: HttpRequest, kind: str, folder: str, name: str, size: str) -> HttpResponseBase:
    """A stored picture. Only what somebody's page shows now is served, whatever else the storage
    holds; what is out of sight to its owner alone.
    """
    found = next((one for one in PictureKind if one.value == kind and size in SIZES[one]), None)
    if found is None or folder != name[:2]:
        raise Http404
    is_public = is_shown(found, name)
    if not is_public and not _is_owner(request, found, name):
        raise Http404
    path = path_of(found, name, size)
    headers = {"Cache-Control": FOR_A_WHILE if is_public else FOR_NOBODY, "ETag": f'"{name}"'}
    if get_conditional_response(request, etag=headers["ETag"]):
        return HttpResponseNotModified(headers=headers)
    file = _opened(path, is_withheld=False)
    if file is None and not is_public:
        file = _opened(path, is_withheld=True)
    if file is None:
        raise Http404
    headers["X-Content-Type-Options"] = "nosniff"
    return FileResponse(file, content_type="image/webp", headers=headers)


def _opened(path: str, *, is_withheld: bool) -> IO[bytes] | None:
    try:
        return storage_of(is_withheld=is_withheld).open(path)
    except FileNotFoundError:
        return None


def _is_owner(request: HttpRequest, kind: PictureKind, name: str) -> bool:
    viewer = _viewer(request)
    return viewer is not None and is_own(kind, name, viewer)


def _viewer(request: HttpRequest) -> User | None:
    """Who asks, by the browser's session or by a token; whose token is no good is a stranger."""
    if request.user.is_authenticated:
        return request.user
    try:
        found = TokenAuthentication().authenticate(Request(request))
    except DomainError:
        return None
    return found[0] if found else None
