"""Fetching a page that a user names: real servers on loopback, and addresses that are refused."""

from __future__ import annotations

import datetime
import gzip
import ipaddress
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from profiles.link_fetching import (
    MOST_BYTES,
    Fetcher,
    LinkRefused,
    LinkUnreachable,
    is_public,
    links_back,
)

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "asha.example"
TARGET = "https://guildhall.example/profiles/asha"
ME = f'<html><a rel="me nofollow" href="{TARGET}">me</a></html>'.encode()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for HOST, which tests trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return str(file)


class Server:
    """Answers each connection by a function of the socket and the request."""

    def __init__(self, certificate: str, answer: Callable[[ssl.SSLSocket, bytes], None]) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self.answer = answer
        self.requests: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                raw, _address = self.listener.accept()
                connection = self.context.wrap_socket(raw, server_side=True)
            except ssl.SSLError:
                continue
            except OSError:
                return
            with connection:
                try:
                    request = connection.recv(65536)
                    self.requests.append(request)
                    self.answer(connection, request)
                except OSError:
                    continue

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def serve(certificate):
    """Start a server; answers a fetcher that finds HOST there."""
    servers = []

    def start(answer, **options):
        server = Server(certificate, answer)
        servers.append(server)
        settings = {
            "resolve": lambda _host, _port: ["127.0.0.1"],
            "is_allowed": lambda _address: True,
            "port": server.port,
            "ca_file": certificate,
        }
        fetcher = Fetcher(**(settings | options))
        return server, lambda url=f"https://{HOST}/me": links_back(
            url, targets=[TARGET], fetcher=fetcher
        )

    yield start
    for server in servers:
        server.close()


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers]
    length = f"Content-Length: {len(body)}"
    return "\r\n".join([*lines, length, "Connection: close", "", ""]).encode() + body


def answering(content: bytes) -> Callable[[ssl.SSLSocket, bytes], None]:
    return lambda connection, _request: connection.sendall(content)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (ME, True),
        (f'<LINK REL="ME" HREF="{TARGET}/">'.encode(), True),
        (f'<a rel=me href="{TARGET.replace("guildhall", "GUILDHALL")}#top">'.encode(), True),
        (b'<base href="https://guildhall.example/x/"><a rel="me" href="/profiles/asha">', True),
        (f'<a href="{TARGET}">no rel</a>'.encode(), False),
        (f'<a rel="meme" href="{TARGET}">'.encode(), False),
        (f'<a rel="me" href="{TARGET}-other">'.encode(), False),
        (f'<!-- <a rel="me" href="{TARGET}"> -->'.encode(), False),
        (f"rel=me {TARGET}".encode(), False),
        (b"\xff\xfe<a rel=me href=", False),
        (b'<a rel="me" href="http://[bad">', False),
        (b"", False),
    ],
)
def test_what_links_back(serve, body, expected):
    _server, check = serve(answering(page(body)))
    assert check() is expected


def test_a_link_header_counts(serve):
    _server, check = serve(answering(page(b"", f'Link: <{TARGET}>; rel="me"')))
    assert check()


def test_the_request_names_the_host_and_carries_nothing(serve):
    server, check = serve(answering(page(ME)))
    check(f"https://{HOST}/a?b=c")
    request = server.requests[0].decode()
    assert request.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: {HOST}\r\n" in request
    assert "Cookie" not in request
    assert "identity" in request


def test_redirects_are_followed_and_checked(serve):
    def answer(connection, request):
        to = f"Location: https://{HOST}/two"
        first = page(b"", to, status="302 Found")
        connection.sendall(first if b" /me " in request else page(ME))

    _server, check = serve(answer)
    assert check()


@pytest.mark.parametrize(
    ("location", "error"),
    [
        (f"https://{HOST}/me", LinkUnreachable),  # round and round
        ("http://asha.example/", LinkRefused),
        ("https://other.example:22/", LinkRefused),
        ("file:///etc/passwd", LinkRefused),
        ("https://[bad", LinkRefused),
        ("", LinkUnreachable),
    ],
)
def test_redirects_that_lead_nowhere(serve, location, error):
    _server, check = serve(answering(page(b"", f"Location: {location}", status="301 Moved")))
    with pytest.raises(error):
        check()


def test_a_redirect_to_a_private_address_is_refused(serve):
    def resolve(host, _port):
        return ["127.0.0.1"] if host == HOST else ["10.0.0.1"]

    server, check = serve(
        answering(page(b"", "Location: https://inside.example/", status="302 Found")),
        resolve=resolve,
        is_allowed=lambda address: address == "127.0.0.1",
    )
    with pytest.raises(LinkRefused):
        check()
    assert len(server.requests) == 1


def test_a_server_that_never_answers(serve):
    _server, check = serve(lambda _connection, _request: time.sleep(2), total_seconds=0.5)
    started = time.monotonic()
    with pytest.raises(LinkUnreachable):
        check()
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("start", [b"HTTP/1.1 200 OK\r\nX-A: ", page(b"x" * 5000)[:-5000]])
def test_a_server_that_drips(serve, start):
    def drip(connection, _request):
        connection.sendall(start)
        for _ in range(100):
            connection.sendall(b"a")
            time.sleep(0.05)

    _server, check = serve(drip, total_seconds=0.6)
    started = time.monotonic()
    with pytest.raises(LinkUnreachable):
        check()
    assert time.monotonic() - started < 2


def test_of_a_gigabyte_the_start_is_read(serve):
    sent = 0

    def flood(connection, _request):
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + ME)
        chunk = b" " * 65536
        for _ in range(16_384):
            connection.sendall(chunk)
            sent += len(chunk)

    _server, check = serve(flood)
    assert check()
    assert sent < MOST_BYTES * 20  # what sockets buffer


def test_a_compressed_page_is_not_unpacked(serve):
    bomb = gzip.compress(b"\0" * 50_000_000)
    _server, check = serve(answering(page(bomb, "Content-Encoding: gzip")))
    with pytest.raises(LinkUnreachable):
        check()


@pytest.mark.parametrize(
    "content",
    [
        page(ME, status="404 Not Found"),
        page(ME, status="500 Oops"),
        page(ME).replace(b"text/html", b"text/plain"),
        b"SSH-2.0-OpenSSH\r\n",
        b"",
    ],
)
def test_what_is_no_page(serve, content):
    _server, check = serve(answering(content))
    with pytest.raises(LinkUnreachable):
        check()


def test_a_certificate_for_another_name_is_refused(serve):
    server, check = serve(answering(page(ME)))
    with pytest.raises(LinkUnreachable):
        check("https://other.example/me")
    assert b"".join(server.requests) == b""


def test_a_name_is_resolved_once(serve):
    asked = []

    def resolve(host, _port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    _server, check = serve(answering(page(ME)), resolve=resolve)
    assert check()
    assert asked == [HOST]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.1.2.3"],
        ["192.168.0.1"],
        ["172.16.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["0.0.0.0"],
        ["224.0.0.1"],
        ["255.255.255.255"],
        ["::1"],
        ["::"],
        ["fc00::1"],
        ["fe80::1%eth0"],
        ["ff02::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["93.184.216.34", "10.0.0.1"],
        [],
    ],
)
def test_hosts_that_are_not_public_are_refused_without_a_connection(serve, addresses):
    server, check = serve(
        answering(page(ME)), resolve=lambda _host, _port: addresses, is_allowed=is_public
    )
    with pytest.raises(LinkRefused):
        check()
    assert server.requests == []


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_allowed(address):
    assert is_public(address)
    assert ipaddress.ip_address(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://asha.example/",
        "https://user@asha.example/",
        "https://user:secret@asha.example/",
        "https://asha.example:22/",
        "https://asha.example:99999/",
        "https:///nothing",
        "https://[::1",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "",
        "https://",
    ],
)
def test_addresses_that_are_never_asked(url):
    with pytest.raises(LinkRefused):
        links_back(url, targets=[TARGET], fetcher=Fetcher(resolve=lambda _h, _p: ["93.184.216.34"]))


@pytest.mark.parametrize("host", ["no such host", "a" * 300 + ".example", "é" * 80, "..", "%00"])
def test_odd_names_are_unreachable_or_refused(host):
    def resolve(_host, _port):
        raise socket.gaierror

    with pytest.raises((LinkRefused, LinkUnreachable)):
        links_back(f"https://{host}/", targets=[TARGET], fetcher=Fetcher(resolve=resolve))
