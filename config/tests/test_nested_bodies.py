"""A key inside of a body that nobody knows is refused by its name: its value would be lost."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest

from config.tests.arrangements import route_of
from config.tests.permission_rows import MATRIX
from config.tests.test_answers import Api
from profiles.tests.factories import make_skill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Client

pytestmark = pytest.mark.django_db

# What browsers say of a passkey: the standard may get fields that we do not read.
OF_A_STANDARD = {"credential"}
POINT = {"latitude": 9.97, "longitude": 76.28}
NESTED = {
    ("me/notification-preferences", "patch"): {
        "preferences": [{"kind": "proposal"}],
        "quiet_hours": {"starts_at": "22:00", "ends_at": "07:00"},
    },
    ("me/profile", "put"): {"languages": [{"language": "hi"}], "point": POINT},
    ("me/profile", "patch"): {"languages": [{"language": "hi"}], "point": POINT},
    ("projects", "post"): {"point": POINT},
    ("projects/<uuid:pk>/proposals", "post"): {"steps": [{"title": "Two coats"}]},
    ("projects/<uuid:pk>/offer", "post"): {"steps": [{"title": "Two coats"}]},
    ("agreements/<uuid:pk>/change-requests", "post"): {"terms": {"price": "300.00"}},
    ("projects/<uuid:pk>", "put"): {"point": POINT},
    ("projects/<uuid:pk>", "patch"): {"point": POINT},
    ("projects/<uuid:pk>/appointments", "post"): {"times": [{"minutes": 60}]},
    ("appointments/<uuid:pk>/propose", "post"): {"times": [{"minutes": 60}]},
    ("me/saved-searches", "post"): {"people": {"q": "wells"}, "projects": {"q": "wells"}},
    ("me/saved-searches/<uuid:pk>", "patch"): {
        "people": {"q": "wells"},
        "projects": {"q": "wells"},
    },
    ("projects/<uuid:pk>/reviews", "post"): {"sub_ratings": {}},
    ("agreements/<uuid:pk>/reviews", "post"): {"sub_ratings": {}},
    ("agreements/<uuid:pk>/appointments", "post"): {"times": [{"minutes": 60}]},
    ("reviews/<uuid:pk>", "patch"): {"sub_ratings": {}},
}


class Sends(Api):
    """Sends an object that was misspelt inside, beside what is right."""

    name = ""
    inner: Any = None

    def _send(self, method: str, address: str, body: dict[str, Any] | None) -> Any:
        return super()._send(method, address, (body or {}) | {self.name: self.inner})


@pytest.fixture(scope="session")
def operations(schema: dict[str, Any]) -> dict[Any, Any]:
    return {
        (route_of(path), method): (path, operation)
        for path, by_method in schema["paths"].items()
        for method, operation in by_method.items()
    }


def objects_in(schema: Any, components: dict[str, Any]) -> Iterator[str]:
    """The fields of a body that are objects, or lists of them."""
    whole = components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for name, field in whole.get("properties", {}).items():
        parts = [field, field.get("items", {}), *field.get("allOf", ()), *field.get("oneOf", ())]
        if any("$ref" in one and is_object(one, components) for one in parts):
            yield name


def is_object(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    return components[schema["$ref"].rpartition("/")[2]].get("type") == "object"


def test_each_route_with_a_body_in_a_body_is_tried_here(operations, components):
    found = {}
    for route, (_path, operation) in operations.items():
        for content in operation.get("requestBody", {}).get("content", {}).values():
            if names := {*objects_in(content.get("schema", {}), components)} - OF_A_STANDARD:
                found[route] = names
    assert found == {route: {*body} for route, body in NESTED.items()}
    assert set(NESTED) <= set(MATRIX)


@pytest.mark.parametrize(
    ("route", "name"), [(route, name) for route, body in NESTED.items() for name in body]
)
def test_a_misspelt_key_inside_of_a_body_is_named(
    api: Client, operations, monkeypatch, route, name
):
    make_skill("Waterproofing")
    inner = deepcopy(NESTED[route][name])
    is_list = isinstance(inner, list)
    (inner[0] if is_list else inner)["colour"] = "red"
    monkeypatch.setattr(Sends, "name", name)
    monkeypatch.setattr(Sends, "inner", inner)
    answer = Sends(api, operations, {}).call(route, is_full=False)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["attr"] == (f"{name}.0.colour" if is_list else f"{name}.colour")
    assert error["code"] == "unknown_parameter"


def test_preferences_of_notifications_that_nobody_knows_are_named(api_as, freelancer):
    answer = api_as(freelancer).patch("me/notification-preferences", {"kinds": [], "sms": True})
    assert answer.status_code == 422
    named = {(error["attr"], error["code"]) for error in answer.json()["errors"]}
    assert named == {("kinds", "unknown_parameter"), ("sms", "unknown_parameter")}
