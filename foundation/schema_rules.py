"""Rules between an object's fields in JSON Schema, for a serializer's `not_allowed`: each says what
an object may not be. The serializer's `validate` holds them; the API's schema tells them.
"""

from __future__ import annotations

from typing import Any

Rule = dict[str, Any]


def any_of(*rules: Rule) -> Rule:
    """Whatever one of these describes."""
    return {"anyOf": list(rules)}


def without(*names: str) -> Rule:
    """An object in which each of these is null or not there."""
    return {"properties": {name: {"enum": [None], "nullable": True} for name in names}}


def not_exactly_one(*names: str) -> Rule:
    """An object that has none of these, or two."""
    pairs = [
        {"required": [one, other]}
        for place, one in enumerate(names)
        for other in names[place + 1 :]
    ]
    none = {"not": any_of(*({"required": [name]} for name in names))}
    return any_of(none, *pairs)


def amount_without(currency: str, amount: str) -> Rule:
    """An object with an amount, which an empty one is not, and no currency or an empty one."""
    empty = {"type": "string", "pattern": r"^\s*$"}
    return {
        "required": [amount],
        "properties": {
            amount: {"not": any_of({"enum": [None], "nullable": True}, empty)},
            currency: empty,
        },
    }


def all_of(*rules: Rule) -> Rule:
    """Whatever all of these describe."""
    return {"allOf": list(rules)}


def has(*names: str) -> Rule:
    """An object that has all of these."""
    return {"required": list(names)}


def is_value(name: str, value: str | None) -> Rule:
    """An object in which this is so."""
    return {"required": [name], "properties": {name: {"enum": [value]}}}
