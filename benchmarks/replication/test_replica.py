"""A replica takes reads, and does no harm whatever becomes of it. With real servers, by
`.ci/scaled`.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from benchmarks.replication.cluster import Cluster, Postgres, running_cluster
from benchmarks.servers import guildhall

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DATABASE = "guildhall"
MAX_LAG = 3.0
PATIENCE = 15.0  # seconds until what is to happen must have happened
PASSWORD = "a lantern for every trade"
SEARCH = "profiles_searchentry"
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
            self.get("profiles?ordering=rate&level=mid")
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


def until(holds: Any) -> None:
    """Return once it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "It never came to be."
        time.sleep(0.1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("cluster")
    for parent in (folder, *folder.parents[:2]):
        parent.chmod(0o755)
    options = "-c fsync=off -c log_min_duration_statement=0 -c wal_receiver_status_interval=1"
    with running_cluster(folder, options) as cluster:
        environment = {
            "DATABASE_URL": cluster.primary.url(DATABASE),
            "DATABASE_REPLICA_URL": cluster.replica.url(DATABASE),
            "REPLICA_MAX_LAG_SECONDS": str(MAX_LAG),
            "SECRET_KEY": "only-for-these-tests-0123456789-abcdefghijklmnop",
            "HTTPS": "false",
            "ACCOUNT_PROOF_REQUIRED": "false",
            "BCRYPT_ROUNDS": "4",
            "PUBLIC_THROTTLE_RATE": "1000000/min",
            "EMAIL_URL": "dummymail://",
        }
        cluster.primary.ask(f"CREATE DATABASE {DATABASE}")
        for command in (["migrate", "-v0"], ["createcachetable"]):
            subprocess.run(
                [sys.executable, "manage.py", *command], env=os.environ | environment, check=True
            )
        with guildhall(environment) as server:
            site = Site(server.url, cluster)
            site.caught_up()
            yield site


def test_anonymous_reads_go_to_the_replica(site):
    until(lambda: site.is_read_from(site.cluster.replica))
    before = site.searches_of(site.cluster.primary)
    assert site.is_read_from(site.cluster.replica)
    assert site.searches_of(site.cluster.primary) == before


def test_own_writes_are_read_back_whatever_the_replica_lacks(site):
    username, token = site.register()
    site.set_headline(token, "before")
    until(lambda: set(site.headlines(username)) == {"before"})
    with site.paused():
        site.set_headline(token, "after")
        assert set(site.headlines(username, token)) == {"after"}
        assert set(site.headlines(username)) == {"before"}  # from the replica, as it was
        assert site.get("me/profile", token)["headline"] == "after"
    until(lambda: set(site.headlines(username)) == {"after"})


def test_whoever_has_just_registered_finds_their_profile(site):
    with site.paused():
        username, token = site.register()
        assert site.get("me/profile", token)["username"] == username
        assert set(site.headlines(username, token)) == {""}


def test_who_wrote_nothing_lately_reads_from_the_replica_when_logged_in(site):
    _username, token = site.register()

    def is_from_replica() -> bool:
        before = site.searches_of(site.cluster.replica)
        site.get("profiles?ordering=rate&level=mid", token)
        return site.searches_of(site.cluster.replica) > before

    assert not is_from_replica()
    until(is_from_replica)


def test_a_session_that_was_ended_is_refused_whatever_the_replica_says(site):
    username, token = site.register()
    site.caught_up()
    with site.paused():
        assert site.ask("POST", "auth/logout", token)[0] == 204
        assert {site.ask("GET", f"profiles/{username}", token)[0] for _ in range(8)} == {401}


def test_nothing_is_read_from_a_replica_that_lags_by_more_than_the_limit(site):
    username, token = site.register()
    site.set_headline(token, "before")
    until(lambda: set(site.headlines(username)) == {"before"})
    with site.paused():
        site.set_headline(token, "after")
        written_at = time.monotonic()
        until(lambda: set(site.headlines(username)) == {"after"})
        assert time.monotonic() - written_at < MAX_LAG + 1.5
    until(lambda: site.is_read_from(site.cluster.replica))


def test_a_replica_that_dies_or_ends_its_connections_fails_no_request(site):
    until(lambda: site.is_read_from(site.cluster.replica))
    with load(site) as answers:
        for _ in range(5):
            site.cluster.replica.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'guildhall'"
            )
            time.sleep(0.3)
        site.cluster.replica.stop("immediate")
        time.sleep(1.5)
        assert site.is_read_from(site.cluster.primary)
        site.cluster.replica.start()
        until(lambda: site.is_read_from(site.cluster.replica))
    assert set(answers) == {200}
    assert answers[200] > 200


def test_a_replica_that_was_promoted_is_left_alone(site):
    until(lambda: site.is_read_from(site.cluster.replica))
    site.cluster.replica.promote()
    username, _token = site.register()
    until(lambda: site.is_read_from(site.cluster.primary))
    assert set(site.headlines(username)) == {""}


@contextmanager
def load(site: Site, threads: int = 4) -> Iterator[Counter[int]]:
    """Searches and pages asked for all the time, and the statuses of the answers."""
    answers: Counter[int] = Counter()
    is_over = threading.Event()
    paths = ("profiles", "profiles?q=tiles", "profiles?level=mid", "skills?search=py")

    def ask_on() -> None:
        for path in itertools.cycle(paths):
            if is_over.is_set():
                return
            try:
                status = site.ask("GET", path)[0]
            except urllib3.exceptions.HTTPError:
                status = 0
            answers[status] += 1

    asking = [threading.Thread(target=ask_on) for _ in range(threads)]
    for thread in asking:
        thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        for thread in asking:
            thread.join()
