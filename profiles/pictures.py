"""Where re-encoded pictures are kept: in the default storage, a file for each size.

A picture's name is random and its files never change, so they can be cached for good. Without a
`MEDIA_URL` of a CDN or bucket, `profiles.pages.pictures` serves them, from whatever storage.

A picture that is out of sight is kept in the private storage, in the same way. Whenever it moves
it gets another name: what was cached under the old one says nothing of the new one, and two that
move it at once do not touch each other's files.
"""

from __future__ import annotations

from contextlib import contextmanager
from enum import Enum
from typing import IO, TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from foundation.files import private, unwanted
from foundation.files.errors import StorageUnavailable
from foundation.files.images import ImageRefused, renditions
from foundation.files.storing import put
from profiles.errors import UploadRefused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.core.files.storage import Storage


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


def store(kind: PictureKind, upload: IO[bytes], *, is_withheld: bool = False) -> str:
    """Re-encode an uploaded picture in all sizes of its kind; answers its name. What is withheld is
    kept in private.

    Raises UploadRefused, and StorageUnavailable when not all of its sizes could be kept.
    """
    try:
        files = renditions(upload, sizes=SIZES[kind], crop=kind is PictureKind.AVATAR)
    except ImageRefused as error:
        refused = UploadRefused(str(error))
        refused.code = error.code
        raise refused from error
    return _keep(kind, files, storage_of(is_withheld=is_withheld))


@contextmanager
def gone_unless_kept(kind: PictureKind, name: str, *, is_withheld: bool) -> Iterator[None]:
    """Delete a picture that was stored if the row that is to name it cannot be written."""
    try:
        yield
    except BaseException:
        remove(kind, name, is_withheld=is_withheld)
        raise


def copy(kind: PictureKind, name: str, *, is_withheld: bool) -> str:
    """Copy a picture out of the private storage, or, `is_withheld`, into it; answers the copy's
    name. Raises FileNotFoundError and StorageUnavailable, and leaves nothing behind.
    """
    files = {}
    for size in SIZES[kind]:
        with storage_of(is_withheld=not is_withheld).open(path_of(kind, name, size)) as file:
            files[size] = file.read()
    return _keep(kind, files, storage_of(is_withheld=is_withheld))


def storage_of(*, is_withheld: bool) -> Storage:
    """Where pictures are kept that are withheld, or are not."""
    return private.storage() if is_withheld else default_storage


def _keep(kind: PictureKind, files: Mapping[str, bytes], storage: Storage) -> str:
    name = uuid4().hex
    try:
        for size, content in files.items():
            put(storage, path_of(kind, name, size), content)
    except StorageUnavailable:
        _remove(kind, name, storage)
        raise
    return name


def remove(kind: PictureKind, name: str, *, is_withheld: bool = False) -> None:
    """Delete all sizes of a picture; no picture is none."""
    _remove(kind, name, storage_of(is_withheld=is_withheld))


def _remove(kind: PictureKind, name: str, storage: Storage) -> None:
    if name:
        for size in SIZES[kind]:
            storage.delete(path_of(kind, name, size))


def remove_on_commit(kind: PictureKind, name: str, withheld: str) -> None:
    """Delete a picture, wherever it is kept, once nothing refers to it any more: after the commit,
    and tried again until it is gone.
    """
    for storage, one in (("default", name), (unwanted.PRIVATE, withheld)):
        paths = [path_of(kind, one, size) for size in SIZES[kind]] if one else []
        unwanted.discard(paths, storage=storage)


def urls(kind: PictureKind, name: str) -> dict[str, str] | None:
    """The address of each size, relative to the site's unless MEDIA_URL names another."""
    if not name:
        return None
    return {size: settings.MEDIA_URL + path_of(kind, name, size) for size in SIZES[kind]}


def own_urls(kind: PictureKind, name: str, withheld: str) -> dict[str, str] | None:
    """The addresses as the picture's owner gets them: what is withheld is served by us alone."""
    if name or not withheld:
        return urls(kind, name)
    return {
        size: reverse(
            "picture",
            kwargs={"kind": kind.value, "folder": withheld[:2], "name": withheld, "size": size},
        )
        for size in SIZES[kind]
    }


def urls_sql(kind: PictureKind, column: str) -> str:
    """`urls` in SQL, of a column with the name."""
    start = f"{settings.MEDIA_URL}{kind.value}/".replace("'", "''").replace("%", "%%")
    pairs = ", ".join(
        f"'{size}', '{start}' || left({column}, 2) || '/' || {column} || '-{size}.webp'"
        for size in SIZES[kind]
    )
    return f"CASE WHEN {column} <> '' THEN jsonb_build_object({pairs}) END"
