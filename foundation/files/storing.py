"""Putting a file into a storage: whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from django.core.files.base import ContentFile

from foundation.files.errors import StorageUnavailable

if TYPE_CHECKING:
    from django.core.files.storage import Storage

logger = structlog.get_logger("guildhall.storage")


def put(storage: Storage, path: str, content: bytes) -> str:
    """Keep a file; answers its name. Raises StorageUnavailable, and leaves nothing behind: a disk
    that filled up in the middle holds the beginning.
    """
    try:
        return storage.save(path, ContentFile(content))
    except Exception as error:  # a full disk, or whatever a bucket's client stumbles over
        logger.exception("storage_failed", folder=path.partition("/")[0], size=len(content))
        with suppress(Exception):  # it is away: there is nothing to remove, or no way to
            storage.delete(path)
        raise StorageUnavailable from error
