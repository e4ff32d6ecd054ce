"""`python -m benchmarks.first_minutes`: how long a newcomer waits for `make demo`, in a fresh clone
of what is committed and again in the same one, until it prints its address.

`--against REVISION` measures another one in turn with it. Packages come from the caches of pip and
uv, which are filled before the first round. The CPU is that of all processes, PostgreSQL's too.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from benchmarks.endings import leave_by_exception_when_killed
from benchmarks.table import Goal, Row, as_markdown

PROJECT = Path(__file__).resolve().parent.parent
READY = "Guildhall is running"
GOALS = {"fresh clone": 30, "again": 4}  # seconds, on two quiet cores
STOP_SECONDS = 30
NOT_A_NEWCOMERS = {"PORT", "ENV_FILE", "PYTHONDONTWRITEBYTECODE"}


@dataclass
class Start:
    """How long `make demo` took, and what it used."""

    seconds: float
    cpu: float


@dataclass
class Measured:
    """The starts of one revision, in a fresh clone and again."""

    revision: str
    starts: dict[str, list[Start]] = field(default_factory=lambda: {name: [] for name in GOALS})

    def round(self) -> None:
        """Clone it and start its demo twice."""
        with tempfile.TemporaryDirectory(prefix="first-minutes-") as folder:
            clone = Path(folder) / "guildhall"
            subprocess.run(["git", "clone", "--quiet", PROJECT, clone], check=True)
            subprocess.run(["git", "checkout", "--quiet", self.revision], cwd=clone, check=True)
            for starts in self.starts.values():
                starts.append(start_once(clone))

    def __str__(self) -> str:
        latest = ((name, starts[-1]) for name, starts in self.starts.items())
        said = [f"{name} {one.seconds:.1f} s (CPU {one.cpu:.1f} s)" for name, one in latest]
        return f"{self.revision[:9]}: {', '.join(said)}"

    def middle(self, name: str, of: str = "seconds") -> float:
        return median(getattr(one, of) for one in self.starts[name])


def start_once(clone: Path) -> Start:
    """Start the demo, wait for its address, and stop it."""
    known = {name: value for name, value in os.environ.items() if name not in NOT_A_NEWCOMERS}
    begun = time.monotonic()
    demo = subprocess.Popen(
        ["make", "demo"],
        cwd=clone,
        env=known,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        lines = []
        for line in demo.stdout or ():
            lines.append(line)
            if READY in line:
                return Start(time.monotonic() - begun, cpu_seconds(demo.pid, clone))
        sys.exit("The demo ended before it was ready:\n" + "".join(lines))
    finally:
        stop(demo, clone)


def cpu_seconds(demo: int, clone: Path) -> float:
    """What the demo and its database have used, those of their processes included that ended."""
    database = int((clone / ".data/postgres/postmaster.pid").read_text().split()[0])
    roots = [psutil.Process(demo), psutil.Process(database)]
    family = [one for root in roots for one in (root, *root.children(recursive=True))]
    return sum(sum(one.cpu_times()[:4]) for one in family)


def stop(demo: subprocess.Popen[str], clone: Path) -> None:
    """Stop the demo, and wait until its database has ended as well."""
    os.killpg(demo.pid, signal.SIGTERM)
    demo.communicate(timeout=STOP_SECONDS)
    deadline = time.monotonic() + STOP_SECONDS
    while (clone / ".data/postgres/postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.1)


def rows(ours: Measured, other: Measured | None) -> list[Row]:
    """A row for each start and for its CPU. The goal is of the time, and of a quiet machine."""
    found = []
    for name, goal in GOALS.items():
        for of, what in (("seconds", f"make demo, {name}"), ("cpu", "CPU of it")):
            figure = ours.middle(name, of)
            bound = Goal(figure, most=goal, unit="s") if of == "seconds" else None
            if other is None:
                found.append(Row(what, f"{figure:.1f} s", goal=bound))
                continue
            before = other.middle(name, of)
            against = f"{before:.1f} s {other.revision}"
            found.append(Row(what, f"{figure:.1f} s", against, f"{figure / before:.2f} x", bound))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.first_minutes", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--against", metavar="REVISION", help="of git, measured in turn")
    arguments = parser.parse_args()
    leave_by_exception_when_killed()
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    ours = Measured(head.stdout.strip())
    other = Measured(arguments.against) if arguments.against else None
    for number in range(arguments.rounds):
        for measured in filter(None, (ours, other)):
            measured.round()
            print(f"round {number + 1}, {measured}; load {os.getloadavg()[0]:.1f}", flush=True)
    print(f"\n{as_markdown(rows(ours, other))}")


if __name__ == "__main__":
    main()
