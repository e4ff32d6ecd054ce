"""What PostgreSQL's planner goes by, and how well its tables and indexes are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operations.doctor.database import rows
from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

DEAREST_RANDOM_PAGE = 2.0
LARGE = 8  # times shared_buffers
SMALL = 10_000  # rows: whatever is wrong with a table of fewer costs nothing
SMALL_INDEX = 20 * 1024**2
BLOATED = 2.0
# Tables that were filled and never looked at, as after a restore.
UNKNOWN = """
    SELECT relname FROM pg_stat_user_tables
    WHERE n_live_tup > %s AND last_analyze IS NULL AND last_autoanalyze IS NULL ORDER BY 1
"""
DEAD = """
    SELECT relname, n_dead_tup, greatest(last_vacuum, last_autovacuum)
    FROM pg_stat_user_tables WHERE n_dead_tup > %s AND n_dead_tup > 0.2 * n_live_tup ORDER BY 2 DESC
"""
# A B-tree's size beside what its entries take: 8 bytes of head and 4 of pointer each, the columns'
# average widths, pages filled to nine tenths. Duplicates are stored once, so that the truth is
# rather smaller. Expressions have no width that is known, and are left out.
BLOAT = """
    SELECT indexrelid::regclass::text, actual, expected FROM (
        SELECT indexrelid, pg_relation_size(indexrelid) AS actual,
            class.reltuples / 0.9 * (12 + sum(width.avg_width)) AS expected
        FROM pg_index
        JOIN pg_class AS class ON class.oid = indexrelid
        JOIN pg_am ON pg_am.oid = class.relam AND amname = 'btree'
        JOIN pg_class AS of_table ON of_table.oid = indrelid
        JOIN pg_namespace AS space ON space.oid = of_table.relnamespace AND nspname = 'public'
        JOIN pg_attribute AS held ON held.attrelid = indrelid AND held.attnum = ANY(indkey)
        JOIN pg_stats AS width ON schemaname = nspname AND tablename = of_table.relname
            AND width.attname = held.attname
        WHERE indexprs IS NULL AND class.reltuples > 0 GROUP BY indexrelid, class.reltuples
    ) AS sizes WHERE actual > %s AND actual > %s * expected ORDER BY actual - expected DESC
"""


@check("database", needs_database=True)
def costs() -> Iterator[Finding]:
    ((cost,),) = rows("SELECT current_setting('random_page_cost')::float8")
    if cost > DEAREST_RANDOM_PAGE:
        yield Finding(
            "W043",
            f"random_page_cost is {cost:g}.",
            "The planner takes an SSD for a turning disk, and reads tables for a few rows.",
            "ALTER SYSTEM SET random_page_cost = 1.1; SELECT pg_reload_conf(); unless it turns.",
        )
    ((size, buffers),) = rows(
        "SELECT pg_database_size(current_database()), "
        "pg_size_bytes(current_setting('shared_buffers'))"
    )
    if size > LARGE * buffers:
        yield Finding(
            "W044",
            f"The database is {size // buffers} times as large as shared_buffers.",
            "Search reads its indexes from memory; what does not fit is read from disk.",
            "ALTER SYSTEM SET shared_buffers = a quarter of the machine's memory; and restart.",
        )


@check("database", needs_database=True)
def statistics() -> Iterator[Finding]:
    if unknown := [table for (table,) in rows(UNKNOWN, SMALL)]:
        yield Finding(
            "W046",
            f"PostgreSQL knows nothing of what is in {', '.join(unknown)}.",
            "It guesses, as after a restore: queries can take a thousand times as long.",
            "ANALYZE;",
        )


@check("database", needs_database=True)
def dead_rows() -> Iterator[Finding]:
    for table, dead, vacuumed_at in rows(DEAD, SMALL):
        since = f"last cleared {vacuumed_at:%d %B}" if vacuumed_at else "never cleared"
        yield Finding(
            "W047",
            f"{table} holds {dead:,} dead rows, {since}.",
            "They are read past by every query, and kept in memory.",
            f"VACUUM (ANALYZE) {table}; if they come back, ALTER TABLE {table} "
            "SET (autovacuum_vacuum_scale_factor = 0.02);",
        )


@check("database", needs_database=True)
def broken_indexes() -> Iterator[Finding]:
    query = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid ORDER BY 1"
    for (index,) in rows(query):
        yield Finding(
            "W048",
            f"The index {index} is invalid.",
            "It was being built when that broke off: writes keep it up, and no query uses it.",
            f"REINDEX INDEX CONCURRENTLY {index};",
        )


@check("database", needs_database=True)
def bloated_indexes() -> Iterator[Finding]:
    for index, actual, expected in rows(BLOAT, SMALL_INDEX, BLOATED):
        yield Finding(
            "W049",
            f"The index {index} takes {actual / 1024**2:.0f} MB, where about "
            f"{expected / 1024**2:.0f} MB would do.",
            "It pushes out of memory what is used.",
            f"REINDEX INDEX CONCURRENTLY {index};",
        )
