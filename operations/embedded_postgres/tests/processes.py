"""Users of an embedded server, and the server's own processes, as the operating system has them."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable

PROJECT = Path(__file__).resolve().parent.parent.parent.parent
DEADLINE_SECONDS = 30

# Connects through Django, runs each line (SQL, or Python after a "!"), says so, waits for its end.
PROGRAM = """
import os, signal, sys
from django.conf import settings
settings.configure(DATABASES={"default": {
    "ENGINE": "operations.embedded_postgres", "NAME": "guildhall",
    "EMBEDDED_DATA_DIR": sys.argv[1]}})
import django; django.setup()
from django.db import connection
def run(line):
    if line.startswith("!"):
        return eval(line[1:])
    with connection.cursor() as cursor:
        cursor.execute(line)
        return cursor.fetchall() if cursor.description else None
for line in sys.stdin:
    try:
        print(run(line) or "done", flush=True)
    except Exception as error:
        connection.close()
        print("error:", type(error).__name__, " ".join(str(error).split()), flush=True)
"""


class User:
    """A process that uses the server of a data directory."""

    def __init__(self, data: Path, **options: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(data)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )

    def send(self, line: str) -> None:
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        return self.process.stdout.readline().strip()

    def run(self, line: str) -> str:
        self.send(line)
        return self.answer()

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait(DEADLINE_SECONDS)
        self.process.stdout.close()

    def kill(self) -> None:
        self.process.kill()
        self.end()


def _processes(word: str, folder: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if str(folder) in command and any(word in part for part in command):
            found.append(process)
    return found


def servers_of(folder: Path) -> list[psutil.Process]:
    return _processes("bin/postgres", folder)


def supervisors_of(folder: Path) -> list[psutil.Process]:
    return _processes("operations.embedded_postgres.supervisor", folder)


def wait_for(condition: Callable[[], bool], seconds: float = DEADLINE_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def nothing_runs(folder: Path, seconds: float = DEADLINE_SECONDS) -> bool:
    return wait_for(lambda: not servers_of(folder) and not supervisors_of(folder), seconds)
