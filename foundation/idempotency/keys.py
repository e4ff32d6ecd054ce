"""The key that a client sends, and which row it means."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

import orjson

from foundation.idempotency.errors import HEADER, KeyMalformed

if TYPE_CHECKING:
    from uuid import UUID

    from rest_framework.request import Request

META = f"HTTP_{HEADER.upper().replace('-', '_')}"
MAX_LENGTH = 255
# The draft draft-ietf-httpapi-idempotency-key-header has a string of RFC 9651, in quotes; most
# clients send it bare. A comma would be two headers that a server joined.
BARE = re.compile(rf"[!#-+\--~][!-+\--~]{{0,{MAX_LENGTH - 1}}}")
QUOTED = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])+)"')
PATTERN = r'^("([ !#-\[\]-~]|\\["\\])+"|[!#-+\--~][!-+\--~]*)$'


def key_of(request: Request) -> str:
    """The key that came with the request, without its quotes. Raises KeyMalformed."""
    sent = request.META[META].strip(" \t")
    if quoted := QUOTED.fullmatch(sent):
        key = re.sub(r"\\(.)", r"\1", quoted[1])
    elif BARE.fullmatch(sent):
        key = sent
    else:
        raise KeyMalformed
    if len(key) > MAX_LENGTH:
        raise KeyMalformed
    return key


def digest_of(*, account_id: UUID, method: str, path: str, key: str) -> str:
    """The row of a key: it means another one for each account and each route. Whoever acts for
    others by one account would be part of it, too.
    """
    scope = orjson.dumps([str(account_id), method, path, key])
    return blake2b(scope, digest_size=32).hexdigest()
