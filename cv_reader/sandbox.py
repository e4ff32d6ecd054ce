"""Reading a CV in a process of its own, which may crash, hang or eat memory as it likes.

The process has none of ours: no environment (no keys, no database address), no open file but its
input and output, limits on memory and processor time that it sets itself before it reads, and a
limit on time after which its whole group is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from cv_reader.document import Refused
from cv_reader.findings import Finding
from cv_reader.lexicon import Section
from cv_reader.reading_result import Reading
from cv_reader.skills import Range
from cv_reader.terms import Term

MEMORY_MB = 512
CPU_SECONDS = 10
WALL_SECONDS = 15
PROJECT = Path(__file__).resolve().parent.parent


def read(content: bytes, file_format: str) -> Reading:
    """What a document says. Raises Refused, with `too_complex` for one that needs more memory or
    time than a CV does.
    """
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as answer:
        source.write(content)
        source.seek(0)
        status = _run(file_format, source.fileno(), answer.fileno())
        if status != 0:
            raise Refused("too_complex")
        answer.seek(0)
        return _reading(json.load(answer))


def _run(file_format: str, source: int, answer: int) -> int:
    process = subprocess.Popen(  # noqa: S603 - our own module
        [
            *(sys.executable, "-m", "cv_reader.worker"),
            *(file_format, str(MEMORY_MB), str(CPU_SECONDS)),
        ],
        stdin=source,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env={"PATH": os.defpath, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )
    try:
        return process.wait(WALL_SECONDS)
    except subprocess.TimeoutExpired:
        return -1
    finally:
        # The group as well: nothing that a document might have started outlives it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _reading(answer: dict[str, Any]) -> Reading:
    if "refused" in answer:
        raise Refused(answer["refused"])
    return Reading(
        text=answer["text"],
        findings=[Finding(**one) for one in answer["findings"]],
        terms=[Term(*one) for one in answer["terms"]],
        ranges=[Range(one["start"], Section(one["section"])) for one in answer["ranges"]],
        titles=[tuple(one) for one in answer["titles"]],
    )
