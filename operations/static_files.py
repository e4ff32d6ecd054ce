"""Static files, collected once for as long as they stay the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

NOTE = "collected-from"


def collect_static_files() -> None:
    """`collectstatic`, unless what was collected last was made of the same files.

    It compresses each, which takes seconds; reading them takes a moment.
    """
    note = Path(settings.STATIC_ROOT) / NOTE
    digest = _digest()
    if note.exists() and note.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(digest)


def _digest() -> str:
    """Of the names and contents of all files that are found."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            with storage.open(path) as file:
                digest.update(f"{path}:{file.size}:".encode())
                digest.update(file.read())
    return digest.hexdigest()
