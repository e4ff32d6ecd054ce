"""What the headers say to pages of other origins. What browsers make of them: browser/."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from config.tests.test_settings import PRODUCTION, manage

pytestmark = pytest.mark.django_db
MARKET = "https://market.example"
DOCS = Path(django_settings.BASE_DIR, "docs", "browsers.md")


@pytest.fixture(autouse=True)
def _market_is_let_in(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [MARKET]


def preflight(api: Any, path: str = "me", origin: str = MARKET) -> Any:
    asked = {"HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST", "HTTP_ORIGIN": origin}
    return api.options(path, **asked)


def words(header: str) -> set[str]:
    return {word.strip().lower() for word in header.split(",")}


@pytest.mark.parametrize("name", ["If-None-Match", "X-Request-ID", "Idempotency-Key"])
def test_each_header_that_the_documents_ask_for_may_be_sent(api, name):
    allowed = words(preflight(api)["Access-Control-Allow-Headers"])
    assert {name.lower(), "authorization", "content-type"} <= allowed
    assert f"`{name}`" in DOCS.read_text()


@pytest.mark.parametrize("name", django_settings.CORS_EXPOSE_HEADERS)
def test_each_header_that_can_be_read_is_documented(api, name):
    assert name.lower() in words(api.get("me", HTTP_ORIGIN=MARKET)["Access-Control-Expose-Headers"])
    assert f"`{name}`" in DOCS.read_text()


def test_the_headers_named_in_the_contract_can_be_read():
    named = {"ETag", "Retry-After", "X-Request-ID", "Link"}
    assert named <= set(django_settings.CORS_EXPOSE_HEADERS)


@pytest.mark.parametrize("path", ["me", "nothing", "/api/v1/auth/login", "/api/schema"])
def test_errors_can_be_read_as_well(api, path):
    assert api.get(path, HTTP_ORIGIN=MARKET)["Access-Control-Allow-Origin"] == MARKET


def test_no_cookie_goes_along(api):
    for answer in (preflight(api), api.get("me", HTTP_ORIGIN=MARKET)):
        assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize(
    "origin",
    [
        *("https://evil.example", "http://market.example", "https://market.example:8443"),
        *("https://market.example.evil.example", "https://a.market.example", "null", "*"),
        *("https://evil.example/https://market.example", "http://[", "https://"),
    ],
)
def test_a_strange_origin_is_let_in_nowhere_but_to_the_keys(api, origin):
    for answer in (api.get("me", HTTP_ORIGIN=origin), preflight(api, origin=origin)):
        assert "Access-Control-Allow-Origin" not in answer
    assert "Access-Control-Allow-Origin" not in api.get("/login", HTTP_ORIGIN=origin)


@pytest.mark.parametrize("origin", ["https://evil.example", MARKET, "null"])
def test_what_is_well_known_is_served_to_every_origin(api, origin):
    address = "/.well-known/jwks.json"
    answer = api.get(address, HTTP_ORIGIN=origin)
    assert answer["Access-Control-Allow-Origin"] == origin
    assert "origin" in answer["Vary"]
    assert preflight(api, address, origin)["Access-Control-Allow-Origin"] == origin


def test_pages_are_served_to_no_other_origin(api):
    for address in ("/", "/login", "/admin/login/", "/well-known/jwks.json"):
        assert "Access-Control-Allow-Origin" not in api.get(address, HTTP_ORIGIN=MARKET)


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("https://pr-12.preview.example.com", True),
        ("https://pr-12.preview.example.com.evil.example", False),
        ("https://pr-12.preview.example.com:8000", False),
        ("https://pr-12-preview-example.com", False),
        ("https://pr-123456.preview.example.com", False),
        ("https://evil.example/.preview.example.com", False),
        ("http://localhost:5173", True),
        ("http://localhost:5173.evil.example", False),
    ],
)
def test_previews_are_let_in_by_patterns(api, settings, origin, is_let_in):
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [
        r"^https://pr-\d{1,5}[.]preview[.]example[.]com$",
        r"^http://localhost:\d+$",
    ]
    answer = api.get("me", HTTP_ORIGIN=origin)
    assert ("Access-Control-Allow-Origin" in answer) is is_let_in


@pytest.mark.parametrize(
    ("variable", "patterns"),
    [
        ("", []),
        ("  ", []),
        (r"^https://a[.]example$", [r"^https://a[.]example$"]),
        (
            r"^https://pr-\d{1,5}[.]a[.]example$, ^https://b[.]example$ ^https://c[.]example$",
            [
                r"^https://pr-\d{1,5}[.]a[.]example$",
                "^https://b[.]example$",
                "^https://c[.]example$",
            ],
        ),
    ],
)
def test_patterns_are_read_from_the_environment_commas_and_all(variable, patterns):
    shown = manage("diffsettings", "--all", **PRODUCTION, CORS_ALLOWED_ORIGIN_REGEXES=variable)
    assert f"CORS_ALLOWED_ORIGIN_REGEXES = {patterns!r}" in shown.stdout


def test_a_pattern_that_fits_strangers_stops_every_command_that_checks():
    shown = manage("check", **PRODUCTION, CORS_ALLOWED_ORIGIN_REGEXES="https://.*")
    assert shown.returncode != 0
    assert "guildhall.E016" in shown.stderr
