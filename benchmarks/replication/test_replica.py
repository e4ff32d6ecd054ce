"""A replica takes reads, and does no harm whatever becomes of it. With real servers, by
`.ci/scaled`.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

import urllib3

from benchmarks.replication.site import MAX_LAG, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.replication.site import Site


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
        site.get("profiles?ordering=rate&currency=INR&level=mid&facets=true", token)
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
