"""Reading the components of the API's schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def name_in(schema: dict[str, Any]) -> str:
    """The component that this refers to; empty: none."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def parts(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and all that are in it, each with where it is."""
    yield path, schema
    for name, part in schema.get("properties", {}).items():
        yield from parts(part, f"{path}.{name}")
    for inner in (schema.get("items"), *schema.get("oneOf", ()), *schema.get("allOf", ())):
        if inner:
            yield from parts(inner, path)


def strict(part: Any) -> Any:
    """Without names that are not described; `allOf` beside `nullable` may be null as well, as
    generators of clients read it.
    """
    if isinstance(part, list):
        return [strict(one) for one in part]
    if not isinstance(part, dict):
        return part
    inner = {name: strict(one) for name, one in part.items() if name != "example"}
    if "allOf" in inner and inner.get("nullable"):
        return {"anyOf": [{"allOf": inner["allOf"]}, {"nullable": True, "enum": [None]}]}
    return {"additionalProperties": False} | inner if "properties" in inner else inner
