"""What browsers get: the browsable API, the documentation, headers, CORS."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import Session
from accounts.tests.factories import PASSWORD, UserFactory, suspended

pytestmark = pytest.mark.django_db
HTML = {"HTTP_ACCEPT": "text/html,*/*;q=0.8"}


@pytest.fixture
def staff(client, admin_user):
    """A browser in which an administrator has logged in."""
    body = {"username": "chief", "password": PASSWORD, "next": "/admin/"}
    assert client.post("/admin/login/", body).status_code == 302
    return client


def test_staff_browse_the_api(staff):
    page = staff.get("/api/v1/me", **HTML)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert b"chief" in page.content
    assert b"PATCH" in page.content


def test_staff_post_html_forms(staff, mailoutbox):
    body = {"email": "nobody@example.com"}
    assert staff.post("/api/v1/auth/forgot-password", body, **HTML).status_code == 202


@pytest.mark.parametrize(
    "path",
    ["me", "me/address", "auth/sessions", "auth/login", "me/export", "projects", "me/proposals"],
)
def test_every_route_has_a_page_in_development(settings, staff, path):
    settings.DEBUG = True
    page = staff.get(f"/api/v1/{path}", **HTML)
    assert page.status_code in {200, 404, 405}
    assert page.headers["Content-Type"].startswith("text/html")


def test_others_get_json(client, freelancer):
    client.force_login(freelancer)
    answer = client.get("/api/v1/me", **HTML)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["username"] == "asha"
    assert client.post("/api/v1/auth/login", {"username": "asha"}).status_code == 415


@pytest.mark.parametrize(
    "accepted", ["''", "text/csv", "text/html", "application/xml;q=1", "", ";"]
)
def test_who_accepts_nothing_that_there_is_gets_json(client, accepted):
    answer = client.get("/api/v1/skills", HTTP_ACCEPT=accepted)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")


def test_the_browsable_apis_log_in_is_that_of_all_pages(client, freelancer):
    page = client.get(f"{reverse('rest_framework:login')}?next=/api/v1/me")
    assert page["Location"] == "/login?next=/api/v1/me"
    for _ in range(5):
        client.post(page["Location"], {"identifier": "asha", "password": "wrong"})
    body = {"identifier": "asha", "password": PASSWORD}
    assert client.post(page["Location"], body).status_code == 429


def test_the_browsable_apis_log_in_leads_back_to_it(client, admin_user):
    body = {"identifier": "chief", "password": PASSWORD}
    assert client.post("/login?next=/api/v1/auth/login", body)["Location"] == "/api/v1/auth/login"


def test_the_browsable_apis_log_out_ends_the_device(staff):
    page = staff.get("/api/v1/me", **HTML).content.decode()
    assert 'action="/api/browse/logout/?next=/api/v1/me"' in page
    assert staff.post("/api/browse/logout/?next=/api/v1/me")["Location"] == "/"
    assert Session.objects.get().revoked_reason == "logged_out"


def test_a_browser_is_a_device_like_any_other(staff, api_as, admin_user):
    client = api_as(admin_user)
    sessions = client.get("auth/sessions").json()["results"]
    assert len(sessions) == 2
    browser = next(one for one in sessions if not one["is_current"])
    assert staff.get("/admin/").status_code == 200
    assert client.delete(f"auth/sessions/{browser['id']}").status_code == 204
    assert staff.get("/admin/").status_code == 302


def test_logging_out_of_a_browser_ends_its_device(staff):
    staff.post("/admin/logout/")
    assert Session.objects.get().revoked_reason == "logged_out"


def test_a_cookie_post_without_csrf_token_is_refused(staff):
    staff.handler.enforce_csrf_checks = True
    answer = staff.patch("/api/v1/me", {"first_name": "x"}, content_type="application/json")
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_the_documentation_comes_from_our_own_origin(client, settings, path):
    page = client.get(path)
    assert page.status_code == 200
    sources = re.findall(rb'(?:src|href)="([^"]+)"', page.content)
    assert sources
    assert all(source.startswith(b"/") and not source.startswith(b"//") for source in sources)
    assert b"<script>" not in page.content
    assert f"<title>{settings.SITE_NAME}</title>" in page.content.decode()


def test_the_schema_describes_every_error(client):
    schema = client.get("/api/schema", HTTP_ACCEPT="application/json").json()
    login = schema["paths"]["/api/v1/auth/login"]["post"]
    assert set(login["responses"]) == {
        *("200", "400", "401", "403", "413", "415", "422", "429", "503")
    }
    assert login["responses"]["429"]["headers"]["Retry-After"]
    examples = login["responses"]["403"]["content"]["application/json"]["examples"]
    codes = {one["value"]["errors"][0]["code"] for one in examples.values()}
    assert codes == {"account_inactive", "account_suspended", "second_factor_required"}
    assert list(login["requestBody"]["content"]) == ["application/json"]


def test_pages_carry_a_strict_policy(client):
    headers = client.get("/verify-email").headers
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_only_named_origins_may_call_from_a_browser(api, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://market.example"]
    allowed = api.get("me", HTTP_ORIGIN="https://market.example")
    assert allowed.headers["Access-Control-Allow-Origin"] == "https://market.example"
    other = api.get("me", HTTP_ORIGIN="https://evil.example")
    assert "Access-Control-Allow-Origin" not in other.headers


def test_a_suspended_administrator_is_out_at_once(staff, admin_user):
    suspended(admin_user)
    assert staff.get("/admin/").status_code == 302


def test_only_staff_enter_the_admin(client):
    UserFactory(username="plain")
    page = client.post("/admin/login/", {"username": "plain", "password": PASSWORD})
    assert page.status_code == 200
    assert b"staff account" in page.content
