"""`manage.py demo`: the product with demo data, on the production server.

Everything it needs is made at the first run and kept under `.data/`. The next run finds it there.
The server is a fork of this process, which has loaded Django already: on Linux nothing is loaded
twice.
"""

from __future__ import annotations

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from multiprocessing import Process
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection, connections

from operations.demo import PASSWORD, load_demo_data
from operations.ports import FIRST_PORT, HOST, NoPort, listener_on
from operations.server import serve
from operations.static_files import collect_static_files
from search.serving import place_of, registered

if TYPE_CHECKING:
    import socket
    from argparse import ArgumentParser

NAME = "localhost"  # of HOST
READY_SECONDS = 30
STOP_SECONDS = 5
POLL_SECONDS = 0.05
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
    help = "Run the product with demo data; prints its address and log-ins."
    requires_system_checks: list[str] = []  # nor does the server ask for any

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port",
            type=int,
            default=os.environ.get("PORT") or None,
            help=f"by default the environment's PORT, or the first free one from {FIRST_PORT}",
        )
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        for ending in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.default_int_handler)
        try:
            with listener_on(options["port"]) as listener:
                self._run(listener, workers=options["workers"])
        except NoPort as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _run(self, listener: socket.socket, *, workers: int) -> None:
        port = listener.getsockname()[1]
        url = use_address(port)
        self._prepare()
        self._say("Starting the server")
        connections.close_all()  # a fork cannot use them
        server = Process(target=serve, args=(listener, workers))
        try:
            server.start()
            listener.close()  # the server has it now
            wait_until_ready(server, f"http://{HOST}:{port}")
            self.stdout.write(BANNER.format(url=url, password=PASSWORD))
            self.stdout.flush()
            server.join()
        finally:
            stop(server)

    def _prepare(self) -> None:
        """Make what the server needs, side by side where one thing does not wait for the other. All
        threads have ended afterwards: a process that has some must not fork.
        """
        self._say("Starting the database")
        with ThreadPoolExecutor(max_workers=1) as beside:
            loading = beside.submit(load_application)
            connection.ensure_connection()
            self._say("Bringing its tables up to date")
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            load_demo_data(self._say)
            loading.result()

    def _say(self, step: str) -> None:
        """Print a line at once: somebody waits for it."""
        self.stdout.write(f"{step} ...")
        self.stdout.flush()


def use_address(port: int) -> str:
    """Make the demo's address that of the site, and answer it. It has a name, as no browser has
    passkeys for an IP address: whoever opens what is printed or mailed can try them.

    The settings were read before the port was known; a worker that is no fork reads them again.
    """
    url = f"http://{NAME}:{port}"
    origins = [url, *filter(None, os.environ.get("PASSKEY_ORIGINS", "").split(","))]
    os.environ |= {"SITE_URL": url, "PASSKEY_RP_ID": NAME, "PASSKEY_ORIGINS": ",".join(origins)}
    settings.SITE_URL, settings.PASSKEY_RP_ID, settings.PASSKEY_ORIGINS = url, NAME, origins
    return url


def load_application() -> None:
    """Load what workers serve, which looks for the static files as it is loaded."""
    collect_static_files()
    import_module("config.wsgi")


def stop(server: Process) -> None:
    """Let the workers finish what they do; kill them when that takes too long."""
    if server.pid is None:
        return  # stopped before it began
    server.terminate()
    server.join(STOP_SECONDS)
    if server.is_alive():
        with suppress(ProcessLookupError):  # when it leads no group yet
            os.killpg(server.pid, signal.SIGKILL)  # type: ignore[arg-type]  # it was started
        server.kill()
        server.join()


def wait_until_ready(server: Process, url: str) -> None:
    """Return when the server says that it can serve, and has made the indexes without which it
    refuses texts. Raises CommandError when it does not.
    """
    deadline = time.monotonic() + READY_SECONDS
    places = [place_of(served.source) for served in registered().values()]
    while time.monotonic() < deadline and server.is_alive():
        with suppress(URLError, OSError), urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - ours
            if all(place.current() for place in places):
                return
        time.sleep(POLL_SECONDS)
    raise CommandError("The server did not get ready; its output above says why.")
