"""Health checks, request ids and what the logs never hold."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from accounts.tests.factories import PASSWORD
from operations import health
from operations.logs import SECRET_NAMES, logging_config, mask_secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


def test_ready_means_reachable_and_migrated(client, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
    health._require_migrations.cache_clear()
    plan = [("accounts", "0002")]
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: plan)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "Migrations" in answer.json()["detail"]


def test_every_answer_carries_a_request_id(api):
    assert len(api.get("/healthz").headers["X-Request-ID"]) == 32
    kept = api.get("/healthz", HTTP_X_REQUEST_ID="from-the-proxy-1")
    assert kept.headers["X-Request-ID"] == "from-the-proxy-1"


@pytest.mark.parametrize("sent", ["short", "x" * 65, "with space", "line\nbreak"])
def test_a_request_id_that_is_no_harmless_word_is_replaced(api, sent):
    assert api.get("/healthz", HTTP_X_REQUEST_ID=sent).headers["X-Request-ID"] != sent


@contextmanager
def logged(capfd) -> Iterator[list[dict[str, Any]]]:
    """What is logged in the meantime: a JSON value on each line of standard error."""
    loggers = [logging.getLogger(name) for name in ("", "django")]
    handlers = [logger.handlers[:] for logger in loggers]
    logging.config.dictConfig(logging_config(log_format="json", level="INFO"))
    events: list[dict[str, Any]] = []
    yield events
    events += [json.loads(line) for line in capfd.readouterr().err.split("\n") if line]
    for logger, before in zip(loggers, handlers, strict=True):
        logger.handlers = before


def requests_of(events) -> list[tuple[str, int, str | None]]:
    lines = [event for event in events if event["event"] == "request"]
    return [(line["path"], line["status"], line["user"]) for line in lines]


def test_a_request_is_one_line_of_json_without_secrets(api, freelancer, capfd):
    with logged(capfd) as events:
        answer = api.post("auth/login", {"username": "asha", "password": PASSWORD})
        api.post("auth/login", {"username": "asha", "password": "not the password"})
    requests = [event for event in events if event["event"] == "request"]
    assert [(event["path"], event["status"]) for event in requests] == [
        ("/api/v1/auth/login", 200),
        ("/api/v1/auth/login", 401),
    ]
    assert requests[0]["request_id"] == answer.headers["X-Request-ID"]
    written = json.dumps(events)
    for secret in (PASSWORD, "not the password", answer.json()["access_token"], freelancer.email):
        assert secret not in written


def test_the_line_of_a_request_names_whoever_asked_by_token(api, api_as, freelancer, capfd):
    wrong = {"current_password": "wrong", "new_password": "seven green umbrellas"}
    with logged(capfd) as events:
        api_as(freelancer).get("me")
        api_as(freelancer).post("auth/change-password", wrong)
        api.use_token("nonsense")
        api.get("me")
    assert requests_of(events) == [
        ("/api/v1/me", 200, str(freelancer.pk)),
        ("/api/v1/auth/change-password", 403, str(freelancer.pk)),
        ("/api/v1/me", 401, None),
    ]


def test_the_line_of_a_request_names_whoever_asked_by_browser(client, freelancer, capfd):
    with logged(capfd) as events:
        client.get("/dashboard")
        client.post("/login", {"identifier": "asha", "password": PASSWORD})
        client.get("/dashboard")
        client.get("/api/v1/me")
    assert requests_of(events) == [
        ("/dashboard", 302, None),
        ("/login", 302, str(freelancer.pk)),
        ("/dashboard", 200, str(freelancer.pk)),
        ("/api/v1/me", 200, str(freelancer.pk)),
    ]


def test_nobody_is_looked_up_for_the_log(client, freelancer, capfd, django_assert_num_queries):
    client.force_login(freelancer)
    with logged(capfd) as events, django_assert_num_queries(0):
        client.get("/healthz")
    assert requests_of(events) == [("/healthz", 200, None)]


def test_a_defect_is_logged_with_its_traceback_and_who_met_it(api_as, freelancer, capfd, settings):
    client = api_as(freelancer)
    client.raise_request_exception = False
    settings.PASSWORD_HASHERS = ["nowhere.Hasher"]
    body = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    with logged(capfd) as events:
        assert client.post("auth/change-password", body).status_code == 500
    (defect,) = (event for event in events if event["level"] == "error")
    assert "Traceback" in defect["exception"]
    assert "No module named 'nowhere'" in defect["exception"]
    assert PASSWORD not in json.dumps(events)
    assert {event["request_id"] for event in events} == {defect["request_id"]}
    assert requests_of(events) == [("/api/v1/auth/change-password", 500, str(freelancer.pk))]


FORGED = '{"event": "forged"}'


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/nothing\n{FORGED}", {}),
        (f"/nothing\r\n{FORGED}\x1b[31m", {}),
        ("/healthz", {"HTTP_X_REQUEST_ID": f"12345678\n{FORGED}"}),
        ("/healthz", {"HTTP_X_REQUEST_ID": '12345678", "event": "forged'}),
    ],
)
def test_nothing_that_is_sent_makes_a_line_of_the_log(client, capfd, path, headers):
    with logged(capfd) as events:
        client.get(quote(path), **headers)
    (event,) = events
    assert (event["event"], event["path"]) == ("request", path)
    assert "forged" not in event["request_id"]


def test_secret_fields_are_masked_wherever_they_are_logged():
    event = mask_secrets(None, "info", dict.fromkeys([*SECRET_NAMES, "user"], "secret"))
    assert {name for name, value in event.items() if value == "secret"} == {"user"}
