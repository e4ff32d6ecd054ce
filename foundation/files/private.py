"""Files that only some may see: kept in a storage of their own, which no page serves."""

from __future__ import annotations

from typing import IO
from uuid import uuid4

from django.core.files.storage import Storage, storages

from foundation.files import unwanted
from foundation.files.storing import put


def storage() -> Storage:
    """The private storage; its files are random names in folders by their first letters."""
    return storages["private"]


def store(folder: str, content: bytes, ending: str) -> str:
    """Keep a file; answers its name. Outside of any transaction: it is deleted again unless whoever
    writes the row that names it wants it (`want`). Raises StorageUnavailable.
    """
    name = uuid4().hex
    path = f"{folder}/{name[:2]}/{name}.{ending}"
    unwanted.expect(path)
    return put(storage(), path, content)


def want(*names: str) -> None:
    """Keep what was stored, in the transaction that writes the row that names it. Raises
    StorageUnavailable if that took so long that it was given up.
    """
    unwanted.want(names)


def open_file(name: str) -> IO[bytes]:
    """The file of that name. Raises FileNotFoundError."""
    return storage().open(name)


def give_up(*names: str) -> None:
    """Delete what was stored and is not wanted after all."""
    unwanted.delete(names)


def discard(*names: str) -> None:
    """Delete files once nothing refers to them any more: after the commit, and tried again until
    they are gone.
    """
    unwanted.discard(names)
