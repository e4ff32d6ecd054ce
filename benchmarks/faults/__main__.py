"""`make faults`: each fault put on the running product, and one table of what held.

`--short` does the same with less of everything, for CI; `--only NAME` does one. Fails when anything
did not hold.
"""

from __future__ import annotations

import argparse
import importlib
import os
import secrets
import sys
import time
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from benchmarks.__main__ import PRODUCTION, set_up_quietly
from benchmarks.endings import leave_by_exception_when_killed
from benchmarks.faults.finding import as_markdown

if TYPE_CHECKING:
    from benchmarks.faults.finding import Finding
    from benchmarks.faults.stand import Stand

FAULTS = (
    "killed_worker",
    "database_stopped",
    "redis_stopped",
    "hanging_gateways",
    "full_disk",
    "clock_jump",
    "memory",
)
QUICK = {
    "BCRYPT_ROUNDS": "4",
    "PUBLIC_THROTTLE_RATE": "1000000/min",
    "ACCOUNT_PROOF_REQUIRED": "false",
    "OTP_UNUSED_PER_DAY": "1000000",
    "OTP_UNUSED_PER_DIAL_CODE_DAY": "1000000",
    "OTP_PER_RANGE_HOUR": "1000000",
    "SMS_URL": "console://",
}


def main() -> None:
    """Put up the stand, then one fault after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", choices=FAULTS)
    arguments = parser.parse_args()
    leave_by_exception_when_killed()
    from benchmarks.faults.stand import Stand, database

    with database() as (postgres, folder):
        os.environ |= PRODUCTION | QUICK
        os.environ |= {"DATABASE_URL": postgres.url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ["SECRET_KEY"] = os.environ["JWT_SIGNING_KEY"] = secrets.token_urlsafe(50)
        set_up_quietly()
        _fill()
        stand = Stand(postgres, folder, short=arguments.short)
        names = [arguments.only] if arguments.only else FAULTS
        findings = [one for name in names for one in _put(stand, name)]
    print(as_markdown(findings))
    if not all(one.holds for one in findings):
        sys.exit("Something did not hold.")


def _put(stand: Stand, name: str) -> list[Finding]:
    started = time.monotonic()
    findings = list(importlib.import_module(f"benchmarks.faults.{name}").check(stand))
    print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr)
    return findings


def _fill() -> None:
    """An empty product with its vocabulary, the files of its pages, and some freelancers."""
    from django.core.management import call_command

    from benchmarks.faults.stand import SEEDED

    with redirect_stdout(StringIO()):
        call_command("collectstatic", interactive=False, verbosity=0)
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("import_skills", verbosity=0)
        call_command("seed", profiles=SEEDED, processes=1, verbosity=0)


if __name__ == "__main__":
    main()
