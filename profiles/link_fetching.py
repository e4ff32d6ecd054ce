"""Whether a web page links back to a profile with `rel="me"`, fetched without being led astray.

The address comes from a user, so the request could be aimed at our own network (server-side
request forgery, OWASP). Each hop's name is resolved once, every address that it has must be a
public one, and the connection goes to the address that was checked: a name that resolves to another
one a moment later (DNS rebinding) gains nothing. Time, size and redirects are bounded.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from concurrent.futures import Future
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Thread, Timer
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, quote, urlsplit

from django.utils.translation import gettext as _

from profiles.rel_me import Page, comparable, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from urllib3 import BaseHTTPResponse
    from urllib3.connection import HTTPSConnection

HTTPS_PORT = 443
MOST_REDIRECTS = 3
MOST_BYTES = 512 * 1024
SOCKET_SECONDS = 3.0
TOTAL_SECONDS = 8.0
CHUNK = 16 * 1024
REDIRECTS = {301, 302, 303, 307, 308}
HTML_TYPES = {"text/html", "application/xhtml+xml"}
HEADERS = {
    "User-Agent": "Guildhall (link verification)",
    "Accept": "text/html",
    "Accept-Encoding": "identity",
}
# IPv6 that carries an IPv4 address inside: NAT64 (RFC 6052). The other forms Python takes apart.
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# All that IANA has given out. Python calls more of IPv6 global: the old site-local fec0::/10, say.
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")  # RFC 9637

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class LinkRefused(Exception):
    """The address is none that may be asked."""


class LinkUnreachable(Exception):
    """The page cannot be had."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(text: str) -> bool:
    """Whether an address is one on the public internet, and none that leads to another inside."""
    address = ipaddress.ip_address(text.partition("%")[0])
    return all(
        one.is_global
        and not (one.is_multicast or one.is_reserved or one.is_unspecified)
        and (one.version == 4 or (one in GLOBAL_UNICAST and one not in DOCUMENTATION))
        for one in _with_embedded(address)
    )


def _with_embedded(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address in NAT64:
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    embedded: list[Address] = [one for one in inner if one is not None]
    return embedded if address.ipv4_mapped else [address, *embedded]


@dataclass(frozen=True)
class Fetcher:
    """How pages are fetched. Tests bring servers of their own; everything else is as it is."""

    resolve: Callable[[str, int], list[str]] = resolve
    is_allowed: Callable[[str], bool] = is_public
    port: int = HTTPS_PORT
    ca_file: str | None = None
    total_seconds: float = TOTAL_SECONDS


def links_back(url: str, *, targets: Collection[str], fetcher: Fetcher | None = None) -> bool:
    """Whether the page at `url` links to one of the `targets` with `rel="me"`, in an `<a>` or
    `<link>` or by a `Link` header.

    Raises LinkRefused for an address that may not be asked and LinkUnreachable when there is no
    such page; their texts are for the user.
    """
    fetcher = fetcher or Fetcher()
    deadline = time.monotonic() + fetcher.total_seconds
    try:
        links = _fetch(fetcher, url, deadline).links()
    except (LinkRefused, LinkUnreachable):
        raise
    except Exception as error:
        # Whatever sockets, TLS, IDNA and parsers may raise: none of it is ours.
        raise LinkUnreachable(_("The page did not answer properly.")) from error
    wanted = {comparable(target) for target in targets} - {None}
    return any(comparable(link) in wanted for link in links)


def _fetch(fetcher: Fetcher, url: str, deadline: float) -> Page:
    for _hop in range(MOST_REDIRECTS + 1):
        parts = _checked(fetcher, url)
        with (
            _connected(fetcher, _ascii_host(parts), deadline) as connection,
            closing(_request(connection, parts)) as response,
        ):
            if response.status not in REDIRECTS:
                return _page(url, response, deadline)
            url = joined(url, response.headers.get("Location", ""))
    raise LinkUnreachable(_("The page redirects too often."))


def _checked(fetcher: Fetcher, url: str) -> SplitResult:
    """The parts of an address that may be asked."""
    try:
        parts = urlsplit(url)
        port = HTTPS_PORT if parts.port is None else parts.port
    except ValueError as error:
        raise LinkRefused(_("This is not a valid web address.")) from error
    if parts.scheme != "https" or not parts.hostname:
        raise LinkRefused(_("Only addresses with https:// are asked."))
    if parts.username is not None or parts.password is not None:
        raise LinkRefused(_("An address with a user's name is not asked."))
    if port not in {HTTPS_PORT, fetcher.port}:
        raise LinkRefused(_("Only the usual port is asked."))
    return parts


def _ascii_host(parts: SplitResult) -> str:
    """The host as DNS, certificates and the Host header spell it."""
    try:
        return (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise LinkUnreachable(_("The name of the server is not known.")) from error


def _addresses(fetcher: Fetcher, host: str, deadline: float) -> list[str]:
    """The addresses of a host, all of them allowed. Raises LinkRefused otherwise."""
    answer: Future[list[str]] = Future()

    def ask() -> None:
        try:
            answer.set_result(fetcher.resolve(host, fetcher.port))
        except Exception as error:
            answer.set_exception(error)

    # On a thread that may be left behind: the system's resolver takes no time limit.
    Thread(target=ask, daemon=True).start()
    try:
        found = answer.result(timeout=_left(deadline))
    except (OSError, UnicodeError) as error:
        raise LinkUnreachable(_("The name of the server is not known.")) from error
    if not found or not all(fetcher.is_allowed(address) for address in found):
        raise LinkRefused(_("The server is not on the public internet."))
    return found


@contextmanager
def _connected(fetcher: Fetcher, host: str, deadline: float) -> Iterator[HTTPSConnection]:
    """A connection to an address that was checked, for the name that is asked for."""
    from urllib3.connection import HTTPSConnection

    address = _addresses(fetcher, host, deadline)[0]
    connection = HTTPSConnection(
        address,
        fetcher.port,
        # Taken twice, by TCP and by the TLS handshake, before the deadline is watched.
        timeout=min(SOCKET_SECONDS, _left(deadline) / 2),
        server_hostname=host,
        assert_hostname=host,
        ssl_context=ssl.create_default_context(cafile=fetcher.ca_file),
    )
    with closing(connection):
        connection.connect()
        connection.timeout = SOCKET_SECONDS
        with _ended_at(connection.sock, deadline):
            yield connection


@contextmanager
def _ended_at(sock: socket.socket, deadline: float) -> Iterator[None]:
    """Hang up at the deadline, whatever is being waited for: a server that sends a byte now and
    then never lets a socket's own timeout come. The socket is held, as a connection forgets its own
    when the server announces that it will close.
    """

    def hang_up() -> None:
        with suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(_left(deadline), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _request(connection: HTTPSConnection, parts: SplitResult) -> BaseHTTPResponse:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    host = connection.server_hostname or ""
    headers = HEADERS | {"Host": f"[{host}]" if ":" in host else host}
    connection.request(
        "GET",
        f"{path}?{query}" if query else path,
        headers=headers,
        preload_content=False,
        decode_content=False,
    )
    return connection.getresponse()


def _page(url: str, response: BaseHTTPResponse, deadline: float) -> Page:
    if response.status != 200:
        raise LinkUnreachable(_("The server answered %(status)d.") % {"status": response.status})
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type not in HTML_TYPES:
        raise LinkUnreachable(_("There is no HTML page at this address."))
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise LinkUnreachable(_("The server sent a compressed page, which we do not accept."))
    html = _body(response, deadline).decode("utf-8", errors="replace")
    return Page(url, response.headers.getlist("Link"), html)


def _body(response: BaseHTTPResponse, deadline: float) -> bytes:
    """The start of the page. Raises LinkUnreachable when it takes too long: hanging up looks like
    the page's end.
    """
    body = bytearray()
    while len(body) < MOST_BYTES:
        chunk = response.read1(CHUNK)
        _left(deadline)
        if not chunk:
            break
        body += chunk
    return bytes(body[:MOST_BYTES])


def _left(deadline: float) -> float:
    """The seconds left. Raises LinkUnreachable when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise LinkUnreachable(_("The page took too long."))
    return left
