"""Read many broken and hostile files: `python -m benchmarks.cvs.fuzz [NUMBER]`.

Each must end within the limits, with a reading or a clear refusal. Exits 1 when one does not.
"""

from __future__ import annotations

import collections
import random
import sys
import time
from pathlib import Path

from benchmarks.cvs.hostile import HOSTILE, mutated
from cv_reader import sandbox
from cv_reader.document import Refused
from cv_reader.formats import detect

FILES = Path(__file__).parent / "generated"
SEED = 5
GRACE_SECONDS = 3


def main(number: int) -> int:
    """Read `number` mutated files and all hostile ones; how many went wrong."""
    chance = random.Random(SEED)
    originals = sorted(path for path in FILES.iterdir() if path.name != "labels.json")
    files = [(name, make()) for name, make in HOSTILE.items()]
    for index in range(number):
        path = chance.choice(originals)
        files.append((f"{index}-{path.name}", mutated(path.read_bytes(), chance)))
    outcomes: collections.Counter[str] = collections.Counter()
    wrong, slowest = 0, (0.0, "")
    for name, content in files:
        started = time.monotonic()
        outcome = attempt(content, name.rsplit(".", 1)[-1])
        took = time.monotonic() - started
        outcomes[outcome] += 1
        slowest = max(slowest, (took, name))
        if outcome.startswith("WRONG") or took > sandbox.WALL_SECONDS + GRACE_SECONDS:
            wrong += 1
            print(f"{name}: {outcome} after {took:.1f} s")
    print(f"{len(files)} files: {dict(outcomes)}; slowest {slowest[1]} with {slowest[0]:.1f} s")
    return wrong


def attempt(content: bytes, file_format: str) -> str:
    """What came of reading a file."""
    detected = detect(content)
    try:
        sandbox.read(content, detected if detected in ("pdf", "docx") else file_format)
    except Refused as refused:
        return refused.code
    except Exception as error:
        return f"WRONG: {error!r}"
    return "read"


if __name__ == "__main__":
    sys.exit(min(main(int(sys.argv[1]) if len(sys.argv) > 1 else 500), 1))
