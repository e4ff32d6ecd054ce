"""`make bench`: every figure of the product as a ratio measured in one run, as one table.

Rows that compare measure two things that alternate in rounds; the figure is the ratio of their
medians. `--only me --only login` measures no more than that: `search`, which makes a million
profiles, takes most of the time.
"""

from __future__ import annotations

import argparse
import os
import platform
import secrets
from datetime import UTC, datetime

import django

from benchmarks.endings import leave_by_exception_when_killed

# What production runs, whatever a developer's .env says. Only the database's server is theirs.
PRODUCTION = {
    "DEBUG": "false",
    "HTTPS": "false",
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "json",
    "BCRYPT_ROUNDS": "12",
    "EMAIL_URL": "dummymail://",
    "JWT_ALGORITHM": "HS256",
    "JWT_ISSUER": "guildhall",
    "JWT_AUDIENCE": "guildhall",
    "ACCESS_TOKEN_MINUTES": "1440",  # made before the first round, used until the last
    "SEARCH_INDEXER": "command",  # a service of its own, as in deploy/
    "TRUSTED_PROXY_COUNT": "1",  # each log-in comes from another address: see rows/login.py
}


def set_up_quietly() -> None:
    """Set Django up for this process, which prints a table: what it does is not logged as well. The
    servers that it starts log as production does.
    """
    os.environ["LOG_LEVEL"] = "WARNING"
    django.setup()
    os.environ["LOG_LEVEL"] = PRODUCTION["LOG_LEVEL"]


def main() -> None:
    """Run every row on a database of its own and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=_positive, default=3)
    parser.add_argument("--seconds", type=_positive, default=5, help="how long a round loads")
    parser.add_argument("--only", action="append", default=[], help="these rows; more than once")
    parser.add_argument("--keep", action="store_true", help="keep what search is measured on")
    arguments = parser.parse_args()
    leave_by_exception_when_killed()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= PRODUCTION
    os.environ["SECRET_KEY"] = os.environ["JWT_SIGNING_KEY"] = secrets.token_urlsafe(50)
    set_up_quietly()

    # They import models, which Django allows only now.
    from benchmarks import load, table
    from benchmarks.data import filled_database
    from benchmarks.rows import ROWS

    if unknown := set(arguments.only) - ROWS.keys():
        parser.error(f"no rows are called {', '.join(unknown)}; there are {', '.join(ROWS)}")
    load.require_wrk()
    with filled_database() as data:
        measures = (ROWS[name] for name in arguments.only or ROWS)
        rows = [row for measure in measures for row in measure(data, arguments)]
        server = data.server_version
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, PostgreSQL {server}\n"
    )
    print(table.as_markdown(rows))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    main()
