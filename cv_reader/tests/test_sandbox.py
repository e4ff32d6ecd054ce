"""The process in which CVs are read: what it cannot do, and what it survives."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from benchmarks.cvs import hostile
from benchmarks.cvs.fuzz import attempt
from cv_reader import sandbox
from cv_reader.document import Refused

FILES = Path(settings.BASE_DIR) / "benchmarks" / "cvs" / "generated"
MUTATED = 40  # here; `make fuzz-cvs` reads 500


@pytest.mark.parametrize("name", hostile.HOSTILE)
def test_hostile_files_end_within_the_limits(name):
    content = hostile.HOSTILE[name]()
    started = time.monotonic()
    outcome = attempt(content, name.rsplit(".", 1)[-1])
    assert not outcome.startswith("WRONG"), outcome
    assert time.monotonic() - started < sandbox.WALL_SECONDS + 3


def test_broken_files_are_read_or_refused():
    chance = random.Random(11)
    originals = sorted(path for path in FILES.iterdir() if path.name != "labels.json")
    for _number in range(MUTATED):
        path = chance.choice(originals)
        outcome = attempt(hostile.mutated(path.read_bytes(), chance), path.suffix[1:])
        assert not outcome.startswith("WRONG"), (path.name, outcome)


def test_nothing_of_ours_is_in_its_environment(monkeypatch):
    seen = {}

    def popen(command, **options):
        seen.update(options, command=command)
        raise OSError("no process")

    monkeypatch.setattr(subprocess, "Popen", popen)
    with pytest.raises(OSError, match="no process"):
        sandbox.read(b"x", "txt")
    assert set(seen["env"]) == {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    assert seen["start_new_session"]
    assert seen["command"][0] == sys.executable


def test_it_needs_neither_django_nor_a_database():
    code = "import sys, cv_reader.reading; print([m for m in sys.modules if 'django' in m])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "code",
    [
        "bytearray(1_000_000_000)",
        "open('/tmp/guildhall-probe', 'wb').write(bytes(100_000_000))",
        "[open('/dev/null') for _ in range(1000)]",
    ],
    ids=["memory", "size of files", "number of files"],
)
def test_it_limits_itself(code):
    program = (
        "from cv_reader.worker import limit_resources;"
        f"limit_resources(memory_mb=512, cpu_seconds=10); {code}"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    Path("/tmp/guildhall-probe").unlink(missing_ok=True)
    assert ended.returncode != 0


def test_it_limits_its_processor_time():
    program = (
        "from cv_reader.worker import limit_resources;"
        "limit_resources(memory_mb=512, cpu_seconds=1)\nwhile True: pass"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, timeout=20
    )
    assert ended.returncode < 0


def test_what_hangs_is_killed_with_all_that_it_started(monkeypatch, tmp_path):
    mark = tmp_path / "child"
    hang = (
        "import pathlib, subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"pathlib.Path({str(mark)!r}).write_text(str(child.pid)); time.sleep(60)"
    )
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **more: popen([sys.executable, "-c", hang], **more)
    )
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 2)
    with pytest.raises(Refused) as refused:
        sandbox.read(b"x", "txt")
    assert refused.value.code == "too_complex"
    child = int(mark.read_text())
    deadline = time.monotonic() + 5
    while psutil.pid_exists(child) and time.monotonic() < deadline:
        if psutil.Process(child).status() == psutil.STATUS_ZOMBIE:
            break
        time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_what_dies_is_a_refusal(monkeypatch):
    popen = subprocess.Popen
    die = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr(
        subprocess, "Popen", lambda command, **more: popen([sys.executable, "-c", die], **more)
    )
    with pytest.raises(Refused):
        sandbox.read(b"x", "txt")
