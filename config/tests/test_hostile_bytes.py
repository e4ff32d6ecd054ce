"""No byte of a header, of a cookie or of a query is an error of ours, on any route or page."""

from __future__ import annotations

from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from accounts import tokens
from accounts.models import Session
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD, UserFactory
from config.pages import urlpatterns
from config.tests import hostile_bytes
from config.tests.hostile_bytes import CONTROLS, COOKIES, FRAMING, HEADERS, PARAMETERS, meta_name
from config.tests.permission_rows import MATRIX
from config.tests.test_page_access import NAMES
from config.tests.test_page_access import address_of as page_address
from config.tests.test_permissions import NOTHING
from config.tests.test_permissions import address_of as api_address
from profiles.tests.factories import make_freelancer

pytestmark = pytest.mark.django_db
VALUES = hostile_bytes.VALUES | CONTROLS
SCHEMA = "/api/schema"
ELSEWHERE = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/hooks/mail",
    "/looks/logo",
    SCHEMA,
    "/docs",
    "/redoc",
    "/nowhere",
)
ADMIN = ("/admin/", "/admin/login/", "/admin/accounts/user/")
ROUNDS = 2  # `make fuzz` has more, and a server
JSON = "application/json"


class Visitor(Client):
    """Sends what it is told as it is, beside what keeps it logged in."""

    def __init__(self) -> None:
        super().__init__(raise_request_exception=False)
        self.token = ""

    def send(self, method: str, address: str, *, cookies: str = "", **meta: str) -> Any:
        own = [f"{name}={one.value}" for name, one in self.cookies.items()]
        if self.token:
            meta.setdefault("HTTP_AUTHORIZATION", f"Bearer {self.token}")
        meta["HTTP_COOKIE"] = "; ".join([*own, *filter(None, [cookies])])
        if not meta["HTTP_COOKIE"]:
            del meta["HTTP_COOKIE"]
        content_type = meta.pop("CONTENT_TYPE", JSON)
        return self.generic(method.upper(), address, b"{}", content_type, **meta)


@pytest.fixture
def visitors(freelancer) -> dict[str, Visitor]:
    """Nobody; a member with a browser; the same with a token."""
    make_freelancer(user=freelancer)
    found = {"nobody": Visitor(), "browser": Visitor(), "token": Visitor()}
    found["browser"].force_login(freelancer)
    session = open_session(user=freelancer, user_agent="test", address="203.0.113.7")
    found["token"].token = tokens.access_token(freelancer, session)
    return found


def in_meta(headers: dict[str, str]) -> dict[str, str]:
    return {meta_name(header): value for header, value in headers.items()}


def some_query(random: Random, names: tuple[str, ...]) -> str:
    """Some parameters as bytes, percent-encoded or as they are, also twice the same."""
    encode = random.choice([lambda value: quote(value, encoding="latin-1"), lambda value: value])
    chosen = random.choices(names, k=random.randrange(1, 4))
    values = list(VALUES.values())
    return "&".join(f"{name}={encode(random.choice(values))}" for name in chosen)


def parameters_of(schema: dict[str, Any], path: str) -> tuple[str, ...]:
    """What a route of the API knows in its query, and a few that it may not know."""
    converters = ("<uuid:pk>", "{id}"), ("<str:slug>", "{slug}"), ("<str:username>", "{username}")
    for placeholder, name in converters:
        path = path.replace(placeholder, name)
    described = schema["paths"].get(f"/api/v1/{path}", {}).get("get", {})
    known = [one["name"] for one in described.get("parameters", ()) if one["in"] == "query"]
    return tuple(known) or PARAMETERS


API = sorted(MATRIX)
PAGES = [(page_address(name), method) for name in NAMES for method in ("get", "post")]
OTHERS = [(address, "get") for address in (*ELSEWHERE, *ADMIN)]


@pytest.mark.parametrize("who", ["nobody", "token"])
def test_no_route_breaks_over_a_header_a_cookie_or_a_query(visitors, schema, settings, who):
    settings.TRUSTED_PROXY_COUNT = 1
    for path, method in API:
        names = parameters_of(schema, path)
        broken = tries(visitors[who], method, f"/api/v1/{api_address(path, NOTHING)}", names)
        assert not broken, broken


@pytest.mark.parametrize("who", ["nobody", "browser"])
def test_no_page_breaks_over_a_header_a_cookie_or_a_query(visitors, settings, who):
    settings.TRUSTED_PROXY_COUNT = 1
    for address, method in PAGES + OTHERS:
        is_made_anew = address == SCHEMA and who != "nobody"  # in seconds, and for all the same
        if address != "/logout" and not is_made_anew:
            broken = tries(visitors[who], method, address, PARAMETERS)
            assert not broken, broken


def tries(visitor: Visitor, method: str, address: str, names: tuple[str, ...]) -> list[Any]:
    """The first request to this address that was an error of ours, or nothing."""
    random = Random(f"{method} {address}")
    for _round in range(ROUNDS):
        headers = hostile_bytes.some_headers(random, VALUES)
        cookies = hostile_bytes.some_cookies(random, VALUES)
        query = some_query(random, names)
        sent = in_meta(headers) | {"QUERY_STRING": query}
        answer = visitor.send(method, address, cookies=cookies, **sent)
        if answer.status_code >= 500 and answer.status_code != 503:
            return [method, address, headers, cookies, query]
        assert "X-Evil" not in answer
    return []


EACH = {
    ("get", "/api/v1/profiles"): "token",
    ("get", "/nowhere"): "browser",
    ("post", "/"): "nobody",
}
# What is read of a request that sends something, and of no other: its body, and whence it comes.
OF_A_POST = {*FRAMING, "Origin", "Referer", "X-CSRFToken", "X-HTTP-Method-Override", "Expect"}


@pytest.mark.parametrize("what", VALUES)
def test_no_header_breaks_a_request_by_itself(visitors, settings, what):
    settings.TRUSTED_PROXY_COUNT = 1
    for (method, address), who in EACH.items():
        for header in (*HEADERS, *FRAMING):
            if method == "post" and header not in OF_A_POST:
                continue
            answer = visitors[who].send(method, address, **{meta_name(header): VALUES[what]})
            assert answer.status_code < 500, (method, address, header)


@pytest.mark.parametrize("what", VALUES)
def test_no_cookie_breaks_a_request_by_itself(visitors, what):
    for method, address in EACH:
        for name in COOKIES:
            cookie = f"{name}={VALUES[what]}"
            for cookies in (cookie, VALUES[what], f"{name}=a; {cookie}"):
                answer = visitors["nobody"].send(method, address, cookies=cookies)
                assert answer.status_code < 500, (address, cookies[:80])


@pytest.mark.parametrize("what", VALUES)
def test_a_log_in_remembers_whatever_device_it_was(api, settings, what):
    """What is stored of a request: the device, its address, and the request's own id."""
    settings.TRUSTED_PROXY_COUNT = 1
    UserFactory(username="mira")
    headers = ("User-Agent", "X-Forwarded-For", "X-Request-ID", "Accept-Language", "Referer")
    sent = in_meta(dict.fromkeys(headers, VALUES[what]))
    answer = api.post("auth/login", {"username": "mira", "password": PASSWORD}, **sent)
    assert answer.status_code == 200
    assert "\0" not in Session.objects.get().user_agent


@pytest.mark.parametrize("what", VALUES)
def test_no_name_in_an_address_breaks_a_request(visitors, what):
    name = quote(VALUES[what][:500], safe="", encoding="latin-1")
    routes = [(f"/api/v1/{path}", method) for path, method in API]
    pages = [(f"/{one.pattern}", method) for one in urlpatterns for method in ("get", "post")]
    for path, method in routes + pages:
        if "<str:" in path:
            answer = visitors["token"].send(method, api_address(path, name))
            assert answer.status_code < 500, (method, path)
