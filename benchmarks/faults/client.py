"""A client of the API that takes every answer, and the lack of one, as a fact to be recorded."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

TIMEOUT_SECONDS = 30
NO_ANSWER = 0


@dataclass(frozen=True)
class Answer:
    """What came back. NO_ANSWER: the connection broke, and nobody knows what was done."""

    status: int
    seconds: float
    headers: Message = field(default_factory=Message)  # whose names have no case
    content: bytes = b""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def code(self) -> str:
        """The code of the first error."""
        return str(self.json()["errors"][0]["code"])


class Client:
    """Keeps its connection, as a client library does; makes a new one when it broke."""

    def __init__(self, url: str, *, token: str = "", address: str = "") -> None:
        where = urlsplit(url)
        self.connection = http.client.HTTPConnection(
            str(where.hostname), where.port, timeout=TIMEOUT_SECONDS
        )
        self.token = token
        self.address = address

    def call(self, method: str, path: str, body: object = None, *, token: str = "") -> Answer:
        """A request below /api/v1/ with a JSON body, or to an absolute path."""
        content = None if body is None else json.dumps(body).encode()
        return self._send(method, path, content, "application/json", token)

    def upload(self, path: str, name: str, file: bytes) -> Answer:
        """PUT a file as multipart/form-data."""
        boundary = uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        content = head.encode() + file + f"\r\n--{boundary}--\r\n".encode()
        return self._send("PUT", path, content, f"multipart/form-data; boundary={boundary}", "")

    def _send(
        self, method: str, path: str, content: bytes | None, media_type: str, token: str
    ) -> Answer:
        headers = {"Content-Type": media_type} if content is not None else {}
        if token or self.token:
            headers["Authorization"] = f"Bearer {token or self.token}"
        if self.address:
            headers["X-Forwarded-For"] = self.address
        path = path if path.startswith("/") else f"/api/v1/{path}"
        started = time.perf_counter()
        try:
            response = self._exchange(method, path, content, headers)
            body = response.read()
        except (OSError, http.client.HTTPException):
            self.connection.close()
            return Answer(NO_ANSWER, time.perf_counter() - started)
        took = time.perf_counter() - started
        return Answer(response.status, took, response.headers, body)

    def _exchange(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """A server may close a kept connection at any time, and does when it answered before it had
        read a body: what changes nothing is sent again then (RFC 9112, section 9.3.1).
        """
        was_kept = self.connection.sock is not None
        try:
            self.connection.request(method, path, content, headers)
            return self.connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):
            self.connection.close()
            if method != "GET" or not was_kept:
                raise
        self.connection.request(method, path, content, headers)
        return self.connection.getresponse()
