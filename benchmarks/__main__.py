"""`make bench`: every figure of the product as a ratio measured in one run, as one table.

Each row measures two things that alternate in rounds; its figure is the ratio of their medians.
"""

from __future__ import annotations

import argparse
import os
import platform
import secrets

import django


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5, help="how long a round of load lasts")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    os.environ |= {"HTTPS": "false", "LOG_LEVEL": "WARNING", "TRUSTED_PROXY_COUNT": "1"}
    django.setup()

    from benchmarks import rows
    from benchmarks.data import filled_database
    from benchmarks.load import require_wrk

    require_wrk()
    with filled_database() as tokens:
        table = [
            *rows.me(tokens, rounds=arguments.rounds, seconds=arguments.seconds),
            rows.log_in(rounds=arguments.rounds),
        ]
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print(rows.as_table(table))


if __name__ == "__main__":
    main()
