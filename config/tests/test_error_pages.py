"""Whatever goes wrong on a page, a person sees a page: in the site's layout, with a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpResponseForbidden, HttpResponseNotAllowed, HttpResponseNotFound
from django.urls import include, path

from config.errors import TITLES
from foundation.errors import DomainError, LimitExceeded

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
SECRET = "secret detail"


def raising(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(_request: HttpRequest) -> HttpResponse:
        raise error

    return view


FAILING = {
    400: SuspiciousOperation(SECRET),
    403: PermissionDenied(SECRET),
    404: Http404(SECRET),
    409: DomainError("It is over."),
    429: LimitExceeded(60),
    500: RuntimeError(SECRET),
    503: OperationalError(SECRET),
}
BLANK: dict[int, Callable[[], HttpResponse]] = {
    403: HttpResponseForbidden,
    404: HttpResponseNotFound,
    405: lambda: HttpResponseNotAllowed(["POST"]),
}
views = [
    *(path(f"fails/{status}", raising(error)) for status, error in FAILING.items()),
    *(
        path(f"blank/{status}", lambda _request, answer=answer: answer())
        for status, answer in BLANK.items()
    ),
]
urlpatterns = [
    path("", include(views)),
    path("api/", include(views)),
    path("", include("config.urls")),
]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"


def assert_is_page(answer: Any, status: int) -> str:
    """It is the whole page of this status, and tells nothing of the inside."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    page = answer.content.decode()
    assert f"<h1>{TITLES[status]}</h1>" in page
    assert f'<p class="status">{status}</p>' in page
    assert '<header class="top">' in page
    assert "<footer" in page
    assert '<a href="/">' in page
    assert SECRET not in page
    return page


def assert_is_json(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json"
    (error,) = answer.json()["errors"]
    assert set(error) == {"code", "detail", "attr"}
    assert SECRET not in answer.content.decode()


@pytest.fixture
def browser(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("kind", ["stranger", "member"])
@pytest.mark.parametrize("status", FAILING)
def test_each_failure_has_its_page(browser, freelancer, status, kind):
    if kind == "member":
        browser.force_login(freelancer)
    page = assert_is_page(browser.get(f"/fails/{status}"), status)
    assert ("/logout" in page) is (kind == "member" and status < 500)


@pytest.mark.parametrize("status", BLANK)
def test_no_error_is_a_blank_page(browser, freelancer, status):
    browser.force_login(freelancer)
    assert_is_page(browser.get(f"/blank/{status}"), status)


@pytest.mark.parametrize("address", [f"/fails/{one}" for one in FAILING if one not in {409, 429}])
def test_below_the_api_a_failure_is_json(browser, address):
    status = int(address.rsplit("/", 1)[1])
    assert_is_json(browser.get(f"/api{address}"), status)


@pytest.mark.parametrize("status", BLANK)
def test_below_the_api_a_blank_error_is_json(browser, status):
    assert_is_json(browser.get(f"/api/blank/{status}"), status)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_button_that_is_opened_as_a_link_says_so(browser, method):
    answer = getattr(browser, method)("/logout")
    assert_is_page(answer, 405)
    assert answer["Allow"] == "POST"
    assert b"Go back to the page that you came from" in answer.content


def test_a_page_that_takes_no_form_says_so(browser):
    answer = browser.post("/", {"q": "x"})
    assert_is_page(answer, 405)
    assert "GET" in answer["Allow"]


def test_a_members_button_that_is_opened_as_a_link_says_so(browser, freelancer):
    browser.force_login(freelancer)
    assert_is_page(browser.get("/account/send-verification"), 405)


def test_the_browsable_apis_log_out_that_is_opened_as_a_link_is_json(browser):
    assert_is_json(browser.get("/api/browse/logout/"), 405)


def test_the_apis_own_405_is_as_it_was(api):
    answer = api.get("auth/login")
    assert_is_json(answer, 405)
    assert answer.json()["errors"][0]["code"] == "method_not_allowed"


def test_a_host_that_is_not_ours_is_a_page(browser):
    assert_is_page(browser.get("/", HTTP_HOST="evil.example"), 400)


def test_a_body_that_is_too_large_is_a_page(browser):
    answer = browser.post("/login", b"x" * 13_000_000, content_type="application/octet-stream")
    assert_is_page(answer, 413)


def test_more_fields_than_are_read_are_a_page(browser):
    assert_is_page(browser.post("/login", {f"field{number}": "x" for number in range(1001)}), 400)


def test_a_page_of_the_other_side_is_a_page(browser, client_user):
    browser.force_login(client_user)
    assert_is_page(browser.get("/cv"), 403)


def test_what_may_be_tried_again_says_when(browser):
    assert browser.get("/fails/429")["Retry-After"] == "60"
    assert int(browser.get("/fails/503")["Retry-After"]) > 0


def test_an_error_is_told_in_the_readers_language(browser):
    answer = browser.get("/nothing", HTTP_ACCEPT_LANGUAGE="de")
    assert answer.status_code == 404
    assert '<html lang="de">' in answer.content.decode()
