"""Gateways of mail and text messages that hang, refuse, and come to life, as small as can be."""

from __future__ import annotations

import socketserver
import threading
from http import HTTPStatus

from benchmarks.servers import HOST

HANG_SECONDS = 60


class Gateway:
    """Listens from the start. As long as it hangs it accepts connections and says nothing."""

    def __init__(self, dialogue: type[socketserver.StreamRequestHandler]) -> None:
        self.is_alive = threading.Event()
        self.is_closed = threading.Event()
        self.taken: list[bytes] = []
        self.server = socketserver.ThreadingTCPServer((HOST, 0), dialogue)
        self.server.daemon_threads = True
        self.server.gateway = self  # type: ignore[attr-defined]
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.is_closed.set()
        self.server.shutdown()
        self.server.server_close()


class _Dialogue(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        gateway: Gateway = self.server.gateway  # type: ignore[attr-defined]
        if gateway.is_alive.is_set():
            self.talk(gateway)
        else:
            gateway.is_closed.wait(HANG_SECONDS)

    def talk(self, gateway: Gateway) -> None:
        raise NotImplementedError


class Smtp(_Dialogue):
    """As much of RFC 5321 as a client needs to hand over one mail."""

    def talk(self, gateway: Gateway) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                gateway.taken.append(mail)
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 fine")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Http(_Dialogue):
    """Takes whatever is posted, as a provider of text messages does."""

    def talk(self, gateway: Gateway) -> None:
        self.rfile.readline()
        length = 0
        while (line := self.rfile.readline()) not in (b"\r\n", b""):
            name, _colon, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        gateway.taken.append(self.rfile.read(length))
        status = HTTPStatus.OK
        self.wfile.write(f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode())
        self.wfile.write(b"Content-Length: 2\r\nConnection: close\r\n\r\nok")
