"""What scaling out costs and brings, on one machine with a primary, a replica and PgBouncer:

    python -m benchmarks.replication [--profiles 20000]

prints the log that each kind of write makes for a replica to take, how much of the reading a
replica takes over, and what PgBouncer and the replica cost a request.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import load
from benchmarks.replication.cluster import Cluster, running_cluster
from benchmarks.servers import guildhall
from benchmarks.traffic import ENVIRONMENT, PASSWORD, Traffic, traffic

if TYPE_CHECKING:
    from collections.abc import Callable

DATABASE = "guildhall"
REPEATS = 40
ROUNDS, SECONDS = 3, 4
TEXT = "On time, and every room is where it should be."


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profiles", type=int, default=20_000)
    arguments = parser.parse_args()
    load.require_wrk()
    options = "-c shared_buffers=512MB -c random_page_cost=1.1 -c jit=off"
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as folder,
        running_cluster(Path(folder), options) as cluster,
    ):
        cluster.primary.ask(f"CREATE DATABASE {DATABASE}")
        direct = ENVIRONMENT | {"DATABASE_URL": cluster.primary.url(DATABASE)}
        _manage(direct, "migrate", "-v0")
        _manage(direct, "createcachetable")
        _manage(direct, "seed", "--profiles", str(arguments.profiles), "-v0")
        cluster.primary.ask("VACUUM ANALYZE", DATABASE)
        report_log(cluster, direct)
        report_share(cluster, direct | {"DATABASE_REPLICA_URL": cluster.replica.url(DATABASE)})
        report_costs(cluster, direct)


def _manage(environment: dict[str, str], *command: str) -> None:
    arguments = [sys.executable, "manage.py", *command]
    subprocess.run(arguments, env=os.environ | environment, check=True)


class People:
    """Who writes, through the API."""

    def __init__(self, url: str) -> None:
        self.site = Traffic(url)
        self.tag = random.randrange(10**6)
        self.freelancers: list[str] = []
        self.client = self.register("client")
        self.projects: list[str] = []
        self.proposals: list[str] = []

    def send(self, method: str, path: str, token: str, body: object = None) -> Any:
        # Each from elsewhere, so that the limits of an address stay out of it.
        address = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"
        status, answer = self.site.ask(method, path, token, body, address)
        if not 200 <= status < 300:
            raise SystemExit(f"{method} {path}: {status} {answer!r}")
        return json.loads(answer) if answer else None

    def register(self, role: str = "freelancer") -> str:
        self.tag += 1
        name = f"writer-{self.tag}"
        who = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "role": role}
        who |= {"first_name": "Asha", "last_name": "Rao"}
        token = str(self.send("POST", "auth/register", "", who)["access_token"])
        self.freelancers += [token] if role == "freelancer" else []
        return token

    def log_in(self, _number: int) -> None:
        who = {"username": f"writer-{self.tag}", "password": PASSWORD}
        self.send("POST", "auth/login", "", who)

    def change_profile(self, number: int) -> None:
        headline = {"headline": f"Joiner, {number} years"}
        self.send("PATCH", "me/profile", self.freelancers[number], headline)

    def add_skill(self, number: int) -> None:
        self.send("POST", "me/skills", self.freelancers[number], {"name": "Python"})

    def post_project(self, number: int) -> None:
        project = {"title": f"Rooms {number}", "description": "A page for each.", "status": "open"}
        project |= {"skills": ["python"]}
        self.projects.append(self.send("POST", "projects", self.client, project)["id"])

    def propose(self, number: int) -> None:
        note = {"cover_note": "I have done three of these.", "rate": "30", "currency": "EUR"}
        path = f"projects/{self.projects[number]}/proposals"
        self.proposals.append(self.send("POST", path, self.freelancers[number], note)["id"])

    def accept(self, number: int) -> None:
        self.send("POST", f"proposals/{self.proposals[number]}/accept", self.client)

    def complete(self, number: int) -> None:
        self.send("POST", f"projects/{self.projects[number]}/complete", self.client)

    def review_first(self, number: int) -> None:
        self._review(number, self.client)

    def review_second(self, number: int) -> None:
        self._review(number, self.freelancers[number])

    def _review(self, number: int, token: str) -> None:
        path = f"projects/{self.projects[number]}/reviews"
        self.send("POST", path, token, {"rating": 5, "text": TEXT})


def report_log(cluster: Cluster, environment: dict[str, str]) -> None:
    """The bytes of log of each kind of write, as the replica receives them."""
    print("| write | log, kB |\n|---|---|")
    with guildhall(environment) as server:
        people = People(server.url)
        kinds: dict[str, Callable[[int], Any]] = {
            "registering": lambda _number: people.register(),
            "logging in": people.log_in,
            "changing a profile": people.change_profile,
            "adding a skill": people.add_skill,
            "posting a project": people.post_project,
            "proposing": people.propose,
            "accepting": people.accept,
            "completing": people.complete,
            "the first review": people.review_first,
            "the second review, which reveals both": people.review_second,
        }
        for kind, write in kinds.items():
            # After a checkpoint, the first change of each page would be logged with the page.
            write(0)
            before = _position(cluster)
            for number in range(1, REPEATS):
                write(number)
            each = (_position(cluster) - before) / (REPEATS - 1)
            print(f"| {kind} | {each / 1000:.1f} |", flush=True)


def _position(cluster: Cluster) -> int:
    return int(str(cluster.primary.ask("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")))


def report_share(cluster: Cluster, environment: dict[str, str]) -> None:
    """How many statements each server took, of reads by strangers and writes by users."""
    with guildhall(environment) as server, traffic(server.url) as asked:
        time.sleep(3)
        before = [_statements(cluster, one) for one in ("primary", "replica")]
        started = time.monotonic()
        time.sleep(10)
        figures = asked.since(started)
        time.sleep(2)  # they count with some delay
        after = [_statements(cluster, one) for one in ("primary", "replica")]
    primary, replica = (b - a for a, b in zip(before, after, strict=True))
    print(
        f"\n{figures.requests} requests, {figures.errors} errors: statements on the primary ",
        end="",
    )
    print(f"{primary:,}, on the replica {replica:,} ({replica / (primary + replica):.0%})")


def _statements(cluster: Cluster, name: str) -> int:
    server = getattr(cluster, name)
    query = f"SELECT xact_commit FROM pg_stat_database WHERE datname = '{DATABASE}'"
    return int(str(server.ask(query)))


def report_costs(cluster: Cluster, direct: dict[str, str]) -> None:
    """Requests a second of each way to the database, in rounds that take turns."""
    pooled = {"DATABASE_URL": cluster.pooler.url(DATABASE), "DATABASE_POOLER": "transaction"}
    plain = {"DATABASE_PREPARED_STATEMENTS": "false"}
    replica = {"DATABASE_REPLICA_URL": cluster.replica.url(DATABASE)}
    ways = {"directly": {}, "without prepared statements": plain, "PgBouncer": pooled}
    ways |= {"with a replica": replica}
    paths = {"GET me": "/api/v1/me", "GET profiles?level=mid": "/api/v1/profiles?level=mid"}
    found: dict[tuple[str, str], list[load.Load]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _round in range(ROUNDS):
            for way, changed in ways.items():
                with guildhall(direct | changed) as server:
                    tokens = [People(server.url).client]
                    script = load.script_with(tokens, Path(folder))
                    for name, path in paths.items():
                        sent = script if "me" in name.split() else None
                        result = load.get(server, path, seconds=SECONDS, script=sent)
                        found.setdefault((way, name), []).append(result)
    print(f"\n| requests/s, and CPU of the web process for one | {' | '.join(ways)} |")
    print(f"|---{'|---' * len(ways)}|")
    for name in paths:
        cells = (_cell(found[way, name]) for way in ways)
        print(f"| {name} | {' | '.join(cells)} |")


def _cell(results: list[load.Load]) -> str:
    per_second = statistics.median(one.per_second for one in results)
    cpu = statistics.median(one.cpu_microseconds for one in results)
    return f"{per_second:,.0f}, {cpu:,.0f} µs"


if __name__ == "__main__":
    main()
