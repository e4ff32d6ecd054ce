"""Whether a body is the one that came with the key before.

Of the body only an HMAC under the secret key is kept. It is that of what the body says: two JSON
documents that differ in spaces and in the order of their fields are one, and so are two forms with
other boundaries.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import orjson
from django.http import QueryDict
from rest_framework.exceptions import APIException

from foundation.secret_keys import digests

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from rest_framework.request import Request

SALT = "foundation.idempotency"
# A quick digest of a password would undo what its slow hash is for.
LEFT_OUT = "password"


def fingerprints(request: Request, *, takes_input: bool) -> list[str]:
    """The fingerprint of query and body by each secret key: the first is to be kept, all are to be
    accepted. Raises what reading the body raises, where the action takes one; where it takes none,
    it is no reason to refuse the request what nobody would have read.
    """
    digest = sha256(orjson.dumps(request.META.get("QUERY_STRING", "")))
    if not takes_input and _says_nothing(request):
        return digests(SALT, digest.hexdigest())
    digest.update(orjson.dumps(_said(request.data, request), option=orjson.OPT_SORT_KEYS))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            _add_file(digest, name, file)
    return digests(SALT, digest.hexdigest())


def _says_nothing(request: Request) -> bool:
    """Whether there is nothing in the body, or nothing that can be read."""
    try:
        return not request.data and not request.FILES
    except APIException:
        return True


def _said(data: Any, request: Request) -> Any:
    if isinstance(data, QueryDict):
        data = {name: data.getlist(name) for name in data if name not in request.FILES}
    if isinstance(data, dict):
        return {name: value for name, value in data.items() if LEFT_OUT not in name}
    return data


def _add_file(digest: Any, name: str, file: UploadedFile) -> None:
    """Its name, and its content with its length, so that no other files give the same bytes."""
    digest.update(orjson.dumps([name, file.name or "", file.content_type or "", file.size]))
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
