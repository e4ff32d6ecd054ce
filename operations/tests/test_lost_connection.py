"""An upload whose sender goes away in the middle: nothing is half-kept, and the server goes on."""

from __future__ import annotations

import logging
import socket
from urllib.parse import urlsplit

import pytest
from django.test import Client

from profiles.models import Profile
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db(transaction=True)


def send_half(live_server, cookie: str) -> None:
    """The beginning of a picture, announced as ten times as long; then silence."""
    address = urlsplit(live_server.url)
    head = (
        "POST /profile/picture HTTP/1.1\r\n"
        f"Host: {address.netloc}\r\nCookie: sessionid={cookie}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n\r\n'
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + b"\x89PNG" * 2_000)


def test_an_upload_that_breaks_off_keeps_nothing(live_server, freelancer, caplog):
    make_freelancer(user=freelancer)
    client = Client()
    client.force_login(freelancer)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            send_half(live_server, client.cookies["sessionid"].value)
        with socket.create_connection(tuple(urlsplit(live_server.url).netloc.split(":"))) as alive:
            alive.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
            assert b" 200 " in alive.recv(100)
    assert Profile.objects.get(user=freelancer).avatar == ""
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
