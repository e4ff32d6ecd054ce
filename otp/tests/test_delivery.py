"""Delivery through apprise, against a real gateway on loopback that behaves and misbehaves."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.tests.factories import UserFactory
from foundation.models import LimitCounter
from otp.codes import code_for
from otp.models import Delivery, OneTimeCode
from otp.services.one_time_code import deliver_code
from otp.tests.factories import OneTimeCodeFactory

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


class Gateway(ThreadingHTTPServer):
    """An SMS gateway that takes JSON, and answers as its `answers` say, the last one again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[str] = ["ok"]
        self.taken: list[dict] = []
        self.requests = 0
        self.may_hang_up = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answers = self.server.answers
        answer = answers[min(self.server.requests, len(answers) - 1)]
        self.server.requests += 1
        if answer == "hang":
            self.server.may_hang_up.wait(30)
        elif answer == "garbage":
            self.wfile.write(b"\x00\xff not HTTP at all\r\n\r\n")
        else:
            if answer in {"ok", "taken and lost"}:
                self.server.taken.append(body)
            self.send_response(200 if answer == "ok" else 500)
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def gateway(settings):
    server = Gateway()
    # It looks every 10 ms whether it shall end, not twice a second as it would.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    settings.SMS_URL = f"json://127.0.0.1:{server.server_port}/?:to={{phone}}&rto=0.3&cto=0.3"
    settings.OTP_RETRY_WAITS = [0.0, 0.0]
    yield server
    server.may_hang_up.set()
    server.shutdown()
    server.server_close()
    thread.join()


def ask(api):
    body = {"phone_number": PHONE, "purpose": "login"}
    return api.post("auth/request-otp", body)


@pytest.fixture
def asha(db):
    return UserFactory(username="asha", phone_number=PHONE)


def test_a_gateway_that_answers_gets_number_and_code(api, asha, gateway):
    assert ask(api).status_code == 202
    (message,) = gateway.taken
    assert message["to"] == PHONE
    code = message["message"].split()[0]
    assert OneTimeCode.objects.get().delivery == Delivery.SENT
    body = {"phone_number": PHONE, "purpose": "login", "code": code}
    assert api.post("auth/verify-otp", body).status_code == 200


@pytest.mark.parametrize("trouble", ["fail", "hang", "garbage"])
def test_a_gateway_in_trouble_is_tried_again(api, asha, gateway, trouble):
    gateway.answers = [trouble, "ok"]
    assert ask(api).status_code == 202
    assert gateway.requests == 2
    assert OneTimeCode.objects.get().delivery == Delivery.SENT


@pytest.mark.parametrize("trouble", ["fail", "hang", "garbage"])
def test_a_code_that_never_arrives_eats_no_allowance(api, asha, gateway, trouble):
    gateway.answers = [trouble]
    assert ask(api).status_code == 202
    assert gateway.requests == 3
    assert OneTimeCode.objects.get().delivery == Delivery.FAILED
    counts = LimitCounter.objects.filter(key__startswith="otp:phone")
    assert list(counts.values_list("count", flat=True)) == [0, 0]
    gateway.answers = ["ok"]
    assert ask(api).status_code == 202


def test_each_try_makes_a_code_of_its_own_and_the_last_one_counts(api, asha, gateway):
    gateway.answers = ["taken and lost", "ok"]
    assert ask(api).status_code == 202
    first, last = (message["message"].split()[0] for message in gateway.taken)
    body = {"phone_number": PHONE, "purpose": "login"}
    if first != last:  # once in a million
        assert api.post("auth/verify-otp", body | {"code": first}).status_code == 401
    assert api.post("auth/verify-otp", body | {"code": last}).status_code == 200


def test_a_code_that_was_sent_is_not_sent_again(api, asha, gateway):
    assert ask(api).status_code == 202
    deliver_code.call(str(OneTimeCode.objects.get().pk), "en")
    assert gateway.requests == 1


def test_a_code_superseded_while_it_waited_is_not_sent(asha, gateway):
    row = OneTimeCode.objects.create(
        phone_number=PHONE, purpose="login", user=asha, expires_at="2100-01-01T00:00:00Z"
    )
    OneTimeCode.objects.supersede()
    deliver_code.call(str(row.pk), "en")
    assert gateway.requests == 0


def test_an_address_that_no_provider_knows_is_a_failure(api, asha, settings):
    settings.SMS_URL = "nonsense"
    settings.OTP_RETRY_WAITS = []
    assert ask(api).status_code == 202
    assert OneTimeCode.objects.get().delivery == Delivery.FAILED


def test_the_console_prints_the_message(api, asha, settings, capsys):
    settings.SMS_URL = "console://"
    ask(api)
    assert f"SMS to {PHONE}: " in capsys.readouterr().out


def test_send_test_sms(gateway):
    output = StringIO()
    call_command("send_test_sms", "+91 98200 12345", stdout=output)
    assert gateway.taken[0]["to"] == PHONE
    assert output.getvalue() == f"Sent to {PHONE}.\n"


@pytest.mark.parametrize(("number", "answer"), [("123", "ok"), (PHONE, "fail")])
def test_send_test_sms_says_what_is_wrong(gateway, number, answer):
    gateway.answers = [answer]
    with pytest.raises(CommandError):
        call_command("send_test_sms", number)


def test_a_message_that_arrives_late_holds_the_same_code_as_the_next_try():
    row, other = OneTimeCodeFactory(), OneTimeCodeFactory(phone_number="+919820012346")
    assert code_for(row) == code_for(OneTimeCode.objects.get(pk=row.pk)) != code_for(other)


def test_codes_are_spread_over_all_of_a_million():
    codes = [int(code_for(OneTimeCode())) for _ in range(2000)]
    assert all(150 < sum(code // 100_000 == first for code in codes) < 250 for first in range(10))
