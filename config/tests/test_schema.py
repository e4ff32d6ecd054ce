"""The OpenAPI schema is good enough to generate clients from: names, types and examples.

`clients/` generates two and lives on them; this holds what makes them pleasant.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS30Validator

from config.examples.answers import ANSWERS
from config.naming import ON_RESOURCES
from config.tests.components import parts, strict

if TYPE_CHECKING:
    from collections.abc import Iterator

METHODS = {"get", "post", "put", "patch", "delete"}
# Documents of a standard of its own, or whatever the apps of an installation hold about a user.
FREE_FORM = {
    "CorrectionRequest",
    "Error.work",
    "Export.address",
    "Export.blocks",
    "Export.second_factor",
    "Export.passkeys",
    "Export.sessions",
    "Export.user",
    "JsonResume",
    "Suggestion.value",
}
# Of events that are done to one and to all.
ON_ALL = {"me_cv_suggestions_accept_all", "me_cv_suggestions_reject_all"}


@pytest.fixture(scope="module")
def operations(schema) -> list[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of each."""
    return [
        (method, path, operation)
        for path, by_method in schema["paths"].items()
        for method, operation in by_method.items()
        if method in METHODS
    ]


def json_of(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The JSON of a request or an answer, with its schema and examples; none without a body."""
    if content := part.get("content", {}).get("application/json"):
        yield content


def bodies(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from json_of(operation.get("requestBody", {}))


def answers(operation: dict[str, Any], *, failed: bool) -> Iterator[dict[str, Any]]:
    for status, answer in operation["responses"].items():
        if (status >= "400") == failed:
            yield from json_of(answer)


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_no_two_operations_have_the_same_name_or_summary(operations):
    assert repeated([one["operationId"] for _method, _path, one in operations]) == []
    assert repeated([one["summary"] for _method, _path, one in operations]) == []


def test_a_name_is_the_words_of_the_path_and_what_is_done(operations):
    for method, path, operation in operations:
        name = operation["operationId"]
        words = re.sub(r"\{\w+\}", "", path.removeprefix("/api/v1/"))
        subject = "_".join(re.findall(r"[a-z]+", words))
        done = name.removesuffix("_all" if name in ON_ALL else "").removeprefix(subject)
        assert done.removeprefix("_") in (ON_RESOURCES if method != "post" else {"create", ""})


def test_an_operation_says_what_it_does(operations):
    for _method, path, operation in operations:
        assert operation["tags"] == [path.split("/")[3]]
        assert operation["description"]
        # A whole sentence, and not the first line of one.
        assert not operation["summary"].endswith((".", ",", " of", " the", " and"))


def test_bodies_and_answers_are_components_with_a_name(operations):
    nameless = [
        content["schema"]
        for _method, _path, one in operations
        for content in (*bodies(one), *answers(one, failed=False))
        if set(content["schema"]) != {"$ref"}
    ]
    assert nameless == [{"type": "string", "format": "binary"}]  # the file of the own CV


def test_errors_have_one_form_and_an_example(operations):
    for _method, _path, operation in operations:
        assert "503" in operation["responses"]
        for content in answers(operation, failed=True):
            assert content["schema"] == {"$ref": "#/components/schemas/Error"}
            assert content["examples"]


def test_a_body_has_an_example_that_is_valid(operations, schema, components):
    for _method, _path, operation in operations:
        for content in bodies(operation):
            (example,) = content["examples"].values()
            name = content["schema"]["$ref"].rpartition("/")[2]
            component = components[name]
            assert name in FREE_FORM or set(example["value"]) <= set(component["properties"])
            whole = {"components": schema["components"], **component}
            OAS30Validator(whole).validate(example["value"])


def test_an_answer_has_an_example_that_is_valid(operations, components):
    """Of a list, what is in it has one."""
    shown = set()
    for _method, _path, operation in operations:
        for content in answers(operation, failed=False):
            name = content["schema"].get("$ref", "").rpartition("/")[2]
            if name.startswith("Paginated"):
                entries = components[name]["properties"]["results"]["items"]
                name = entries["$ref"].rpartition("/")[2]
            shown |= {name} - {""}  # a file has no name
    assert shown == set(ANSWERS)
    schemas = strict(components)
    del schemas["Export"]["additionalProperties"]  # apps add their sections
    for name in shown:
        whole = {"components": {"schemas": schemas}, "$ref": f"#/components/schemas/{name}"}
        OAS30Validator(whole).validate(ANSWERS[name])


def test_no_object_takes_anything_but_those_that_must(components):
    free = {
        path
        for name, component in components.items()
        for path, part in parts(component, name)
        if part.get("type") == "object"
        and not part.get("properties")
        and part.get("additionalProperties") in (None, True, {})
    }
    assert free == FREE_FORM


def test_no_component_has_an_object_or_a_choice_without_a_name(components):
    nameless = [
        path
        for name, component in components.items()
        for path, part in parts(component, name)
        if path != name and (part.get("properties") or "enum" in part)
    ]
    assert nameless == []


def test_components_are_named_by_what_they_are(components):
    """No number or checksum, by which drf-spectacular tells two of one name apart."""
    assert [name for name in components if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []


def test_what_an_answer_always_has_is_required(components):
    missing = {
        f"{name}.{field}"
        for name, component in components.items()
        if not name.endswith("Request")
        for field in component.get("properties", {}).keys() - set(component.get("required", ()))
    }
    assert missing == {
        "ChangedTerms.country",
        "ChangedTerms.currency",
        "ChangedTerms.description",
        "ChangedTerms.ends_on",
        "ChangedTerms.included",
        "ChangedTerms.location",
        "ChangedTerms.price",
        "ChangedTerms.price_is_hourly",
        "ChangedTerms.starts_on",
        "ChangedTerms.title",
        "Error.by",
        "Error.challenge",
        "Error.id",
        "Error.work",
        "Explanation.occupation",
        "Explanation.words",
        "FittingProject.explanation",
        "FittingReason.city",
        "FittingReason.country",
        "FittingReason.held",
        "FittingReason.missing",
        "FittingReason.occupation",
        "FittingReason.words",
        "Match.explanation",
        "MatchReason.city",
        "MatchReason.country",
        "MatchReason.held",
        "MatchReason.missing",
        "MatchReason.occupation",
        "MatchReason.proved",
        "MatchReason.words",
        "SearchPage.facets",
        "SkillReason.share",
    }


def test_no_default_is_sent_that_was_not_meant(operations, components):
    """Generated clients send defaults: a PATCH would overwrite what it does not name."""
    inputs = [
        *((name, one) for name, one in components.items() if name.endswith("Request")),
        *(
            (parameter["name"], parameter["schema"])
            for _method, _path, operation in operations
            for parameter in operation.get("parameters", ())
        ),
    ]
    found = {
        path: part["default"]
        for name, schema in inputs
        for path, part in parts(schema, name)
        if "default" in part
    }
    assert not [path for path in found if path.startswith("Patched")]
    assert not [path for path, default in found.items() if default in ("", None, [], {}, False)]


def test_there_is_one_scheme_for_tokens_and_one_for_browsers(schema: dict[str, Any]) -> None:
    assert schema["components"]["securitySchemes"] == {
        "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
        "cookieAuth": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }


def test_a_route_that_reads_no_token_asks_for_none(operations):
    security = {one["operationId"]: one.get("security") for _method, _path, one in operations}
    assert security["auth_login"] is None
    assert {} in security["profiles_list"]
    assert {} not in security["me_retrieve"]
