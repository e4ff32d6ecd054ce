"""Everything at once: web processes behind a pooler, a replica, Redis, and a worker for tasks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from benchmarks.replication.site import DATABASE, Site, until
from benchmarks.servers import HOST, free_port, guildhall
from benchmarks.traffic import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    assert program
    port = free_port()
    command = [program, "--port", str(port), "--bind", HOST, "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    yield f"redis://{HOST}:{port}/0"
    process.terminate()
    process.wait()


@contextmanager
def task_worker(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    process = subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def test_several_web_processes_and_a_task_worker_share_the_work(site, tmp_path, redis):
    mails = tmp_path / "mails"
    mails.mkdir()
    environment = ENVIRONMENT | {
        "DATABASE_URL": site.cluster.pooler.url(DATABASE),
        "DATABASE_POOLER": "transaction",
        "DATABASE_REPLICA_URL": site.cluster.replica.url(DATABASE),
        "REDIS_URL": redis,
        "TASKS_BACKEND": "database",
        "EMAIL_URL": f"filemail:///{mails}",
        "ACCOUNT_PROOF_REQUIRED": "true",
    }
    with guildhall(environment) as pooled:
        username, token = Site(pooled.url, site.cluster).register()
        # What one machine's processes wrote, those of another know.
        assert site.get("me", token)["username"] == username
        assert site.get("me/profile", token)["username"] == username
        assert list(mails.iterdir()) == []  # nobody is there to send it
        with task_worker(environment):
            until(lambda: list(mails.iterdir()))
    (mail,) = mails.iterdir()
    assert f"{username}@example.com" in mail.read_text()
