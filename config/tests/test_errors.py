"""One error format everywhere, whatever goes wrong and wherever."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from foundation.errors import DATABASE_RETRY_SECONDS

pytestmark = pytest.mark.django_db


def only_error(answer) -> dict:
    assert set(answer.json()) == {"type", "errors"}
    (error,) = answer.json()["errors"]
    assert set(error) == {"code", "detail", "attr"}
    return error


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/api/v1/auth/"])
def test_an_unknown_route_of_the_api_is_a_404_in_json(api, path):
    answer = api.get(path)
    assert answer.status_code == 404
    assert only_error(answer)["code"] == "not_found"


def test_an_unknown_page_is_a_404_in_html(client):
    answer = client.get("/nothing")
    assert answer.status_code == 404
    assert b"<h1>Page not found</h1>" in answer.content


def test_a_wrong_method_is_a_405(api):
    answer = api.get("auth/login")
    assert answer.status_code == 405
    assert only_error(answer)["code"] == "method_not_allowed"


@pytest.mark.parametrize("path", ["auth/login", "auth/register", "auth/refresh-token"])
@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("", "application/json", 422),
        ('{"a": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ("[]", "application/json", 422),
        ("null", "application/json", 422),
        ('"text"', "application/json", 422),
        ("1", "application/json", 422),
        ("a=b", "application/x-www-form-urlencoded", 415),
        ("x", "text/plain", 415),
        ("x", "nonsense", 415),
        (b" " * (10 * 1024 * 1024), "application/json", 413),
    ],
)
def test_a_body_that_cannot_be_read_is_told_apart(api, path, body, content_type, status):
    answer = api.generic("POST", path, body, content_type)
    assert answer.status_code == status, answer.content
    assert answer.json()["errors"]


@pytest.mark.parametrize("path", ["profiles", "skills"])
def test_more_parameters_than_are_read_are_a_malformed_request(api, path):
    answer = api.get(f"{path}?" + "&".join(["x=1"] * 1001))
    assert answer.status_code == 400
    assert only_error(answer)["code"] == "bad_request"


def test_every_bad_field_is_named_at_once(api):
    answer = api.post("auth/register", {"username": "a b", "email": "x", "role": "king"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "validation_error"
    attrs = {error["attr"] for error in answer.json()["errors"]}
    assert attrs == {"username", "email", "role", "password"}


def test_the_database_being_away_is_a_503_that_says_when_to_try_again(api, monkeypatch):
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(connection, "cursor", refuse)
    api.raise_request_exception = False
    answer = api.post("auth/login", {"username": "asha", "password": "x"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(DATABASE_RETRY_SECONDS)
    assert only_error(answer)["code"] == "unavailable"
    ready = api.get("/readyz")
    assert ready.status_code == 503
    assert ready.headers["Retry-After"] == str(DATABASE_RETRY_SECONDS)
    assert api.get("/healthz").status_code == 200
    page = api.post("/forgot-password", {"email": "asha@example.com"}, format="multipart")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == str(DATABASE_RETRY_SECONDS)


def test_a_defect_is_a_500_without_its_details(client, monkeypatch):
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("accounts.services.login.verify_credentials", fail)
    client.raise_request_exception = False
    body = {"username": "asha", "password": "x"}
    answer = client.post("/api/v1/auth/login", body, content_type="application/json")
    assert answer.status_code == 500
    assert only_error(answer)["code"] == "error"
    assert b"secret" not in answer.content


def test_a_host_that_is_not_ours_is_a_400(api):
    assert api.get("me", HTTP_HOST="evil.example").status_code == 400


def test_a_page_that_hits_a_limit_says_when_to_try_again(client):
    for _ in range(5):
        client.post("/admin/login/", {"username": "chief", "password": "wrong"})
    answer = client.post("/admin/login/", {"username": "chief", "password": "wrong"})
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert b"<h1>Too many attempts</h1>" in answer.content


def test_an_expired_form_is_a_page_that_says_so(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post("/verify-email", {"token": "x"})
    assert answer.status_code == 403
    assert b"reload the page" in answer.content
