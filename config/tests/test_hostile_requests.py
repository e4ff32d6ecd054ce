"""Requests that no client sends by mistake: bytes, numbers, headers and addresses made to break."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from accounts.models import User
from config.tests.permission_rows import MATRIX
from config.tests.test_page_access import NAMES
from config.tests.test_page_access import address_of as page_address
from config.tests.test_permissions import NOTHING
from config.tests.test_permissions import address_of as api_address
from profiles.models import Profile
from profiles.services.profile import make_profile

pytestmark = pytest.mark.django_db
JSON = "application/json"
BODIES = {
    "not a number": b'{"name": "Tiling", "years": NaN}',
    "infinity": b'{"name": "Tiling", "years": Infinity}',
    "an endless number": b'{"name": "Tiling", "years": ' + b"9" * 5000 + b"}",
    "a number beyond all": b'{"name": "Tiling", "years": 1e400}',
    "deeper than any parser goes": b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "deep": b'{"name": ' + b'{"x":' * 900 + b"1" + b"}" * 901,
    "half a surrogate": rb'{"name": "\ud800"}',
    "bytes that are no UTF-8": b'{"name": "\xff\xfe"}',
    "a byte order mark": b'\xef\xbb\xbf{"name": "Tiling"}',
    "UTF-16": '{"name": "Tiling"}'.encode("utf-16"),
    "a list": b'["name", "Tiling"]',
    "a string": b'"name"',
    "a number": b"7",
    "null": b"null",
    "nothing but space": b"   ",
    "two documents": b'{"name": "Tiling"}{"name": "Tiling"}',
}


@pytest.fixture
def caller(api_as, freelancer):
    make_profile(freelancer)
    return api_as(freelancer)


def in_one_format(answer) -> bool:
    """A refusal in the format of all errors."""
    return 400 <= answer.status_code < 500 and set(answer.json()) == {"type", "errors"}


@pytest.mark.parametrize("what", BODIES)
@pytest.mark.parametrize("route", ["me/skills", "auth/login", "me/links"])
def test_a_body_made_to_break_is_refused(caller, route, what):
    answer = caller.generic("POST", f"/api/v1/{route}", BODIES[what], content_type=JSON)
    assert in_one_format(answer), answer.content
    assert not Profile.objects.get().skills.exists()


def test_of_a_key_that_comes_twice_the_last_counts_for_every_rule(caller):
    """What is checked is what is used: no second parser sees the first."""
    body = b'{"first_name": "Asha", "role": "client", "first_name": "Second", "role": "admin"}'
    assert caller.generic("PATCH", "/api/v1/me", body, content_type=JSON).status_code == 200
    assert User.objects.values_list("first_name", "role").get(username="asha") == (
        "Second",
        "freelancer",
    )


COOKIES = {
    "a NUL in quotation marks": r'"\000aaaaaaaaaaaa"',
    "control characters": r'"\001\033\177\377aaaaaaaa"',
    "endless": "a" * 7000,
    "another alphabet": "\u0669".encode().decode("latin-1") * 16,
    "nothing": "",
    "half of a quotation": '"aaaaaaaaaaaaaaaa',
}


@pytest.mark.parametrize("what", COOKIES)
def test_a_cookie_made_to_break_is_a_visitors(what):
    """On every page and every read of the API, whichever cookie it is."""
    visitor = Browser(raise_request_exception=False)
    names = ("sessionid", "csrftoken", "django_language", "messages")
    cookies = "; ".join(f"{name}={COOKIES[what]}" for name in names)
    reads = [api_address(path, NOTHING) for path, method in MATRIX if method == "get"]
    for address in [*map(page_address, NAMES), *(f"/api/v1/{read}" for read in reads)]:
        answer = visitor.get(address, HTTP_COOKIE=cookies)
        assert answer.status_code < 500, address


@pytest.mark.parametrize(
    "query",
    [
        *("q=%ff", "q=%00", "q=%ed%a0%80", "skill=%c0%af", "city=%f0%28%8c%bc", "rate_min=NaN"),
        *("rate_min=Infinity", "rate_min=1e999", "rate_min=٣", "page_size=٣", "page_size=1e1"),
        *("cursor=%00", "cursor=.", "cursor=eyJ9:x:y", "page_size=" + "9" * 500, "q=" + "(" * 190),
        *("level=fresher&level=%00", "ordering=id", "facets=maybe", "rating_min=-0", "&&==&="),
    ],
)
def test_a_query_made_to_break_is_answered(api, query):
    answer = api.get(f"/api/v1/profiles?{query}")
    assert answer.status_code in {200, 422}
    if answer.status_code == 422:
        assert in_one_format(answer)


@pytest.mark.parametrize(
    "name", ["%00", "%ff", "%2e%2e%2f", "a%0d%0aX-Evil:1", "%F0%9F%92%A9", "'"]
)
@pytest.mark.parametrize("route", ["profiles/{}", "profiles/{}/reviews", "me/skills/{}"])
def test_a_name_made_to_break_is_not_found(caller, route, name):
    call = caller.delete if "skills" in route else caller.get
    answer = call(f"/api/v1/{route.format(name)}")
    assert answer.status_code in {404, 405}
    assert in_one_format(answer)
    assert "X-Evil" not in answer


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"])
def test_no_header_makes_another_method_of_a_request(caller, header):
    answer = caller.post("me/address", {}, headers={header: "PUT"})
    assert answer.status_code == 405
    assert caller.get("me", headers={header: "DELETE"}).status_code == 200
    assert User.objects.filter(username="asha", erased_at=None).exists()


@pytest.mark.parametrize("method", ["_method", "method"])
def test_no_field_does_either(caller, method):
    answer = caller.post(f"me/address?{method}=PUT", {method: "PUT", "city": "x", "country": "IN"})
    assert answer.status_code == 405


@pytest.mark.parametrize(
    "content_type",
    [
        *("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"),
        *("application/xml", "application/json+x", "", "json", "application/jsonp"),
    ],
)
def test_a_body_is_json_or_refused(caller, content_type):
    """A form of another site can send none of these as us."""
    body = b'{"name": "Tiling"}'
    answer = caller.generic("POST", "/api/v1/me/skills", body, content_type=content_type)
    assert answer.status_code in {415, 422}
    assert in_one_format(answer)


@pytest.mark.parametrize("token", ["\x00", "a.b.c", "é.é.é", "." * 9000, "e30.e30.", "{}", "a b c"])
def test_a_token_made_to_break_is_refused(api, token):
    answer = api.get("me", HTTP_AUTHORIZATION=f"Bearer {token}")
    assert answer.status_code == 401
    assert in_one_format(answer)


def test_more_is_sent_than_may_be_changed(caller):
    """Mass assignment: what is only read is passed over, and all else that is no input refused."""
    read = {"id": "x", "role": "admin", "email_verified_at": "2020-01-01T00:00:00Z"}
    evil = {"is_superuser": True, "is_staff": True, "password": "x", "reputation": {"count": 9}}
    before = User.objects.values().get(username="asha")
    assert caller.patch("me", read | evil | {"last_name": "Changed"}).status_code == 422
    assert User.objects.values().get(username="asha") == before
    assert caller.patch("me", read | {"last_name": "Changed"}).status_code == 200
    after = User.objects.values().get(username="asha")
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"last_name", "updated_at"}


@pytest.mark.parametrize("host", ["evil.example", "localhost:80:80", "localhost@evil.example"])
def test_another_host_is_refused_wherever_it_is_named(host):
    browser = Browser(raise_request_exception=False)
    assert browser.get("/api/v1/skills", HTTP_HOST=host).status_code == 400
    forwarded = browser.get("/api/v1/skills", HTTP_X_FORWARDED_HOST=host)
    assert forwarded.status_code == 200
    assert host.encode() not in forwarded.content
