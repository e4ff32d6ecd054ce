"""A note in the claim's row, in each transaction that changes something."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction

from foundation.statements import changed_table, is_forgotten_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

    from foundation.idempotency.claims import Claim

# Counters, notes of changes and the rows of claims themselves.
MACHINERY = ("foundation_", "operations_", "django_session", "shared_cache")
INSERTED = re.compile(r'INSERT INTO "(\w+)" \(([^)]*)\) VALUES \((.*)', re.DOTALL)


class Marking:
    """Around each statement of a request: before the first change of a transaction its claim is
    marked, and again with the id of what it is to make. Raises KeyInFlight if the claim was lost.
    """

    def __init__(self, claim: Claim, makes: type[Model] | None) -> None:
        self.claim = claim
        self.makes = makes
        self.made_id: UUID | None = None
        self.is_marked = False  # in the current transaction

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
        if is_forgotten_before(sql):
            self.is_marked, self.made_id = False, None
        table = changed_table(sql)
        if table is None or table.startswith(MACHINERY):
            return execute(sql, params, many, context)
        own = nullcontext() if connection.in_atomic_block else transaction.atomic()
        with own:
            self._mark(None if many else self._made(sql, params))
            return execute(sql, params, many, context)

    def _mark(self, made_id: UUID | None) -> None:
        if self.is_marked and (made_id is None or self.made_id is not None):
            return
        self.is_marked, self.made_id = True, made_id
        self.claim.mark(made_id)

    def _made(self, sql: str, params: Any) -> UUID | None:
        """The id of the row that is inserted, if it is what the action makes."""
        inserted = INSERTED.match(sql)
        if inserted is None or self.makes is None or inserted[1] != self.makes._meta.db_table:
            return None
        columns = [name.strip('"') for name in inserted[2].split(", ")]
        if (key := self.makes._meta.pk.column) not in columns:
            return None
        # Some values are written out, as NULL is: they have no parameter.
        before = ", ".join(inserted[3].split(", ")[: columns.index(key)]).count("%s")
        return next((one for one in params[before : before + 1] if isinstance(one, UUID)), None)
