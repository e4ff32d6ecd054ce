"""`make fuzz`: Schemathesis over the whole schema in each role, and one table."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import django
import orjson
from django.core.management import call_command

from benchmarks.endings import leave_by_exception_when_killed
from benchmarks.fuzz.environment import ENVIRONMENT, own_keys

SETTINGS = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
DATABASE = "fuzz_guildhall"
PEOPLE = 30
SCHEMA = "schema.json"
PROCESSES = 2
OPENAPI_JSON = {"Accept": "application/vnd.oai.openapi+json"}


@dataclass(frozen=True)
class Plan:
    """How much is tried."""

    examples: int
    phases: str
    seconds: int
    at_least: int
    only: str
    byte_rounds: int


def main() -> int:
    """Start the server on a database of its own, try everything, print the table."""
    leave_by_exception_when_killed()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--examples", type=int, default=700, help="cases of an operation")
    parser.add_argument("--phases", default="examples,coverage,fuzzing,stateful")
    parser.add_argument("--seconds", type=int, default=3600, help="go on for so long")
    parser.add_argument("--at-least", type=int, default=0, help="fewer cases are a failure")
    parser.add_argument("--only", default="", help="operations whose id begins with this")
    parser.add_argument("--byte-rounds", type=int, default=40, help="hostile requests an address")
    arguments = parser.parse_args()
    os.environ |= ENVIRONMENT | own_keys()
    django.setup()

    # They import models, which Django allows only now.
    from benchmarks.fuzz.raw_bytes import fuzz_bytes
    from benchmarks.fuzz.report import report, report_bytes
    from benchmarks.fuzz.tally import Tally
    from benchmarks.own_database import own_database
    from benchmarks.servers import guildhall
    from profiles.tests.factories import seed_people

    call_command("collectstatic", interactive=False, verbosity=0)  # without, every page is a 500
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, own_database(DATABASE) as database:
        seed_people(PEOPLE)
        work = Path(folder)
        media = {"MEDIA_ROOT": f"{work}/media", "PRIVATE_ROOT": f"{work}/private"}
        with guildhall(database | media) as server:
            names = _operations(server.url, work, arguments.only)
            runs = _run_all(server.url, names, database | media, work, Plan(**vars(arguments)))
            statuses = fuzz_bytes(server.url, 0 if arguments.only else arguments.byte_rounds)
            print(*server.crashes(), sep="\n")
        tally = Tally.read(work.glob("*.tally"))
    seconds = time.monotonic() - started
    return max(
        report(tally, runs, seconds, operations=len(names), at_least=arguments.at_least),
        report_bytes(statuses),
    )


def _operations(url: str, work: Path, only: str) -> list[str]:
    """Keep the schema in a file; answer which of its operations are tried."""
    request = Request(f"{url}/api/schema", headers=OPENAPI_JSON)
    document = orjson.loads(urlopen(request).read())
    (work / SCHEMA).write_bytes(orjson.dumps(document))
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    return sorted(name for name in names if name.startswith(only))


def _run_all(
    url: str, operations: list[str], database: dict[str, str], work: Path, plan: Plan
) -> list[int]:
    """Divide the operations among processes; answer how each ended."""
    shares = [operations[first::PROCESSES] for first in range(PROCESSES)]

    def run(number: int) -> int:
        environment = os.environ | database
        environment |= {
            "SCHEMATHESIS_HOOKS": "benchmarks.fuzz.hooks",
            "FUZZ_SHARE": str(number),
            "FUZZ_TALLY": str(work / f"{number}.tally"),
        }
        command = [
            *(str(SCHEMATHESIS), "--config-file", str(SETTINGS)),
            *("run", str(work / SCHEMA), "--url", url, "--no-color", "--warnings", "off"),
            *("--max-examples", str(plan.examples), "--phases", plan.phases),
            *("--max-time", str(plan.seconds)),
            *(word for name in shares[number] for word in ("--include-operation-id", name)),
        ]
        with (work / f"{number}.log").open("w+b") as log:
            ended = subprocess.run(command, env=environment, stdout=log, stderr=log, check=False)
            if ended.returncode:
                log.seek(0)
                sys.stdout.write(log.read().decode(errors="replace"))
        return ended.returncode

    with ThreadPoolExecutor(PROCESSES) as pool:
        return list(pool.map(run, range(PROCESSES)))


if __name__ == "__main__":
    sys.exit(main())
