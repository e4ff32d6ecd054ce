"""One primary and replica, with Guildhall on them, for all these tests."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.replication.cluster import running_cluster
from benchmarks.replication.site import DATABASE, MAX_LAG, Site, running_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    options = "-c fsync=off -c log_statement=all"
    # Not pytest's folder, which is closed to whom the servers run as.
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as folder,
        running_cluster(Path(folder), options) as cluster,
    ):
        environment = {
            "DATABASE_REPLICA_URL": cluster.replica.url(DATABASE),
            "REPLICA_MAX_LAG_SECONDS": str(MAX_LAG),
        }
        with running_site(cluster, environment) as site:
            yield site
