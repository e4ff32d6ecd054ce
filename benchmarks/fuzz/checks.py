"""Checks of our own, besides those of Schemathesis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import schemathesis

from benchmarks.fuzz.callers import ROLES

if TYPE_CHECKING:
    from schemathesis import Case, CheckContext, Response

# Of the framework, in the same form for all: told in docs/api.md, not at each operation.
EVERYWHERE = {
    (405, "method_not_allowed"),
    (406, "not_acceptable"),
}
# By field, and as many as there are rules.
BY_FIELD = {422}
called: set[tuple[str, str]] = set()
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
    for role in ROLES:
        if (role, case.operation.label) in called:
            continue
        called.add((role, case.operation.label))
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
        same.validate_response(other, excluded_checks=[every_role])
    return None
