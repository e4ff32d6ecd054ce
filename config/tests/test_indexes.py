"""No request reads a table from end to end: where it looks something up, there is an index for it.

Told what a sequential scan would cost, PostgreSQL takes any index that it can; what it still reads
whole, or through an index without a condition and without an end, has none that serves.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from accounts.models import Role
from accounts.tests.factories import UserFactory
from config.tests.permission_rows import MATRIX
from config.tests.test_bad_input import ROUTES
from config.tests.test_permissions import NOTHING, OWNED, call, invited, make_owner
from config.tests.things import own_id
from profiles.search.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db
__all__ = ["invited", "make_owner"]
# Read in their order until a page is full, so that what is skipped is what is hidden there; and the
# vocabulary, which is small.
WALKED = {"reviews_review", "projects_project", "otp_onetimecode", "profiles_skill"}
BEGINNINGS = """
    SELECT narrow.indexrelid::regclass::text, wide.indexrelid::regclass::text
    FROM pg_index narrow JOIN pg_index wide USING (indrelid)
    WHERE NOT narrow.indisunique AND narrow.indexprs IS NULL
        AND narrow.indpred IS NULL AND wide.indpred IS NULL
        AND narrow.indnkeyatts < wide.indnkeyatts
        AND (narrow.indkey::int2[])[0:narrow.indnkeyatts - 1]
            = (wide.indkey::int2[])[0:narrow.indnkeyatts - 1]
        AND (narrow.indclass::oid[])[0:narrow.indnkeyatts - 1]
            = (wide.indclass::oid[])[0:narrow.indnkeyatts - 1]
        AND indrelid::regclass::text = ANY (%s)
"""
STATEMENTS = ("SELECT", "WITH", "UPDATE", "DELETE", "INSERT")


class Plans:
    """Explains each statement before it is executed, and keeps what reads a whole table."""

    def __init__(self) -> None:
        self.endless: set[tuple[str, str]] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip(" \n(").upper().startswith(STATEMENTS) and not many:
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                ((plan,),) = cursor.fetchone()
            self.endless |= {(table, sql) for table in endless(plan["Plan"])}
        return execute(sql, params, many, context)


def endless(node: dict[str, Any], *, has_end: bool = False) -> Iterator[str]:
    """The tables that this part of a plan reads from end to end."""
    has_end = has_end or node["Node Type"] == "Limit"
    is_whole = node["Node Type"] == "Seq Scan" or (
        node["Node Type"] in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node
    )
    is_page = has_end and ("Filter" not in node or node.get("Relation Name") in WALKED)
    if is_whole and not is_page:
        yield node["Relation Name"]
    for one in node.get("Plans", ()):
        yield from endless(one, has_end=has_end)


@pytest.fixture
def plans(db):
    """The planner knows nothing of any table, as before its first ANALYZE. One that found a handful
    of rows a moment ago would make it walk through them instead.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "UPDATE pg_class SET relpages = 0, reltuples = -1"
            " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
        )
        cursor.execute(
            "DELETE FROM pg_statistic USING pg_class WHERE starelid = pg_class.oid"
            " AND relnamespace = 'public'::regnamespace"
        )
    return Plans()


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
def test_no_request_reads_a_table_from_end_to_end(plans, api_as, make_owner, route):
    path, method = route
    if route in OWNED:
        owner = make_owner(path, method)
        people, thing = [owner], own_id(path, method, owner)
    else:
        people, thing = [UserFactory(role=role) for role in (Role.FREELANCER, Role.CLIENT)], NOTHING
    vocabulary.refresh()  # read as a whole, once in some minutes
    for user in people:
        client = api_as(user)
        with connection.execute_wrapper(plans):
            if "<" not in path and (method, path) in ROUTES:
                getattr(client, method)(path, ROUTES[method, path])
            else:
                call(client, path, method, thing)
    assert plans.endless == set()


def test_no_index_is_the_beginning_of_another_one(db):
    """Each write would pay for both: a foreign key that begins a constraint or an index of several
    columns has `db_index=False`.
    """
    ours = [
        model._meta.db_table
        for app in apps.get_app_configs()
        if Path(app.path).parent == settings.BASE_DIR
        for model in app.get_models()
    ]
    with connection.cursor() as cursor:
        cursor.execute(BEGINNINGS, [ours])
        assert cursor.fetchall() == []
