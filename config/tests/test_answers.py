"""What a route answers is what the schema says of it: all that is declared, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from config.examples.answers import ADDRESS, ANSWERS
from config.examples.requests import REQUESTS
from config.tests.arrangements import BODIES, PREPARATIONS, route_of, thing_of
from config.tests.callers import new_caller
from config.tests.components import name_in, strict
from config.tests.fullness import FILL, fill
from config.tests.permission_rows import MATRIX
from config.tests.things import owner_role
from profiles.tests.factories import make_skill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Client

pytestmark = pytest.mark.django_db

Route = tuple[str, str]
CLIENTS_ONLY = {
    ("projects", "post"),
    ("projects/suggest-skills", "post"),
    ("projects/<uuid:pk>/reviews", "post"),
}
EMPTY = (None, "", [], {})
# What asks for all there is.
FULL_QUERIES: dict[Route, str] = {
    ("profiles", "get"): "?q=waterprofing&near=Kochi&facets=true&page_size=4"
    "&rate_max=99&amounts_in=EUR",
    ("profiles/search", "post"): "?page_size=3",
    ("profiles/<str:username>/reviews", "get"): "?page_size=1",
    ("projects/<uuid:pk>/matches", "get"): "?explain=true",
    ("projects", "get"): "?q=waterprofing&near=Kochi&page_size=1&budget_max=99&amounts_in=EUR",
    ("me/recommendations", "get"): "?explain=true&page_size=2",
}
FULL_BODIES: dict[Route, dict[str, Any]] = {
    ("profiles/search", "post"): {"q": "waterprofing of a harbour"},
    ("me/cv/suggestions/accept", "post"): {},
    ("projects/suggest-skills", "post"): {"title": "Waterproofing"},
    ("me/address", "put"): {name: one for name, one in ADDRESS.items() if name != "created_at"},
    ("projects/search", "post"): {"q": "waterprofing", "page_size": 1},
    ("auth/verify-otp", "post"): {"phone_number": "+919820012345", "code": "000000"}
    | {"purpose": "verification"},
}
# Fields that are empty in all answers, by what is at their path.
STAYS_EMPTY = re.compile(
    # Of a new appeal; those that are decided are shown with their decisions.
    r"Appeal\.(outcome|answer|decided_at)"
    # Of a new passkey; codes come with one that counts, where the role needs a second factor.
    r"|AddedPasskey\.(last_used_at|recovery_codes)"
    # Of the first page.
    r"|(\w+Page|AllRecommendations)\.previous"
    # Freelancers, who are none.
    r"|(.*\.freelancer|Question\.author|OwnProfile|PublicProfile)\.organisation_\w+"
    # Who pauses is out of matches.
    r"|Matches\.results\.profile\.paused_until"
    # Profiles and projects are shown whole by routes of their own.
    r"|(?!OwnProfile|PublicProfile|PublicReviewPage|SignedReputation).*\.reputation\..*"
    r"|AllRecommendations\.projects\.project\..*"
    r"|HiredAgain\.project\..*"
    r"|ProjectPage\.results\..*"
    # Of a step that is agreed on alone.
    r"|(Invitation|Proposal)\.steps\.number"
    # A number that waits is the account's as soon as its code is given.
    r"|VerifiedCode\.pending_phone_number"
    # Whatever changes in the account ends a log-in that is halfway.
    r"|SecondStepDone\.user\.(pending_(email|phone_number)|email_trouble)"
    # Of a code that logs in, as logging in does.
    r"|VerifiedCode\.(\w+_token|token_type|expires_in|user(\..*)?)"
    # Of an account that was made a moment ago, as registering tells it.
    r"|RegisteredByCode\..*"
)


@dataclass(frozen=True)
class Api:
    """Calls that get through, and what the schema says of their answers."""

    client: Client
    operations: dict[Route, tuple[str, dict[str, Any]]]
    components: dict[str, Any]

    def answer(self, route: Route, *, is_full: bool) -> tuple[str, Any]:
        """The component that this route answers with, and an answer, which is one of it. None of a
        route that answers nothing, or no JSON.
        """
        answer = self.call(route, is_full=is_full)
        assert answer.status_code < 300, answer.content
        _path, operation = self.operations[route]
        described = operation["responses"][str(answer.status_code)].get("content")
        if described is None:
            assert not answer.content
            return "", None
        media_type = answer["Content-Type"]
        schema = described[media_type]["schema"]
        if media_type != "application/json":
            assert answer.getvalue()
            answer.close()
            return "", None
        given = answer.json()
        whole = {"components": {"schemas": self.components}, **schema}
        errors = OAS30Validator(whole, format_checker=oas30_format_checker).iter_errors(given)
        wrong = [f"{error.json_path}: {error.message}" for error in errors]
        assert not wrong, wrong
        return name_in(schema), given

    def call(self, route: Route, *, is_full: bool) -> Any:
        path, method = route
        address, operation = self.operations[route]
        caller = new_caller(self._role(route, address))
        self.client.credentials(HTTP_AUTHORIZATION=caller.authorization)
        thing = thing_of(method, path, caller) if "{" in address else ""
        if prepare := PREPARATIONS.get((method, path)):
            prepare(caller)
        body = REQUESTS.get(operation["operationId"])
        if is_full:
            fill(route, caller.user, thing)
            body = FULL_BODIES.get(route, body)
            address += FULL_QUERIES.get(route, "")
        if arrange := BODIES.get((method, path)):
            body = arrange(caller, body or {})
        return self._send(method, address.format(id=thing, slug=thing, username=thing), body)

    def _role(self, route: Route, address: str) -> str:
        is_client = route in CLIENTS_ONLY or ("{" in address and owner_role(*route) == "client")
        return "client" if is_client else "freelancer"

    def _send(self, method: str, address: str, body: dict[str, Any] | None) -> Any:
        if body and isinstance(body.get("file"), bytes):
            files = {"file": SimpleUploadedFile("file", body["file"])}
            return getattr(self.client, method)(address, files, format="multipart")
        return getattr(self.client, method)(address, body)

    def routes_with(self, component: str) -> Iterator[Route]:
        """Those that answer with this component, or a list of it."""
        for route, (_path, operation) in self.operations.items():
            for answer in operation["responses"].values():
                json = answer.get("content", {}).get("application/json", {"schema": {}})
                if component in self._named(json["schema"]):
                    yield route

    def _named(self, schema: dict[str, Any]) -> set[str]:
        name = name_in(schema)
        rows = self.components.get(name, {}).get("properties", {}).get("results", {})
        return {name, name_in(rows.get("items", {}))}

    def fields(self, schema: dict[str, Any], path: str) -> Iterator[str]:
        """Where all fields are that this declares, those of what is nested included."""
        if name := name_in(schema):
            yield from self.fields(self.components[name], path)
        for inner in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
            yield from self.fields(inner, path)
        if "items" in schema:
            yield from self.fields(schema["items"], path)
        for name, part in schema.get("properties", {}).items():
            yield f"{path}.{name}"
            yield from self.fields(part, f"{path}.{name}")


def filled(value: Any, path: str) -> Iterator[str]:
    """Where something is in an answer."""
    if value not in EMPTY:
        yield path
    if isinstance(value, dict):
        for name, part in value.items():
            yield from filled(part, f"{path}.{name}")
    elif isinstance(value, list):
        for one in value:
            yield from filled(one, path)


@pytest.fixture(scope="session")
def operations(schema: dict[str, Any]) -> dict[Route, tuple[str, dict[str, Any]]]:
    return {
        (route_of(path), method): (path, operation)
        for path, by_method in schema["paths"].items()
        for method, operation in by_method.items()
    }


@pytest.fixture(scope="session")
def checked(components: dict[str, Any]) -> dict[str, Any]:
    """The components, without room for what they do not name."""
    exact: dict[str, Any] = strict(components)
    del exact["Export"]["additionalProperties"]  # apps add their sections
    return exact


@pytest.fixture
def called(api: Client, operations: Any, checked: dict[str, Any]) -> Api:
    make_skill("Waterproofing")
    return Api(api, operations, checked)


def test_every_route_is_in_the_schema(operations):
    assert set(operations) == set(MATRIX)


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
def test_an_answer_is_what_its_component_says(called, route):
    """Of somebody who has little to show: what may be null is, mostly."""
    called.answer(route, is_full=False)


@pytest.mark.parametrize("component", sorted(ANSWERS))
def test_every_field_of_an_answer_is_told_by_some_route(called, component):
    """And by somebody who has all there is: no field is always null, and no list always empty."""
    declared = called.fields(called.components[component], component)
    missing = {path for path in declared if not STAYS_EMPTY.fullmatch(path)}
    for route in sorted(called.routes_with(component), key=lambda route: route not in FILL):
        name, given = called.answer(route, is_full=True)
        rows = [given] if name == component else (given or {}).get("results", [])
        for row in rows:
            missing -= set(filled(row, component))
        if not missing:
            return
    assert not missing, sorted(missing)
