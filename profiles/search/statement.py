"""The SQL of a search (see `profiles.search.ladder` for why it has this form)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from profiles.search.ladder import expected, is_few, share, statistics, steps
from profiles.search.tags import rate_tags

if TYPE_CHECKING:
    from profiles.search.ladder import Ordering
    from profiles.search.query import Match

RANKED = 500  # of the best matches by quality, so many are put into the order of relevance
FEW_ENOUGH = 5_000  # entries that the index may find where filters that are left halve them
NARROW_RANGE = 0.02  # of all entries


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


@dataclass(frozen=True)
class Filter:
    """Tags of which an entry has all (`@>`) or one (`&&`), and the share of entries that do."""

    operator: str
    tags: list[int]
    share: float


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
        return _from_index(statement, ordering, limit, after, until)
    ladder = []
    if until is not None or not is_few(_shares(match)):
        ladder = steps(ordering, after and after[0], until and until[0])
    branches = []
    if ladder:
        branches.append(_on_steps(statement, match, ordering, limit, after, until, ladder))
    if until is None:
        branches.append(_beyond(statement, match, ordering, limit, after, ladder))
    union = " UNION ALL ".join(f"({branch})" for branch in branches)
    return f"SELECT * FROM ({union}) found LIMIT {limit:d}"


def _from_index(
    statement: Statement,
    ordering: Ordering,
    limit: int,
    after: Position | None,
    until: Position | None,
) -> str:
    """Everything: the ordering's own index holds it in order."""
    where = _where(_bounds(statement, ordering, f"entry.{ordering.column}", after, until))
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
        *_bounds(statement, ordering, _unindexed(ordering), after, until),
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
    ladder: list[list[int]],
) -> str:
    """The rest, which is only read when the steps did not have enough: so they held few."""
    conditions = _conditions(statement, match)
    if ladder:
        passed = [tag for step in ladder for tag in step]
        conditions.append(f"NOT entry.tags && {statement.put(passed, 'int[]')}")
    conditions += _bounds(statement, ordering, _unindexed(ordering), after, None)
    return f"SELECT one.* FROM ({_sorted(ordering, conditions, limit)}) one"


def _unindexed(ordering: Ordering) -> str:
    """The value to order by as an expression that no index has, so that the planner finds the
    matches by their tags instead of walking along an index for them.
    """
    nothing = "interval '0'" if ordering.column == "joined_at" else "0"
    return f"entry.{ordering.column} + {nothing}"


def _sorted(ordering: Ordering, conditions: list[str], limit: int) -> str:
    return f"""
        SELECT entry.profile_id, entry.{ordering.column} AS value, entry.tags
        FROM profiles_searchentry entry {_where(conditions)}
        ORDER BY {_unindexed(ordering)} {ordering.direction},
                 entry.profile_id {ordering.direction}
        LIMIT {limit:d}
    """


def _filters(match: Match) -> list[Filter]:
    """The filters of a match, the most selective first."""
    found = [Filter("@>", [tag], share([tag])) for tag in match.all_tags]
    found += [Filter("&&", tags, share(tags)) for tags in match.any_tags]
    if match.rates:
        tags = rate_tags(*match.rates)
        found.append(Filter("&&", tags, share(tags)))
    return sorted(found, key=lambda one: one.share)


def _shares(match: Match) -> list[float]:
    """The share of the entries that each filter leaves; of words nothing is known."""
    return [one.share for one in _filters(replace(match, rates=None))] + (
        [statistics.share_of_rates(*match.rates)] if match.rates else []
    )


def _conditions(statement: Statement, match: Match) -> list[str]:
    """SQL for words and filters: the most selective ones for the index, which pays for each that it
    intersects, the others for the entries that it finds.
    """
    conditions = []
    if match.words:
        vector = "(entry.vector || ''::tsvector)" if match.only_excludes else "entry.vector"
        conditions.append(f"{vector} @@ {statement.put(match.words, 'tsquery')}")
    filters = _filters(match)
    left = expected(one.share for one in filters)
    for one, before in zip(filters, left, strict=False):
        tags = "entry.tags" if before >= FEW_ENOUGH else "(entry.tags || '{}'::int[])"
        conditions.append(f"{tags} {one.operator} {statement.put(one.tags, 'int[]')}")
    if match.unseen:
        conditions.append(f"entry.profile_id <> ALL({statement.put([*match.unseen], 'uuid[]')})")
    for text, value in match.exact:
        conditions.append(text.format(statement.put(value)))
    if match.rates:
        # The rates' own index helps with narrow ranges; of a wide one it would read too much.
        is_narrow = statistics.share_of_rates(*match.rates) < NARROW_RANGE
        lowest, highest = (statement.put(rate) for rate in match.rates)
        column = "entry.rate" if is_narrow else "entry.rate + 0"
        conditions.append(f"{column} BETWEEN {lowest} AND {highest}")
    return conditions


def _bounds(
    statement: Statement,
    ordering: Ordering,
    value_sql: str,
    after: Position | None,
    until: Position | None,
) -> list[str]:
    conditions = [ordering.condition] if ordering.condition else []
    row = f"({value_sql}, entry.profile_id)"
    beyond, before = ("<", ">") if ordering.is_descending else (">", "<")
    for position, operator in ((after, beyond), (until, f"{before}=")):
        if position:
            value, profile_id = (statement.put(one) for one in position)
            conditions.append(f"{row} {operator} ({value}, {profile_id}::uuid)")
    return conditions


def _where(conditions: list[str]) -> str:
    return f"WHERE {' AND '.join(conditions)}" if conditions else ""
