"""A session that ends while its request is under way changes nothing any more: every route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.second_factor import code_in
from config.middleware import SAFE_METHODS
from config.tests.permission_rows import MATRIX
from config.tests.test_answers import called, checked, operations  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Callable

    from config.tests.test_answers import Api

AUTHENTICATED = "JOIN accounts_user account ON account.id = session.user_id"
END = """
    UPDATE accounts_session SET revoked_at = clock_timestamp(), revoked_reason = 'ended'
    WHERE id = %s
"""
UNSAFE = [
    route
    for route, row in MATRIX.items()
    if (row["anonymous"] == 401 or route[0] == "reports") and route[1].upper() not in SAFE_METHODS
]
# What is asked for is signed for the session that asks: nobody can use it after that has ended.
GIVES_NOTHING_AWAY = {
    ("me/second-factor/key", "post"),
    ("me/passkeys/options", "post"),
    ("auth/passkey-proof-options", "post"),
    ("auth/logout", "post"),  # by a token, which has ended its session then
    ("me/cv/suggestions/accept", "post"),  # there are none
    ("projects/search", "post"),  # which only reads, as does the next
    ("projects/suggest-skills", "post"),
}
# Asked for first, of the session: it was not shown in one that has ended.
SECOND_FACTOR = {("me/second-factor", "delete"), ("me/second-factor/recovery-codes", "post")}


def ending_it(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Around each statement: a session ends as soon as it has been let in."""
    result = execute(sql, params, many, context)
    if AUTHENTICATED in sql:
        with connection.connection.cursor() as cursor:
            cursor.execute(END, params[:1])
    return result


@pytest.mark.django_db
def test_it_costs_one_query_for_each_transaction_that_changes_something(api_as, freelancer):
    asha = api_as(freelancer)
    asha.get("me/profile")  # makes the profile
    with CaptureQueriesContext(connection) as queries:
        asha.patch("me/profile", {"headline": "Plumber"})
        asha.patch("me/preferences", {"language": "de"})  # asks under the account's own lock
        asha.get("me/profile")
    asked = [query["sql"] for query in queries if "SELECT 1 FROM accounts_session" in query["sql"]]
    assert len(asked) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("route", UNSAFE, ids=" ".join)
def test_what_a_session_may_do_it_may_not_after_its_end(called: Api, route):  # noqa: F811
    with connection.execute_wrapper(ending_it):
        answer = called.call(route, is_full=False)
    if route in GIVES_NOTHING_AWAY:
        assert answer.status_code < 300
    elif route in SECOND_FACTOR:
        assert (answer.status_code, code_in(answer)) == (403, "fresh_second_factor_required")
    else:
        assert (answer.status_code, code_in(answer)) == (401, "session_ended")
