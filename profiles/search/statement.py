"""The SQL of a search (see `profiles.search.ladder` for why it has this form)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from profiles.search.ladder import steps

if TYPE_CHECKING:
    from profiles.search.ladder import Ordering
    from profiles.search.query import Match

RANKED = 500  # of the best matches by quality, so many are put into the order of relevance


@dataclass
class Statement:
    """SQL under construction: its parameters are collected as they are written."""

    parameters: list[Any] = field(default_factory=list)

    def put(self, value: Any, type_name: str = "") -> str:
        """Add a parameter; answers its place holder."""
        self.parameters.append(value)
        return f"%s::{type_name}" if type_name else "%s"


Position = tuple[Any, Any]
"""An ordering value and a profile's id."""


def matches(
    statement: Statement,
    match: Match,
    ordering: Ordering,
    *,
    limit: int,
    after: Position | None = None,
    until: Position | None = None,
) -> str:
    """SQL for at most `limit` matches in this order, from `after` (exclusive) on, and up to
    `until` (inclusive): profile_id, value (of the ordering) and tags.
    """
    if match.is_everything:
        return _from_index(statement, match, ordering, limit, after, until)
    start = after[0] if after else None
    ladder = steps(ordering, start)
    branches = []
    if ladder:
        branches.append(_on_steps(statement, match, ordering, limit, after, until, ladder))
    branches.append(_beyond(statement, match, ordering, limit, after, until, ladder))
    union = " UNION ALL ".join(f"({branch})" for branch in branches)
    return f"SELECT * FROM ({union}) found LIMIT {limit:d}"


def _from_index(
    statement: Statement,
    match: Match,
    ordering: Ordering,
    limit: int,
    after: Position | None,
    until: Position | None,
) -> str:
    """Everything: the ordering's own index holds it in order."""
    where = _where(_bounds(statement, ordering, after, until))
    return f"""
        SELECT profile_id, {ordering.column} AS value, tags FROM profiles_searchentry entry
        {where} ORDER BY {ordering.column} {ordering.direction}, profile_id {ordering.direction}
        LIMIT {limit:d}
    """


def _on_steps(
    statement: Statement,
    match: Match,
    ordering: Ordering,
    limit: int,
    after: Position | None,
    until: Position | None,
    ladder: list[list[int]],
) -> str:
    """One step after the other: PostgreSQL's nested loop stops as soon as there are enough."""
    rows = ", ".join(f"({statement.put(tags, 'int[]')})" for tags in ladder)
    conditions = [
        "entry.tags && step.tags",
        *_conditions(statement, match),
        *_bounds(statement, ordering, after, until),
    ]
    return f"""
        SELECT one.* FROM (VALUES {rows}) AS step (tags)
        CROSS JOIN LATERAL ({_sorted(ordering, conditions, limit)}) one
    """


def _beyond(
    statement: Statement,
    match: Match,
    ordering: Ordering,
    limit: int,
    after: Position | None,
    until: Position | None,
    ladder: list[list[int]],
) -> str:
    """The rest, which is only read when the steps did not have enough: so they held few."""
    conditions = _conditions(statement, match)
    if ladder:
        passed = [tag for step in ladder for tag in step]
        conditions.append(f"NOT entry.tags && {statement.put(passed, 'int[]')}")
    conditions += _bounds(statement, ordering, after, until)
    return f"SELECT one.* FROM ({_sorted(ordering, conditions, limit)}) one"


def _sorted(ordering: Ordering, conditions: list[str], limit: int) -> str:
    """The expression to sort by is no index's: the matches are to be found by their tags."""
    nothing = "interval '0'" if ordering.column == "joined_at" else "0"
    return f"""
        SELECT entry.profile_id, entry.{ordering.column} AS value, entry.tags
        FROM profiles_searchentry entry {_where(conditions)}
        ORDER BY entry.{ordering.column} + {nothing} {ordering.direction},
                 entry.profile_id {ordering.direction}
        LIMIT {limit:d}
    """


def _conditions(statement: Statement, match: Match) -> list[str]:
    conditions = []
    if match.words:
        conditions.append(f"entry.vector @@ {statement.put(match.words, 'tsquery')}")
    if match.all_tags:
        conditions.append(f"entry.tags @> {statement.put(match.all_tags, 'int[]')}")
    conditions += [f"entry.tags && {statement.put(tags, 'int[]')}" for tags in match.any_tags]
    conditions += [text.format(statement.put(value)) for text, value in match.exact]
    return conditions


def _bounds(
    statement: Statement, ordering: Ordering, after: Position | None, until: Position | None
) -> list[str]:
    conditions = [ordering.condition] if ordering.condition else []
    row = f"(entry.{ordering.column}, entry.profile_id)"
    beyond, before = ("<", ">") if ordering.is_descending else (">", "<")
    for position, operator in ((after, beyond), (until, f"{before}=")):
        if position:
            value, profile_id = (statement.put(one) for one in position)
            conditions.append(f"{row} {operator} ({value}, {profile_id}::uuid)")
    return conditions


def _where(conditions: list[str]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""
