"""Every POST of somebody who is logged in takes an `Idempotency-Key`, or there is a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connection
from django.urls import resolve

from accounts.models import User
from config.tests.arrangements import route_of
from config.tests.permission_rows import MATRIX
from config.tests.test_answers import Api
from foundation.idempotency.answers import REPLAYED
from foundation.idempotency.errors import HEADER
from foundation.models import IdempotencyKey
from profiles.tests.factories import make_skill
from projects.models import Project

if TYPE_CHECKING:
    from collections.abc import Iterator

    from config.tests.test_answers import Route
    from conftest import Client

pytestmark = pytest.mark.django_db

KEY = {"HTTP_IDEMPOTENCY_KEY": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
NOBODY = "Nobody is logged in, to whom the key could belong; a code, link or token is good once."
SEARCH = "It changes nothing."
CHALLENGE = "A new challenge, which nobody keeps: an older one would be refused."
PROOF = "It says that somebody is there now: yesterday's answer would not be true."
ENDS = "What it sets or ends, it sets or ends once however often it is sent."
WHY_NOT = {
    **dict.fromkeys(
        (
            *("auth/register", "auth/login", "auth/refresh-token", "auth/logout"),
            *("auth/forgot-password", "auth/reset-password", "auth/release-email"),
            *("auth/secure-account", "auth/undo-change", "auth/keep-second-factor"),
            *("auth/second-factor", "auth/passkey-options", "auth/passkey-login"),
            *("auth/passkey-second-factor-options", "auth/passkey-second-factor"),
            *("auth/recovery-code", "auth/release-phone", "auth/verify-email"),
            *("auth/request-otp", "auth/verify-otp", "auth/admission-code"),
            *("auth/data-link", "auth/export-by-link", "auth/erase-by-link"),
        ),
        NOBODY,
    ),
    **dict.fromkeys(("profiles/search", "projects/search", "projects/suggest-skills"), SEARCH),
    "auth/passkey-proof-options": CHALLENGE,
    "me/passkeys/options": CHALLENGE,
    "me/second-factor/key": CHALLENGE,
    "auth/passkey-proof": PROOF,
    "me/second-factor/confirm": PROOF,
    "auth/change-password": ENDS,
    "auth/logout-all": ENDS,
}
SHOWN_ONCE = {"me/passkeys", "me/second-factor", "me/second-factor/recovery-codes"}
TAKING = [
    (path, method)
    for path, method in MATRIX
    if (method == "post" and path not in WHY_NOT) or (path, method) == ("me/cv", "put")
]


@pytest.fixture(scope="session")
def operations(schema: dict[str, Any]) -> dict[Route, tuple[str, dict[str, Any]]]:
    return {
        (route_of(path), method): (path, operation)
        for path, by_method in schema["paths"].items()
        for method, operation in by_method.items()
    }


class Keyed(Api):
    """Sends each call with a key."""

    def _send(self, method: str, address: str, body: dict[str, Any] | None) -> Any:
        self.client.credentials(**self.client._credentials | KEY)
        return super()._send(method, address, body)


class Twice(Keyed):
    """Sends each call twice."""

    def _send(self, method: str, address: str, body: dict[str, Any] | None) -> Any:
        return super()._send(method, address, body), super()._send(method, address, body)


class Thrice(Keyed):
    """Sends each call twice, and once more with another body."""

    def _send(self, method: str, address: str, body: dict[str, Any] | None) -> Any:
        first = super()._send(method, address, body)
        second = super()._send(method, address, body)
        if all("password" in name for name in body or {}):  # which makes no difference
            return first, second, super()._send(method, address, {"a": 1}), "unknown_parameter"
        return first, second, super()._send(method, address, {}), "idempotency_key_reused"


@pytest.fixture
def keyed(api: Client, operations: Any) -> Keyed:
    make_skill("Waterproofing")
    return Keyed(api, operations, {})


@pytest.fixture
def twice(api: Client, operations: Any) -> Twice:
    make_skill("Waterproofing")
    return Twice(api, operations, {})


def takes_key(operation: dict[str, Any]) -> bool:
    return any(one["name"] == HEADER for one in operation.get("parameters", ()))


def test_each_post_takes_a_key_or_has_a_reason_why_not(operations):
    taking = {route for route, (_path, one) in operations.items() if takes_key(one)}
    assert taking == set(TAKING)
    posts = {path for path, method in operations if method == "post"}
    assert set(WHY_NOT) <= posts


@pytest.mark.parametrize("route", TAKING, ids=" ".join)
def test_what_it_may_be_refused_for_is_in_the_schema(operations, route):
    _path, operation = operations[route]
    for status, codes in {
        "409": ("idempotency_key_in_flight", "answer_not_kept"),
        "422": ("idempotency_key_malformed", "idempotency_key_reused"),
        "429": ("throttled",),
    }.items():
        examples = operation["responses"][status]["content"]["application/json"]["examples"]
        assert {one["value"]["errors"][0]["code"] for one in examples.values()} >= set(codes)


@pytest.mark.parametrize("route", TAKING, ids=" ".join)
def test_sent_again_it_gets_the_same_answer_and_with_another_body_it_is_refused(
    api, operations, route
):
    """Also where no body is read."""
    make_skill("Waterproofing")
    first, second, other, code = Thrice(api, operations, {}).call(route, is_full=False)
    assert first.status_code < 300, first.content
    assert other.status_code == 422
    assert other.json()["errors"][0]["code"] == code
    row = IdempotencyKey.objects.get()
    if route[0] in SHOWN_ONCE:
        assert "no-store" in first["Cache-Control"]
        assert (second.status_code, row.answer) == (409, None)
        assert second.json()["errors"][0]["code"] == "answer_not_kept"
        assert second.json().get("id") == first.json().get("id")
        return
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second[REPLAYED] == "true"
    unlike = {"X-Request-ID", REPLAYED}
    assert headers(first, unlike) == headers(second, unlike)


def headers(answer: Any, but: set[str]) -> dict[str, str]:
    return {name: value for name, value in answer.items() if name not in but}


def secrets_in(schema: Any, components: dict[str, Any]) -> Iterator[str]:
    """The fields of an answer that are secrets by their names."""
    if isinstance(schema, dict):
        for name in schema.get("properties", {}):
            if any(word in name for word in ("token", "secret", "codes", "enrolment", "key")):
                yield name
        if "$ref" in schema:
            yield from secrets_in(components[schema["$ref"].rpartition("/")[2]], components)
        for part in schema.values():
            yield from secrets_in(part, components)
    elif isinstance(schema, list):
        for part in schema:
            yield from secrets_in(part, components)


@pytest.mark.parametrize("route", TAKING, ids=" ".join)
def test_no_answer_that_may_be_kept_has_a_secret(operations, components, route):
    _path, operation = operations[route]
    successes = [one for status, one in operation["responses"].items() if status < "300"]
    found = {name for one in successes for name in secrets_in(one.get("content", {}), components)}
    assert bool(found) == (route[0] in SHOWN_ONCE), found


class _NotKept:
    """The server is gone when the answer is to be kept."""

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if " ".join(str(sql).split()).startswith(
            "UPDATE foundation_idempotencykey SET finished_at = clock_timestamp(), made_id"
        ):
            raise OperationalError
        return execute(sql, params, many, context)


MAKING = [
    route
    for route in TAKING
    if route[0] not in {"me/skills", "me/cv/suggestions/accept", "me/cv/suggestions/reject"}
]


@pytest.mark.parametrize("route", MAKING, ids=" ".join)
def test_what_was_made_is_known_also_when_the_answer_was_lost(twice, route):
    """By the answer's id, or by what the request was sent to, when it has none."""
    with connection.execute_wrapper(_NotKept()):
        first, _second = twice.call(route, is_full=False)
    row = IdempotencyKey.objects.get()
    assert row.finished_at is None
    view = resolve(first.wsgi_request.path).func
    action = view.actions[route[1]]
    if action not in view.cls.makes:
        assert row.made_id is None
        return
    assert row.written_at is not None
    assert row.made_id is not None
    if first.content and (given := first.json().get("id")):
        assert str(row.made_id) == given


@pytest.mark.parametrize("route", TAKING, ids=" ".join)
def test_whose_text_an_answer_holds_is_known(keyed, route):
    """Of whoever is named in it, or has a project whose title is in it."""
    first = keyed.call(route, is_full=True)
    row = IdempotencyKey.objects.get()
    told = first.content.decode()
    concerned = {user.pk for user in User.objects.all() if f'"{user.username}"' in told}
    for project in Project.objects.all():
        if f'"{project.title}"' in told:
            concerned.add(project.client_id)
    assert concerned - {row.account_id} <= set(row.concerned)
