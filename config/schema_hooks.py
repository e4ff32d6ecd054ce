"""What is done to the whole OpenAPI schema once it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from config.examples.answers import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Iterator

INNER = ("oneOf", "allOf", "anyOf")


def without_defaults_to_send(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """No default that a client must not send of its own accord.

    Generated clients send the defaults that they are told. Of a PATCH every one would overwrite
    something; elsewhere an empty value says that nothing was said, and is refused where only
    something can be: a filter, or a field of the other role.
    """
    for name, component in result["components"].get("schemas", {}).items():
        is_partial = name.startswith("Patched")
        if name.endswith("Request"):
            _drop(component, every=is_partial)
    for operations in result["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                _drop(parameter["schema"], every=False)
    return result


def _drop(schema: dict[str, Any], *, every: bool) -> None:
    if every or not schema.get("default", True):
        schema.pop("default", None)
    for inner in _inner(schema):
        _drop(inner, every=every)


def _inner(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from schema.get("properties", {}).values()
    for name in INNER:
        yield from schema.get(name, ())
    if "items" in schema:
        yield schema["items"]


def with_examples_of_answers(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """Each component that is an answer, or an entry of a list, shows what one looks like."""
    for name, example in ANSWERS.items():
        result["components"]["schemas"][name]["example"] = example
    return result
