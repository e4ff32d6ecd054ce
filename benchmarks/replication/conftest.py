"""One primary and replica, with Guildhall on them, for all these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.replication.cluster import running_cluster
from benchmarks.replication.site import DATABASE, MAX_LAG, Site, open_to_servers, running_site

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = open_to_servers(tmp_path_factory.mktemp("cluster"))
    options = "-c fsync=off -c log_statement=all"
    with running_cluster(folder, options) as cluster:
        environment = {
            "DATABASE_REPLICA_URL": cluster.replica.url(DATABASE),
            "REPLICA_MAX_LAG_SECONDS": str(MAX_LAG),
        }
        with running_site(cluster, environment) as site:
            yield site
