"""Guildhall on several servers, and what can be seen of which of them is asked."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import urllib3

from benchmarks.servers import guildhall
from benchmarks.traffic import ENVIRONMENT, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.replication.cluster import Cluster, Postgres

DATABASE = "guildhall"
MAX_LAG = 3.0
PATIENCE = 15.0  # seconds until what is to happen must have happened
SEARCH = "profiles_searchentry"  # of which facets are read, whoever is found
numbers = itertools.count()


@dataclass
class Site:
    """Guildhall on two workers, its primary and its replica."""

    url: str
    cluster: Cluster
    http: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(retries=False))

    def ask(self, method: str, path: str, token: str = "", body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.http.request(
            method, f"{self.url}/api/v1/{path}", headers=headers, json=body, timeout=10
        )
        return answer.status, json.loads(answer.data) if answer.data else None

    def get(self, path: str, token: str = "") -> Any:
        status, body = self.ask("GET", path, token)
        assert status == 200, body
        return body

    def register(self) -> tuple[str, str]:
        """Somebody new: their username and token."""
        name = f"asha-{next(numbers)}"
        status, body = self.ask(
            "POST",
            "auth/register",
            body={
                "email": f"{name}@example.com",
                "username": name,
                "password": PASSWORD,
                "first_name": "Asha",
                "last_name": "Rao",
                "role": "freelancer",
            },
        )
        assert status == 201, body
        return name, body["access_token"]

    def set_headline(self, token: str, headline: str) -> None:
        status, body = self.ask("PATCH", "me/profile", token, {"headline": headline})
        assert status == 200, body

    def headlines(self, username: str, token: str = "", times: int = 8) -> Counter[str]:
        """What is seen of a profile, by requests enough to reach both workers."""
        answers = [self.get(f"profiles/{username}", token)["headline"] for _ in range(times)]
        return Counter(answers)

    def searches_of(self, server: Postgres) -> int:
        """How many searches a server has been asked for so far."""
        return (server.folder / "server.log").read_text().count(f"FROM {SEARCH}")

    def is_read_from(self, server: Postgres) -> bool:
        """Whether all of some anonymous searches go to this server."""
        before = self.searches_of(server)
        for _ in range(6):
            self.get("profiles?ordering=rate&currency=INR&level=mid&facets=true")
        return self.searches_of(server) - before >= 6

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Nothing that is written now reaches what the replica shows."""
        self.caught_up()
        self.cluster.replica.ask("SELECT pg_wal_replay_pause()")
        until(
            lambda: self.cluster.replica.ask("SELECT pg_get_wal_replay_pause_state()") == "paused"
        )
        try:
            yield
        finally:
            self.cluster.replica.ask("SELECT pg_wal_replay_resume()")

    def caught_up(self) -> None:
        position = self.cluster.primary.ask("SELECT pg_current_wal_lsn()")
        replayed = f"SELECT pg_last_wal_replay_lsn() >= '{position}'"
        until(lambda: self.cluster.replica.ask(replayed))


def until(holds: Callable[[], object]) -> None:
    """Return once it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "It never came to be."
        time.sleep(0.1)


@contextmanager
def running_site(cluster: Cluster, environment: dict[str, str]) -> Iterator[Site]:
    """A site on an empty database of this cluster."""
    cluster.primary.ask(f"CREATE DATABASE {DATABASE}")
    direct = ENVIRONMENT | {"DATABASE_URL": cluster.primary.url(DATABASE)}
    for command in (["migrate", "-v0"], ["createcachetable"]):
        manage = [sys.executable, "manage.py", *command]
        subprocess.run(manage, env=os.environ | direct, check=True)
    with guildhall(direct | environment) as server:
        site = Site(server.url, cluster)
        site.caught_up()
        yield site
