"""Files that only their owner may see: kept in a storage of their own, which no page serves."""

from __future__ import annotations

from functools import partial
from typing import IO
from uuid import uuid4

from django.core.files.storage import Storage, storages
from django.db import transaction

from foundation.files.storing import put


def storage() -> Storage:
    """The private storage; its files are random names in folders by their first letters."""
    return storages["private"]


def store(folder: str, content: bytes, ending: str) -> str:
    """Keep a file; answers its name. Raises StorageUnavailable."""
    name = uuid4().hex
    return put(storage(), f"{folder}/{name[:2]}/{name}.{ending}", content)


def open_file(name: str) -> IO[bytes]:
    """The file of that name. Raises FileNotFoundError."""
    return storage().open(name)


def remove(name: str) -> None:
    """Delete a file; no name is none."""
    if name:
        storage().delete(name)


def remove_on_commit(name: str) -> None:
    """Delete a file once nothing refers to it any more."""
    transaction.on_commit(partial(remove, name))
