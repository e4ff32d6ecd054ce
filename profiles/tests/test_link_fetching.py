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
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.link_fetching import (
    MOST_BYTES,
    Fetcher,
    LinkRefused,
    LinkUnreachable,
    Page,
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

    def start(answer, targets=(TARGET,), **options):
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
            url, targets=targets, fetcher=fetcher
        )

    yield start
    for server in servers:
        server.close()


def page(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers]
    length = f"Content-Length: {len(body)}"
    return "\r\n".join([*lines, length, "Connection: close", "", ""]).encode() + body


def unasked(host: str, _port: int) -> list[str]:
    raise AssertionError(f"{host} was asked for")


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
        (ME + b"<![foo[ which html.parser gives up at", True),
        (b'<base href="http://[bad">' + ME, True),
        (f'<a rel="me" href="{TARGET.replace("/profiles", ":443/profiles")}">'.encode(), True),
        (f'<a rel="me" href="{TARGET.replace("/profiles", ":80/profiles")}">'.encode(), False),
        (f'<a rel="me" href="{TARGET.replace("https", "http")}">'.encode(), False),
        (f"<script>{ME.decode()}</script>".encode(), False),
        (b"", False),
    ],
)
def test_what_links_back(serve, body, expected):
    _server, check = serve(answering(page(body)))
    assert check() is expected


OTHER = "https://other.example/?a,b;c"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (f'<{TARGET}>; rel="me"', True),
        (f"<{TARGET}>;REL=me", True),
        (f'<{OTHER}>; rel="next", <{TARGET}>; title="a, <b>"; rel="author me"', True),
        (f'<{TARGET}>; rel="next", <{OTHER}>; rel="me"', False),
        (f'<{TARGET}>; rel="next"; rel="me"', False),
        (f'<{TARGET}>; rel="me"; anchor="https://other.example/"', False),
        (f'<{TARGET}>; title="rel=me"', False),
        (f"{TARGET}; rel=me", False),
        ("<" * 9_000 + '"' * 9_001, False),
    ],
)
def test_which_link_headers_count(serve, header, expected):
    _server, check = serve(answering(page(b"", f"Link: {header}")))
    assert check() is expected


def test_a_base_of_the_page_is_none_for_headers(serve):
    base = b'<base href="https://guildhall.example/">'
    _server, check = serve(answering(page(base, 'Link: </profiles/asha>; rel="me"')))
    assert not check()


def test_an_unusable_target_equals_no_unusable_link(serve):
    _server, check = serve(answering(page(b'<a rel="me" href="http://[bad">')), targets=["", "[b"])
    assert not check()


def test_links_are_relative_to_where_redirects_led(serve):
    def answer(connection, request):
        to = f"Location: https://{HOST}/profiles/x"
        first = page(b"", to, status="302 Found")
        connection.sendall(first if b" /me " in request else page(b'<a rel="me" href="asha">'))

    _server, check = serve(answer, targets=[f"https://{HOST}/profiles/asha"])
    assert check()


def test_the_request_names_the_host_and_carries_nothing(serve):
    server, check = serve(answering(page(ME)))
    check(f"https://{HOST}/a?b=c")
    request = server.requests[0].decode()
    assert request.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: {HOST}\r\n" in request
    assert "Cookie" not in request
    assert "identity" in request
    assert "User-Agent: Guildhall" in request


def test_what_is_no_ascii_is_spelled_for_the_wire(serve):
    server, check = serve(answering(page(ME)))
    check(f"https://{HOST.upper()}/é x?q=ü#part")
    assert server.requests[0].startswith(b"GET /%C3%A9%20x?q=%C3%BC HTTP/1.1\r\n")
    assert f"Host: {HOST}\r\n".encode() in server.requests[0]


def test_no_proxy_of_the_environment_is_asked(serve, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    _server, check = serve(answering(page(ME)))
    assert check()


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


def test_three_redirects_are_followed_and_no_more(serve):
    def answer(connection, request):
        left = int(request.split(b" ")[1][1:])
        to = f"Location: /{left - 1}"
        connection.sendall(page(b"", to, status="307 On") if left else page(ME))

    server, check = serve(answer)
    assert check(f"https://{HOST}/3")
    with pytest.raises(LinkUnreachable):
        check(f"https://{HOST}/4")
    assert len(server.requests) == 4 + 4


def test_a_redirect_to_a_private_address_is_refused(serve):
    def resolve(host, _port):
        return ["127.0.0.1"] if host == HOST else ["10.0.0.1"]

    server, check = serve(
        answering(page(b"", "Location: https://inside.example/", status="302 Found")),
        resolve=resolve,
        is_allowed=lambda address: address == "127.0.0.1" or is_public(address),
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


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nX-A: ",
        page(b"x" * 5000)[:-5000],
        HEAD + b"\r\n",
        HEAD + b"Connection: close\r\n\r\n" + ME,
        HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n1;",
    ],
)
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


def took(check: Callable[[], object]) -> float:
    started = time.monotonic()
    with pytest.raises(LinkUnreachable):
        check()
    return time.monotonic() - started


def test_a_server_that_never_ends_the_handshake(serve):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        _server, check = serve(answering(b""), port=port, total_seconds=0.5)
        assert took(check) < 1.5


def test_a_resolver_that_takes_its_time(serve):
    over = threading.Event()

    def resolve(_host, _port):
        over.wait(10)
        return ["127.0.0.1"]

    server, check = serve(answering(page(ME)), resolve=resolve, total_seconds=0.3)
    assert took(check) < 1.5
    over.set()
    assert server.requests == []


def test_the_time_is_one_for_all_redirects(serve):
    def answer(connection, _request):
        time.sleep(0.3)
        connection.sendall(page(b"", "Location: /me", status="302 Found"))

    _server, check = serve(answer, total_seconds=0.5)
    assert took(check) < 0.85


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


def test_a_certificate_of_nobody_known_is_refused(serve):
    server, check = serve(answering(page(ME)), ca_file=None)
    with pytest.raises(LinkUnreachable):
        check()
    assert b"".join(server.requests) == b""


def test_a_name_is_resolved_once(serve):
    asked = []

    def resolve(host, _port):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    _server, check = serve(answering(page(ME)), resolve=resolve)
    assert check()
    assert asked == [HOST]


def test_each_hop_is_resolved_and_checked_anew(serve):
    addresses = [["127.0.0.1"], ["10.0.0.1"]]
    server, check = serve(
        answering(page(b"", "Location: /two", status="302 Found")),
        resolve=lambda _host, _port: addresses.pop(0),
        is_allowed=lambda address: address == "127.0.0.1",
    )
    with pytest.raises(LinkRefused):
        check()
    assert (len(server.requests), addresses) == (1, [])


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
        ["64:ff9b:1::5db8:d822"],
        ["2002:7f00:1::"],
        ["2001:0:7f00:1::"],
        ["2001:0:5db8:d822:0:0:f5ff:fffe"],
        ["::7f00:1"],
        ["fec0::1"],
        ["2001:db8::1"],
        ["3fff::1"],
        ["10.0.0.1", "93.184.216.34"],
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
        "https://asha.example:0/",
        "https://asha.example:80/",
        "https://good.example\\@asha.example/",
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
        links_back(url, targets=[TARGET], fetcher=Fetcher(resolve=unasked))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "localhost"]
)
def test_the_real_resolver_and_rule_refuse_spellings_of_loopback(host):
    with pytest.raises(LinkRefused):
        links_back(f"https://{host}/", targets=[TARGET])


PIECES = [
    "https://",
    "http://",
    "//",
    "@",
    ":",
    "[",
    "]",
    "%",
    "\\",
    "..",
    "\0",
    "\n",
    "é",
    "①",
    "?",
]
ODD = st.lists(st.sampled_from(PIECES) | st.text(max_size=9), max_size=12).map("".join)


@given(ODD | ODD.map("https://".__add__))
@settings(max_examples=300, deadline=None)
def test_of_odd_addresses_nothing_else_escapes(url):
    fetcher = Fetcher(resolve=lambda _host, _port: ["127.0.0.1"])
    with pytest.raises((LinkRefused, LinkUnreachable)):
        links_back(url, targets=[TARGET], fetcher=fetcher)


@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "<!",
                "<![",
                "[",
                "'",
                '"',
                "=",
                "<a rel=me ",
                "href=",
                "<base ",
                "http://",
                "&#",
                "-->",
                "<?",
                "</",
                "]]>",
            ]
        )
        | st.text(max_size=5)
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_of_odd_pages_nothing_escapes(html):
    assert isinstance(Page(f"https://{HOST}/", [html], html).links(), list)


def test_reasons_tell_nothing_of_the_inside(serve):
    def resolve(_host, _port):
        raise RuntimeError("secret at 10.0.0.1")

    _server, check = serve(answering(b""), resolve=resolve)
    with pytest.raises(LinkUnreachable) as unreachable:
        check()
    assert "secret" not in str(unreachable.value)


@pytest.mark.parametrize("host", ["no such host", "a" * 300 + ".example", "é" * 80, "..", "%00"])
def test_odd_names_are_unreachable_or_refused(host):
    def resolve(_host, _port):
        raise socket.gaierror

    with pytest.raises((LinkRefused, LinkUnreachable)):
        links_back(f"https://{host}/", targets=[TARGET], fetcher=Fetcher(resolve=resolve))
