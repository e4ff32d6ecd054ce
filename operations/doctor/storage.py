"""Where pictures and CVs are kept: writable, readable, and CVs nobody's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.utils.crypto import get_random_string

from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

VARIABLES = {"default": "MEDIA", "private": "PRIVATE"}
SECONDS = 5
FOR_OTHERS = 0o077


@check("storage", looks_outside=True)
def files_come_back() -> Iterator[Finding]:
    for alias, prefix in VARIABLES.items():
        if problem := _problem(storages[alias]):
            yield Finding(
                "E071",
                f"The storage of {'pictures' if alias == 'default' else 'CVs'} {problem}.",
                "Uploads fail, and what was uploaded may be out of reach.",
                f"Let the service's user write to {prefix}_ROOT, or mend {prefix}_STORAGE and "
                f"{prefix}_STORAGE_OPTIONS.",
            )


def _problem(storage: Any) -> str:
    """What goes wrong when a probe is written, read and deleted; nothing if nothing does."""
    content = get_random_string(32).encode()
    try:
        name = storage.save(f"doctor-{get_random_string(12)}.txt", ContentFile(content))
        try:
            with storage.open(name) as probe:
                is_same = probe.read() == content
        finally:
            storage.delete(name)
    except Exception as error:  # every storage has its own
        return f"refuses a probe ({type(error).__name__})"
    return "" if is_same else "gives back something else than it was given"


@check("storage", looks_outside=True)
def cvs_are_private() -> Iterator[Finding]:
    private = storages["private"]
    if isinstance(private, FileSystemStorage):
        is_open = _folder_is_open(Path(private.location))
    else:
        is_shared = settings.STORAGES["private"] == settings.STORAGES["default"]
        is_open = is_shared or _is_served(private)
    if is_open:
        yield Finding(
            "E072",
            "CVs and withheld pictures are kept where others can read them.",
            "They hold addresses, phones and lives, and were uploaded in confidence.",
            "PRIVATE_ROOT: a folder of its own, outside of MEDIA_ROOT, with mode 700; or "
            "PRIVATE_STORAGE_OPTIONS: a bucket of its own that is not public.",
        )


def _folder_is_open(folder: Path) -> bool:
    """Whether it lies in a folder that is served, or other users of the machine can enter it."""
    served = [Path(settings.MEDIA_ROOT).resolve(), Path(settings.STATIC_ROOT).resolve()]
    is_inside = any(folder.resolve().is_relative_to(one) for one in served)
    return is_inside or (folder.exists() and bool(folder.stat().st_mode & FOR_OTHERS))


def _is_served(storage: Any) -> bool:
    """Whether a bucket hands out a probe to somebody without a signature."""
    name = storage.save(f"doctor-{get_random_string(12)}.txt", ContentFile(b"probe"))
    try:
        address = urlsplit(storage.url(name))._replace(query="").geturl()
        if not address.startswith(("http://", "https://")):
            return False
        with urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - looked at above
            return bool(answer.status == 200)
    except (URLError, OSError, NotImplementedError):
        return False
    finally:
        storage.delete(name)
