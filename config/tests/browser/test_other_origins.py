"""A front end on an origin of its own: what its page may send, and read of the answers."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error

from accounts.models import Role
from accounts.tests.factories import PASSWORD, UserFactory
from profiles.tests.factories import make_freelancer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
# Calls the API as a front end does, and hands back all that its page is allowed to read.
CALL = """async ([method, url, headers, body]) => {
  const sent = body ? {"Content-Type": "application/json", ...headers} : headers;
  const answer = await fetch(url, {method, headers: sent, body: body && JSON.stringify(body)});
  const text = await answer.text();
  const json = (answer.headers.get("Content-Type") || "").includes("json");
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: json ? JSON.parse(text) : text,
  };
}"""


class FrontEnd(BaseHTTPRequestHandler):
    """A site of somebody else's, of one empty page."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b'<!doctype html><title>Market</title><link rel="icon" href="data:,">')

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def origin() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), FrontEnd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def front_end(open_browser: Callable[..., Page], origin: str, settings: Any) -> Page:
    """The page of a front end that the settings name."""
    settings.CORS_ALLOWED_ORIGINS = [origin]
    page = open_browser()
    page.goto(f"{origin}/")
    return page


@pytest.fixture
def call(front_end: Page, live_server: Any) -> Callable[..., Any]:
    """Call the API from that page."""

    def ask(method: str, path: str, *, body: object = None, **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return front_end.evaluate(CALL, [method, f"{live_server.url}{path}", named, body])

    return ask


def log_in(call: Callable[..., Any], username: str) -> dict[str, str]:
    body = {"username": username, "password": PASSWORD}
    answer = call("POST", "/api/v1/auth/login", body=body)
    assert answer["status"] == 200
    return {"Authorization": f"Bearer {answer['body']['access_token']}"}


def test_a_front_end_logs_in_and_acts_with_the_token(call, db):
    UserFactory(username="mira")
    token = log_in(call, "mira")
    assert call("GET", "/api/v1/me", **token)["body"]["username"] == "mira"
    changed = call("PATCH", "/api/v1/me", body={"first_name": "Mira"}, **token)
    assert (changed["status"], changed["body"]["first_name"]) == (200, "Mira")
    assert call("POST", "/api/v1/auth/logout", **token)["status"] == 204


def test_it_reads_a_profile_again_only_when_that_changed(call, db):
    make_freelancer("mira")
    first = call("GET", "/api/v1/profiles/mira")
    again = call("GET", "/api/v1/profiles/mira", If_None_Match=first["headers"]["etag"])
    assert (again["status"], again["body"]) == (304, "")


def test_it_names_its_requests_and_finds_their_names_in_the_answers(call, db):
    answer = call("GET", "/api/v1/skills", X_Request_ID="front-end-1234")
    assert answer["headers"]["x-request-id"] == "front-end-1234"


def test_it_may_send_a_key_that_makes_a_post_safe_to_repeat(call, db):
    UserFactory(username="greenview", role=Role.CLIENT)
    token = log_in(call, "greenview")
    project = {"title": "Tiles for the hall", "description": "Forty square metres."}
    made = call("POST", "/api/v1/projects", body=project, Idempotency_Key="1f0c", **token)
    assert made["status"] == 201


def test_it_reads_how_long_to_wait(call, db):
    body = {"username": "nobody", "password": "wrong"}
    answers = [call("POST", "/api/v1/auth/login", body=body) for _number in range(6)]
    assert [one["status"] for one in answers] == [401] * 5 + [429]
    assert int(answers[-1]["headers"]["retry-after"]) > 0
    assert "Bearer" in answers[0]["headers"]["www-authenticate"]


def test_it_reads_how_a_file_is_called(call, db):
    UserFactory(username="mira")
    answer = call("GET", "/api/v1/me/export", **log_in(call, "mira"))
    assert "attachment" in answer["headers"]["content-disposition"]


def test_it_reads_why_a_server_error_or_unknown_route_was_answered(call, db):
    answer = call("GET", "/api/v1/nothing")
    assert (answer["status"], answer["body"]["errors"][0]["code"]) == (404, "not_found")


@pytest.fixture
def strangers_page(chromium: Browser, origin: str) -> Iterator[Page]:
    """A page of a site that nobody named. What it is refused, its console complains of."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{origin}/")
    yield page
    context.close()


def ask(page: Page, url: str) -> Any:
    return page.evaluate(CALL, ["GET", url, {}, None])


def test_a_strangers_page_reads_nothing_of_the_api(strangers_page, live_server, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://market.example"]
    with pytest.raises(Error, match="Failed to fetch"):
        ask(strangers_page, f"{live_server.url}/api/v1/skills")


def test_the_origin_of_a_preview_is_let_in_by_its_pattern(strangers_page, live_server, settings):
    settings.CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://127[.]0[.]0[.]1:\d+$"]
    assert ask(strangers_page, f"{live_server.url}/api/v1/skills")["status"] == 200


def test_the_keys_of_signatures_are_read_by_any_page(strangers_page, live_server, db):
    answer = ask(strangers_page, f"{live_server.url}/.well-known/jwks.json")
    assert answer["status"] == 200
    assert answer["body"]["keys"]


def test_a_front_end_reads_no_page_of_ours(front_end, chromium, origin, live_server):
    """Its origin may call the API; what a person sees on our pages is not its affair."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{origin}/")
    with pytest.raises(Error, match="Failed to fetch"):
        ask(page, f"{live_server.url}/login")
    context.close()
