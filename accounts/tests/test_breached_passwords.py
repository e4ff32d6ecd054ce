"""Passwords known from data breaches: refused at every door, and nobody waits for a list."""

from __future__ import annotations

import threading
import time
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts import breached_passwords
from accounts.breached_passwords import BreachedPasswordValidator, is_breached
from accounts.links import Purpose, make_token
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from conftest import Client

# Passes every other rule.
LEAKED = "velvet 42 tractor moon"
OTHER = "seven green umbrellas"


def digest(password: str) -> str:
    return sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


class RangeService(BaseHTTPRequestHandler):
    """Have I Been Pwned, as it answers and as it fails."""

    answer: ClassVar[Callable[[RangeService], None]]
    asked: ClassVar[list[tuple[str, str]]]

    def do_GET(self) -> None:
        type(self).asked.append((self.path, self.headers.get("Add-Padding", "")))
        type(self).answer(self)

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def send(self, *lines: str, status: int = 200) -> None:
        self.send_response(status)
        self.end_headers()
        self.wfile.write("\r\n".join(lines).encode())


@pytest.fixture
def service(settings: SettingsWrapper) -> Iterator[type[RangeService]]:
    """It knows one password, among the padding that was asked for."""

    class Service(RangeService):
        asked: ClassVar[list[tuple[str, str]]] = []

        @staticmethod
        def answer(request: RangeService) -> None:
            request.send(f"{'0' * 35}:0", f"{digest(LEAKED)[5:]}:3", f"{'F' * 35}:0")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    # It looks every 10 ms whether it shall end, not twice a second as it would.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.PASSWORD_BREACH_CHECK_URL = f"http://127.0.0.1:{server.server_port}/range/"
    yield Service
    server.shutdown()
    server.server_close()
    thread.join()


def in_time(password: str) -> bool:
    """Whether it is told to be breached, soon enough."""
    began = time.monotonic()
    answer = is_breached(password)
    assert time.monotonic() - began < breached_passwords.SECONDS + 1
    return answer


def test_nobody_is_asked_unless_a_list_is_set(settings: SettingsWrapper) -> None:
    assert (settings.PASSWORD_BREACH_CHECK_URL, settings.PASSWORD_BREACH_FILES) == ("", "")
    BreachedPasswordValidator().validate("password")


def test_a_breached_password_is_refused(service: type[RangeService]) -> None:
    with pytest.raises(ValidationError, match="breach"):
        BreachedPasswordValidator().validate(LEAKED)
    BreachedPasswordValidator().validate(OTHER)


def test_five_digits_of_the_digest_are_all_that_leaves_and_padding_is_asked_for(
    service: type[RangeService],
) -> None:
    is_breached(LEAKED)
    assert service.asked == [(f"/range/{digest(LEAKED)[:5]}", "true")]


def test_padding_is_no_breach(service: type[RangeService]) -> None:
    service.answer = lambda request: request.send(f"{digest(LEAKED)[5:]}:0")  # type: ignore[method-assign]
    assert not in_time(LEAKED)


@pytest.mark.parametrize("status", [301, 400, 403, 404, 429, 500, 503])
def test_a_service_that_refuses_us_refuses_no_password(
    service: type[RangeService], status: int
) -> None:
    line = f"{digest(LEAKED)[5:]}:3"
    service.answer = lambda request: request.send(line, status=status)  # type: ignore[method-assign]
    assert not in_time(LEAKED)


def hang(request: RangeService) -> None:
    time.sleep(4)


def drip(request: RangeService) -> None:
    """A byte now and then, so that no single read ever times out."""
    request.send_response(200)
    request.end_headers()
    for _ in range(8):
        request.wfile.write(b"0")
        request.wfile.flush()
        time.sleep(0.5)


def cut_off(request: RangeService) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "5000")
    request.end_headers()
    request.wfile.write(b"0" * 10)
    request.close_connection = True


def nonsense(request: RangeService) -> None:
    request.wfile.write(b"\x00\xff nonsense\r\n\r\n")


def endless(request: RangeService) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(2000):
        request.wfile.write(b"\xff" * 1000 + b"\n")


@pytest.mark.parametrize("answer", [hang, drip, cut_off, nonsense, endless])
def test_nobody_waits_for_a_service_that_misbehaves(
    service: type[RangeService], answer: Callable[[RangeService], None]
) -> None:
    service.answer = staticmethod(answer)  # type: ignore[method-assign, assignment]
    assert not in_time(LEAKED)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://no.such.host.invalid/range",
        "http://127.0.0.1:99999/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "nonsense",
    ],
)
def test_a_service_that_is_not_there_refuses_no_password(
    settings: SettingsWrapper, url: str
) -> None:
    settings.PASSWORD_BREACH_CHECK_URL = url
    assert not in_time(LEAKED)


@pytest.mark.parametrize("ending", ["", ".txt"])
def test_a_folder_of_ranges_serves_without_a_network(
    settings: SettingsWrapper, tmp_path: Path, ending: str
) -> None:
    settings.PASSWORD_BREACH_FILES = str(tmp_path)
    hashed = digest(LEAKED)
    file = tmp_path / f"{hashed[:5]}{ending}"
    file.write_text(f"{'0' * 35}:1\r\n{hashed[5:].lower()}:3\r\n")
    assert is_breached(LEAKED)
    assert not is_breached(OTHER)  # its range is not there


@pytest.mark.parametrize("break_", ["\n", "\r\n"])
@pytest.mark.parametrize("count", [1, 2, 3, 500])
def test_one_sorted_file_serves_without_a_network(
    settings: SettingsWrapper, tmp_path: Path, count: int, break_: str
) -> None:
    passwords = [f"password {number}" for number in range(count)]
    lines = sorted(f"{digest(password)}:{number}" for number, password in enumerate(passwords, 1))
    file = tmp_path / "pwnedpasswords.txt"
    file.write_bytes((break_.join(lines) + break_).encode())
    settings.PASSWORD_BREACH_FILES = str(file)
    assert all(is_breached(password) for password in passwords)
    assert not any(is_breached(f"another {number}") for number in range(50))


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff" * 5000, b"nonsense\n" * 9])
def test_a_file_of_something_else_refuses_no_password(
    settings: SettingsWrapper, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    settings.PASSWORD_BREACH_FILES = str(file)
    assert not in_time(LEAKED)


def test_a_file_that_is_not_there_refuses_no_password_and_is_told(
    settings: SettingsWrapper, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.PASSWORD_BREACH_FILES = str(tmp_path / "missing")
    assert not in_time(LEAKED)
    assert "breach_check_failed" in caplog.text
    assert digest(LEAKED)[:5] not in caplog.text


def test_the_service_is_asked_for_what_the_files_do_not_know(
    settings: SettingsWrapper, service: type[RangeService], tmp_path: Path
) -> None:
    settings.PASSWORD_BREACH_FILES = str(tmp_path)
    assert is_breached(LEAKED)


@pytest.mark.django_db
def test_every_door_refuses_a_breached_password(
    api: Client,
    api_as: Callable[[User], Client],
    freelancer: User,
    service: type[RangeService],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body = {"email": "new@example.com", "username": "new", "role": "client", "password": LEAKED}
    change = {"current_password": PASSWORD, "new_password": LEAKED}
    reset = {"token": make_token(freelancer, Purpose.RESET_PASSWORD), "new_password": LEAKED}
    for answer in (
        api.post("auth/register", body),
        api_as(freelancer).post("auth/change-password", change),
        api.post("auth/reset-password", reset),
    ):
        assert answer.status_code == 422
        assert [error["code"] for error in answer.json()["errors"]] == ["password_breached"]
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", LEAKED)
    with pytest.raises(CommandError, match="breach"):
        call_command("createsuperuser", "--noinput", username="boss", email="boss@example.com")
    assert not User.objects.exclude(pk=freelancer.pk).exists()


@pytest.mark.django_db
def test_a_password_that_leaked_later_still_logs_in(
    api: Client, service: type[RangeService]
) -> None:
    user = UserFactory(username="early")
    user.set_password(LEAKED)
    user.save()
    assert api.post("auth/login", {"username": "early", "password": LEAKED}).status_code == 200
