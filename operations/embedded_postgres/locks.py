"""File locks that the kernel releases however their holder ends."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def open_lock(path: Path) -> int:
    """A descriptor to lock. Private: a stranger's lock could keep the server up, or from starting.

    The lock belongs to the open file: forks share it, and it ends with the last of them.
    """
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(descriptor: int) -> bool:
    """Take the lock for oneself alone, without waiting."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_share(descriptor: int) -> None:
    """Take the lock together with others that share it."""
    fcntl.flock(descriptor, fcntl.LOCK_SH)


def is_current(descriptor: int, path: Path) -> bool:
    """Whether the file is still at its path: the lock on a deleted one keeps nobody out."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False
