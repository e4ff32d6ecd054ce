"""Where the processes of a server keep their counters: below METRICS_DIR, a folder for each server.

A folder is named by its owner, the server's main process, whose workers come and go: what a dead
worker counted still counts, so that no sum ever falls while the server runs. The host's name keeps
containers apart, all of whose first processes are number 1. Every worker shares a lock on the
folder, which the kernel releases however it ends; a folder that nobody holds is of a server that is
no more, and whoever comes next deletes it.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
from pathlib import Path

from django.conf import settings

from operations.embedded_postgres.locks import is_current, open_lock, try_lock, wait_for_share

LOCK = "lock"


def join() -> Path:
    """The folder of this process's server, empty if it is the first here; held until it ends."""
    folder = Path(settings.METRICS_DIR) / f"{socket.gethostname()}-{owner()}"
    while True:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            lock = open_lock(folder / LOCK)  # never closed
        except FileNotFoundError:
            continue  # deleted between the two lines
        if try_lock(lock):
            _empty(folder)  # left by a server that had the same process id
        wait_for_share(lock)
        if is_current(lock, folder / LOCK):
            return folder
        os.close(lock)


def living() -> list[Path]:
    """The folders of all servers that run here; deletes those of the others."""
    folders = [lock.parent for lock in Path(settings.METRICS_DIR).glob(f"*/{LOCK}")]
    return [folder for folder in folders if _is_held_or_deleted(folder)]


def owner() -> int:
    """The server's main process; a process that no server started is its own."""
    parent = multiprocessing.parent_process()
    return parent.pid if parent and parent.pid else os.getpid()


def _is_held_or_deleted(folder: Path) -> bool:
    try:
        lock = open_lock(folder / LOCK)
    except FileNotFoundError:
        return False
    try:
        if not try_lock(lock):
            return True
        shutil.rmtree(folder, ignore_errors=True)
        return False
    finally:
        os.close(lock)


def _empty(folder: Path) -> None:
    for path in folder.glob("*.db"):
        path.unlink()
