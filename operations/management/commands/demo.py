"""`manage.py demo`: the product with demo data, on the production server.

Everything it needs is made at the first run and kept under `.data/`. The next run finds it there.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from operations.demo import PASSWORD, load_demo_data
from operations.server import server_command

if TYPE_CHECKING:
    from argparse import ArgumentParser

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 100
READY_SECONDS = 30
STOP_SECONDS = 5
BANNER = """
Guildhall is running. Ctrl-C stops it.

  API      {url}/api/v1/profiles?q=plumber   (try it at {url}/docs, read it at {url}/redoc)
  Admin    {url}/admin/
  Health   {url}/readyz

  Log-ins, all with the password "{password}":
    asha                a freelancer
    greenview-society   a client
    meera, tomas        moderators: their workplace is the admin
    chief               an administrator

Mails and text messages are printed below.
"""


class Command(BaseCommand):
    help = "Run the product with demo data on a free port; prints its address and log-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first port to try")
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        load_demo_data()
        port = free_port(options["port"])
        url = f"http://{HOST}:{port}"
        server = subprocess.Popen(  # noqa: S603 - our own command line
            server_command(host=HOST, port=port, workers=options["workers"]),
            env=os.environ | {"SITE_URL": url},
            cwd=settings.BASE_DIR,
            # Ctrl-C is for this process, which then stops the server once: a worker that gets two
            # signals at the same time can miss both.
            start_new_session=True,
        )
        for ending in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.default_int_handler)
        try:
            wait_until_ready(server, url)
            self.stdout.write(BANNER.format(url=url, password=PASSWORD))
            server.wait()
        except KeyboardInterrupt:
            self.stdout.write("Stopping.")
        finally:
            stop(server)


def free_port(first: int) -> int:
    """The first port from `first` on that nobody listens on."""
    for port in range(first, first + PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CommandError(f"No port from {first} to {first + PORTS_TRIED - 1} is free.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Let the workers finish what they do; kill them when that takes too long."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def wait_until_ready(server: subprocess.Popen[bytes], url: str) -> None:
    """Return when the server says that it can serve. Raises CommandError when it does not."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise CommandError("The server did not get ready; its output above says why.")
