"""Hashing beside the requests: what Django would hash, at a lower priority, also after a fork."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from django.contrib.auth.hashers import BCryptSHA256PasswordHasher

from accounts import hashing

SALT = b"$2b$04$abcdefghijklmnopqrstuu"
PASSWORD = "a lantern for every trade"


def test_a_hash_is_what_django_makes_of_it():
    hasher = hashing.BCryptHasher()
    encoded = hasher.encode(PASSWORD, SALT)
    assert encoded == BCryptSHA256PasswordHasher().encode(PASSWORD, SALT)
    assert hasher.verify(PASSWORD, encoded)
    assert not hasher.verify(PASSWORD + " ", encoded)


def test_what_goes_wrong_reaches_the_caller():
    with pytest.raises(ValueError, match="salt"):
        hashing.BCryptHasher().encode(PASSWORD, b"no salt")


@pytest.mark.skipif(sys.platform != "linux", reason="threads have priorities of their own on Linux")
def test_hashes_give_way_to_requests():
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert hashing._threads().submit(priority).result() == priority() + hashing.NICENESS


FORKED = f"""
import os, django
django.setup()
from accounts.hashing import BCryptHasher
encoded = BCryptHasher().encode("x", {SALT!r})  # there are threads, which the child has not
if os.fork() == 0:
    os._exit(0 if BCryptHasher().verify("x", encoded) else 1)
raise SystemExit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_forked_worker_hashes():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "true"}
    command = [sys.executable, "-W", "ignore", "-c", FORKED]
    subprocess.run(command, env=environment, check=True, timeout=30)
