"""The process that reads one CV: `python -m cv_reader.worker FORMAT MEMORY_MB CPU_SECONDS`.

The document comes on standard input, the answer goes to standard output as JSON: what was read, or
why not. The limits are set before a byte of the document is looked at; the limit on time by the
clock is the parent's (`sandbox`).
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict

MOST_OUTPUT = 64_000_000  # bytes
MOST_FILES = 64


def main() -> int:
    """Read the document within the limits given."""
    file_format, memory, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    limit_resources(memory_mb=memory, cpu_seconds=seconds)
    # Imported within the limits.
    from cv_reader.document import Refused
    from cv_reader.formats import Format
    from cv_reader.reading import read

    try:
        reading = read(sys.stdin.buffer.read(), Format(file_format))
    except Refused as refused:
        answer: dict[str, object] = {"refused": refused.code}
    except (MemoryError, RecursionError):
        answer = {"refused": "too_complex"}
    else:
        answer = asdict(reading)
        answer["terms"] = [(one.key, one.start, one.end) for one in reading.terms]
    json.dump(answer, sys.stdout, ensure_ascii=True)
    return 0


def limit_resources(*, memory_mb: int, cpu_seconds: int) -> None:
    """Limit this process: memory, processor time, size of files, open files; no core dump."""
    limits = {
        resource.RLIMIT_AS: memory_mb * 1024 * 1024,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: MOST_OUTPUT,
        resource.RLIMIT_NOFILE: MOST_FILES,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main())
