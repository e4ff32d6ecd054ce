"""Health checks, request ids and what the logs never hold."""

from __future__ import annotations

import json
import logging

import pytest

from accounts.tests.factories import PASSWORD
from config import health
from config.logs import SECRET_NAMES, logging_config, mask_secrets

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


def test_a_request_is_one_line_of_json_without_secrets(api, freelancer, capfd):
    config = logging_config(log_format="json", level="INFO")
    logging.config.dictConfig(config)
    answer = api.post("auth/login", {"username": "asha", "password": PASSWORD})
    api.post("auth/login", {"username": "asha", "password": "not the password"})
    lines = capfd.readouterr().err.splitlines()
    events = [json.loads(line) for line in lines]
    requests = [event for event in events if event["event"] == "request"]
    assert [(event["path"], event["status"]) for event in requests] == [
        ("/api/v1/auth/login", 200),
        ("/api/v1/auth/login", 401),
    ]
    assert requests[0]["request_id"] == answer.headers["X-Request-ID"]
    written = "\n".join(lines)
    for secret in (PASSWORD, "not the password", answer.json()["access_token"], freelancer.email):
        assert secret not in written


def test_secret_fields_are_masked_wherever_they_are_logged():
    event = mask_secrets(None, "info", dict.fromkeys([*SECRET_NAMES, "user"], "secret"))
    assert {name for name, value in event.items() if value == "secret"} == {"user"}
