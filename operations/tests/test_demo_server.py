"""The port of the demo, and the server that is handed the socket on it, with real processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from django.conf import settings

from foundation.web_addresses import is_passkey_origin, is_within
from operations.management.commands import demo
from operations.ports import HOST, NoPort, listener_on
from operations.server import server_command
from operations.tests.production import environment, wait_until_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

TAKE_A_PORT = """
from operations.ports import listener_on
with listener_on(None) as listener:
    print(listener.getsockname()[1], flush=True)
    input()
"""
SERVE = """
from operations.ports import listener_on
from operations.server import serve
listener = listener_on(None)
print(listener.getsockname()[1], flush=True)
serve(listener, 2)
"""

TELL_THE_WORKER = """
import time
from threading import Thread
from operations import server
from operations.ports import listener_on
server.KILL_SECONDS = 1
listener = listener_on(None)
running = server.ServerOnSocket(listener, workers=1)
def tell():
    while not running.wrks:
        time.sleep(0.01)
    print(listener.getsockname()[1], running.wrks[0].inner.pid, flush=True)
Thread(target=tell, daemon=True).start()
running.serve()
"""


@contextmanager
def running(code: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=variables or None,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)  # before its pipes are closed, on which it may say something


def port_of(process: subprocess.Popen[str]) -> int:
    """The port that it prints."""
    assert process.stdout
    return int(process.stdout.readline())


def test_two_that_start_at_the_same_moment_get_two_ports() -> None:
    with running(TAKE_A_PORT) as one, running(TAKE_A_PORT) as other:
        assert port_of(one) != port_of(other)


@pytest.mark.parametrize("address", [HOST, "0.0.0.0"])
@pytest.mark.parametrize("is_shared", [False, True])
def test_the_port_of_another_program_is_never_used(address: str, is_shared: bool) -> None:
    with socket.create_server((address, 0), reuse_port=is_shared) as program:
        port = program.getsockname()[1]
        with pytest.raises(NoPort, match=f"Port {port} cannot be used: Address already in use"):
            listener_on(port)


def test_passkeys_work_at_the_address_that_the_demo_prints(settings, monkeypatch) -> None:
    monkeypatch.setattr(os, "environ", os.environ.copy())
    settings.PASSKEY_RP_ID = "guildhall.example.com"  # of somebody's .env
    url = demo.use_address(8719)
    banner = demo.BANNER.format(url=url, password="")
    assert "http://localhost:8719/docs" in banner
    assert HOST not in banner
    assert url == settings.SITE_URL  # where mailed links lead
    assert [url] == settings.PASSKEY_ORIGINS
    assert is_passkey_origin(url)
    assert is_within(url, settings.PASSKEY_RP_ID)


def test_there_is_no_such_port() -> None:
    with pytest.raises(NoPort, match="Port 65536 cannot be used"):
        listener_on(65536)


def test_the_port_of_before_is_there_at_once_after_a_restart() -> None:
    with listener_on(None) as before:
        port = before.getsockname()[1]
        with socket.create_connection((HOST, port)) as client:
            before.accept()[0].close()  # first, which leaves the connection waiting on our side
            assert client.recv(1) == b""
    with listener_on(port) as after:
        assert after.getsockname()[1] == port


@pytest.mark.django_db(transaction=True)
def test_a_server_on_a_socket_that_it_was_given_shares_the_port_with_nobody() -> None:
    with running(SERVE, **environment()) as server:
        port = port_of(server)
        wait_until_ready(f"http://{HOST}:{port}")
        second = subprocess.run(
            server_command(host=HOST, port=port, workers=1),
            cwd=settings.BASE_DIR,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert second.returncode != 0
        assert "in use" in second.stderr
        with urlopen(f"http://{HOST}:{port}/healthz") as answer:
            assert answer.status == 200
    assert server.returncode == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, port))


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_does_not_end_is_killed_and_holds_nothing_up() -> None:
    with running(TELL_THE_WORKER, **environment()) as server:
        assert server.stdout
        port, worker = map(int, server.stdout.readline().split())
        wait_until_ready(f"http://{HOST}:{port}")
        os.kill(worker, signal.SIGSTOP)  # no signal but SIGKILL ends it now
        server.terminate()
        assert server.wait(timeout=30) == 0
