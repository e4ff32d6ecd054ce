"""Passwords are hashed beside the requests, not before them.

A hash takes a quarter of a second of a core on purpose. bcrypt lets other Python threads run
meanwhile, but the cores are shared: at equal rank a few log-ins double what every page takes. So
hashes are computed in threads of a lower priority; on a machine that rests they are as fast as
ever.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher

NICENESS = 10  # of 19: about a tenth of the processor when requests want all of it


class BCryptHasher(BCryptSHA256PasswordHasher):
    """bcrypt over a SHA-256 of the password, so that nothing is cut off at 72 bytes."""

    rounds = settings.BCRYPT_ROUNDS

    def encode(self, password: str, salt: str) -> str:
        return _threads().submit(super().encode, password, salt).result()


@cache
def _threads() -> ThreadPoolExecutor:
    """As many as there are cores: more would only take turns."""
    return ThreadPoolExecutor(os.cpu_count(), "hashing", initializer=_give_way)


def _give_way() -> None:
    """Lower this thread's priority, on Linux, where a thread has one of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


# Threads do not outlive a fork: a worker makes its own.
os.register_at_fork(after_in_child=_threads.cache_clear)
