"""Checks of our own, besides those of Schemathesis."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import schemathesis

from config.tests.callers import ROLES

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, Response

# Of the framework, in the same form for all: told in docs/api.md, not at each operation.
EVERYWHERE = {
    (405, "method_not_allowed"),
}
# By field, and as many as there are rules.
BY_FIELD = {422}
# Rounds of calls in every role, until one of them was served.
MOST_ROUNDS = 6
rounds: Counter[str] = Counter()
served: set[str] = set()
calling: list[str] = []  # the role in which `every_role` calls


@schemathesis.check
def documented_code(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """A refusal's `code` is one of those that the schema names for this operation and status."""
    status = response.status_code
    if status < 400 or status in BY_FIELD:
        return None
    codes = {error["code"] for error in response.json()["errors"]}
    named = _named(case, status) | {code for where, code in EVERYWHERE if where == status}
    unknown = codes - named
    assert not unknown, f"{status} with {sorted(unknown)}; the schema names {sorted(named)}."
    return None


def _named(case: Case, status: int) -> set[str]:
    answer: dict[str, Any] = case.operation.definition.raw["responses"].get(str(status), {})
    content = answer.get("content", {}).get("application/json", {})
    return {
        error["code"]
        for example in content.get("examples", {}).values()
        for error in example["value"]["errors"]
    }


@schemathesis.check
def every_role(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """Each operation is called in each role: an operation without input has one case only."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return None
    label = case.operation.label
    if label in served or rounds[label] >= MOST_ROUNDS:
        return None
    rounds[label] += 1
    for role in ROLES:
        same = case.operation.Case(
            path_parameters=dict(case.path_parameters),
            query=dict(case.query),
            headers=dict(case.headers) | {"X-Role": role},
            body=case.body,
            media_type=case.media_type,
            _meta=case.meta,
        )
        calling.append(role)
        try:
            other = same.call()
        finally:
            calling.pop()
        if other.status_code < 300:
            served.add(label)
        same.validate_response(other, excluded_checks=[every_role])
    return None
