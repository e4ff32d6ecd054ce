"""What a request changes, it changes in a session that is live when it does so, and not only when
the request came.

Who logs out, changes the password or is suspended ends sessions of which requests may be under
way: they wait for a lock, re-encode a picture, or have yet to read a large upload. So before the
first change of each transaction, or the first lock for one, the session's row is locked and asked
again: whatever ends the session waits until the transaction ends, or has been seen. A shared lock
would do, but a stream of requests that share it would keep whatever ends the session waiting.

Identity has a stricter rule of its own (`accounts.services.locking`): its services ask under the
lock of the account's row, which is taken first. After it comes the session's row, then everything
else: the order in which whatever ends sessions takes them.
"""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from accounts.authentication import current_session_id
from accounts.errors import SessionEnded
from accounts.models import Session
from config.middleware import SAFE_METHODS
from foundation.statements import changed_table, is_forgotten_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LOCKED = re.compile(r'\sFROM\s+"?(\w+)')
LOCKS = (" FOR NO KEY UPDATE", " FOR UPDATE")
# Identity, which asks for itself, and machinery: counters, tasks, Django's own session.
NOT_ASKED_FOR = (
    *("accounts_", "otp_", "foundation_", "operations_"),
    *("django_session", "django_tasks", "procrastinate_", "shared_cache"),
)
SESSIONS = Session._meta.db_table
ENDING = f'UPDATE "{SESSIONS}" SET "revoked_at"'  # noqa: S608 - compared, not run
ASK = f"""
    SELECT 1 FROM {SESSIONS}
    WHERE id = %s AND revoked_at IS NULL AND expires_at > statement_timestamp()
    FOR NO KEY UPDATE
"""  # noqa: S608 - the name of our own table


class StillLive:
    """Around each statement of a request: raises SessionEnded before one that changes something, if
    the session that asks has ended since. A public request that no session makes is not asked.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.was_asked = False  # in the current transaction
        self.ends_itself = False

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        if not isinstance(sql, str):
            return execute(sql, params, many, context)
        if is_forgotten_before(sql):  # it lets go of locks
            self.was_asked = False
        if self.was_asked or self.ends_itself or not _is_asked_for(sql):
            self._notice(sql, params)
            return execute(sql, params, many, context)
        own = nullcontext() if connection.in_atomic_block else transaction.atomic()
        with own:
            self._ask()
            return execute(sql, params, many, context)

    def _ask(self) -> None:
        user = self._user()
        session_id = current_session_id(self.request) if user and user.is_authenticated else None
        self.was_asked = True
        if session_id is None:
            return
        with connection.cursor() as cursor:
            cursor.execute(ASK, [session_id])
            if cursor.fetchone() is None:
                raise SessionEnded

    def _notice(self, sql: str, params: Any) -> None:
        """A request that ends its own session, to log out or to erase, goes on without it."""
        if sql.startswith(ENDING):
            own = {current_session_id(self.request), getattr(self._user(), "pk", None)}
            self.ends_itself |= not own.isdisjoint(params)

    def _user(self) -> Any:
        """Whoever asks. Before a token was looked at, a request of a program has nobody."""
        return getattr(self.request, "user", None)


def _is_asked_for(sql: str) -> bool:
    table = _locked_table(sql) if sql.startswith("SELECT") else changed_table(sql)
    return table is not None and not table.startswith(NOT_ASKED_FOR)


def _locked_table(sql: str) -> str | None:
    table = LOCKED.search(sql) if any(lock in sql for lock in LOCKS) else None
    return table[1] if table else None


class EndedSessionMiddleware:
    """Have what a request changes asked for once more: see `StillLive`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        with connection.execute_wrapper(StillLive(request)):
            return self.get_response(request)
