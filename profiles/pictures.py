"""Where re-encoded pictures are kept: in the default storage, a file for each size.

A picture's name is random and its files never change, so they can be cached for good. Without a
`MEDIA_URL` of a CDN or bucket, `profiles.pages.pictures` serves them, from whatever storage.
"""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from profiles.errors import StorageUnavailable, UploadRefused
from profiles.images import ImageRefused, renditions
from profiles.storing import put

if TYPE_CHECKING:
    from collections.abc import Mapping


class PictureKind(Enum):
    """What a picture is of; its value is the folder."""

    AVATAR = "avatars"
    PORTFOLIO = "portfolio"


SIZES: Mapping[PictureKind, Mapping[str, tuple[int, int]]] = {
    PictureKind.AVATAR: {"small": (64, 64), "medium": (192, 192), "large": (512, 512)},
    PictureKind.PORTFOLIO: {"small": (480, 480), "large": (1600, 1600)},
}


def path_of(kind: PictureKind, name: str, size: str) -> str:
    """The file of a picture in the storage. Folders by its first letters: none gets too full."""
    return f"{kind.value}/{name[:2]}/{name}-{size}.webp"


def store(kind: PictureKind, upload: IO[bytes]) -> str:
    """Re-encode an uploaded picture in all sizes of its kind; answers its name.

    Raises UploadRefused, and StorageUnavailable when not all of its sizes could be kept.
    """
    try:
        files = renditions(upload, sizes=SIZES[kind], crop=kind is PictureKind.AVATAR)
    except ImageRefused as error:
        refused = UploadRefused(str(error))
        refused.code = error.code
        raise refused from error
    name = uuid4().hex
    try:
        for size, content in files.items():
            put(default_storage, path_of(kind, name, size), content)
    except StorageUnavailable:
        remove(kind, name)
        raise
    return name


def remove(kind: PictureKind, name: str) -> None:
    """Delete all sizes of a picture; no picture is none."""
    if name:
        for size in SIZES[kind]:
            default_storage.delete(path_of(kind, name, size))


def remove_on_commit(kind: PictureKind, name: str) -> None:
    """Delete a picture once nothing refers to it any more."""
    transaction.on_commit(partial(remove, kind, name))


def urls(kind: PictureKind, name: str) -> dict[str, str] | None:
    """The address of each size, relative to the site's unless MEDIA_URL names another."""
    if not name:
        return None
    return {size: settings.MEDIA_URL + path_of(kind, name, size) for size in SIZES[kind]}


def urls_sql(kind: PictureKind, column: str) -> str:
    """`urls` in SQL, of a column with the name."""
    start = f"{settings.MEDIA_URL}{kind.value}/".replace("'", "''").replace("%", "%%")
    pairs = ", ".join(
        f"'{size}', '{start}' || left({column}, 2) || '/' || {column} || '-{size}.webp'"
        for size in SIZES[kind]
    )
    return f"CASE WHEN {column} <> '' THEN jsonb_build_object({pairs}) END"
