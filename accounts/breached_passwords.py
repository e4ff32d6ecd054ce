"""Passwords that are known from data breaches, by the ranges of Have I Been Pwned.

A range holds the rest of every SHA-1 that begins with the same five digits, so that whoever is
asked for one learns nothing of use (k-anonymity). Ranges come from a service, from a folder with a
file for each, or from one sorted file of all: the formats of the service and its downloader.

It fails open: when no list can be asked in time, the other rules decide.
"""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

    from accounts.models import User

logger = structlog.get_logger("guildhall.passwords")

PREFIX_DIGITS = 5
# All that a list makes somebody wait: for names, connections and slow answers together.
SECONDS = 1.5
# The longest range has some 2,000 lines of 40 bytes; a padded one fewer.
MAX_RANGE_BYTES = 1_000_000
MAX_LINE_BYTES = 64
LOOK_UPS_AT_ONCE = 4


class BreachedPasswordValidator:
    """Refuses what a data breach made known, where a list of those is configured."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_breached(password):
            raise ValidationError(
                _("This password is known from a data breach."), code="password_breached"
            )

    def get_help_text(self) -> StrOrPromise:
        return _("Do not use a password that was leaked from any site.")


def is_breached(password: str) -> bool:
    """Whether a configured list knows the password; False when none can be asked in time."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    if settings.PASSWORD_BREACH_FILES and _answer(in_files, digest):
        return True
    return bool(settings.PASSWORD_BREACH_CHECK_URL) and _answer(in_service, digest)


def _answer(ask: Callable[[str], bool], digest: str) -> bool:
    """What a list says, within a fixed time, whatever it waits for meanwhile."""
    look_up = _threads().submit(ask, digest)
    try:
        return look_up.result(SECONDS)
    except (OSError, ValueError, HTTPException) as error:  # TimeoutError is an OSError
        look_up.cancel()
        logger.warning("breach_check_failed", source=ask.__name__, error=type(error).__name__)
        return False


@cache
def _threads() -> ThreadPoolExecutor:
    """So few that a service which hangs is asked by a few threads at most; the rest give up."""
    return ThreadPoolExecutor(LOOK_UPS_AT_ONCE, "breaches")


# Threads do not outlive a fork: a worker makes its own.
os.register_at_fork(after_in_child=_threads.cache_clear)


def in_service(digest: str) -> bool:
    """Whether the service knows the SHA-1. Raises OSError or ValueError."""
    url = settings.PASSWORD_BREACH_CHECK_URL.rstrip("/")
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError("not an address of the web")
    # Padding hides from whoever counts bytes on the way which range was asked for.
    headers = {"Add-Padding": "true", "User-Agent": settings.SITE_NAME}
    request = Request(f"{url}/{digest[:PREFIX_DIGITS]}", headers=headers)  # noqa: S310 - checked
    with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - checked above
        return _has(answer.read(MAX_RANGE_BYTES), digest)


def in_files(digest: str) -> bool:
    """Whether the folder or file knows the SHA-1. Raises OSError or ValueError."""
    place = Path(settings.PASSWORD_BREACH_FILES)
    if not place.is_dir():
        with place.open("rb") as file:
            return _is_in_sorted(file, digest)
    prefix = digest[:PREFIX_DIGITS]
    for name in (f"{prefix}.txt", prefix):
        if (place / name).exists():
            return _has((place / name).read_bytes(), digest)
    raise FileNotFoundError(prefix)


def _has(content: bytes, digest: str) -> bool:
    """Whether a range, lines of the rest of a SHA-1 and a count, has this one. Padding counts 0."""
    wanted = digest[PREFIX_DIGITS:].encode()
    for line in content.upper().splitlines():
        rest, _colon, count = line.strip().partition(b":")
        if rest == wanted:
            return count.strip() != b"0"
    return False


def _is_in_sorted(file: BinaryIO, digest: str) -> bool:
    """Whether a file of all SHA-1, sorted, has this one: some thirty lines of it are read."""
    wanted = digest.encode()
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        file.seek(middle)
        if middle:
            file.readline(MAX_LINE_BYTES)  # the rest of the line before
        line = file.readline(MAX_LINE_BYTES).strip().upper()
        found, _colon, count = line.partition(b":")
        if found == wanted:
            return count.strip() != b"0"
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return False
