"""What rows said before they were changed or deleted, by whom, and where: kept by triggers of the
database, whatever changes a row (django-pghistory).

Only earlier versions are kept: the current one is the row itself, so that making a row costs
nothing. pghistory's own way to name the acting user puts two statements into one string, which a
prepared statement must not have: `Acting` says it in a statement of its own.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pghistory
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db import models
    from django.db.models import QuerySet
    from django.http import HttpRequest

READS = ("SELECT", "INSERT", "SAVEPOINT", "RELEASE", "ROLLBACK")
REMEMBER = "SELECT set_config('pghistory.context_metadata', %s, true)"

_tables: set[str] = set()


def tracked(*, without: Sequence[str] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keep what rows of the decorated model said before. Fields in `without` are never kept: what
    is secret, and what changes without anybody doing something.
    """

    def track(model: type[models.Model]) -> type[models.Model]:
        _tables.add(model._meta.db_table)
        return pghistory.track(
            pghistory.UpdateEvent(row=pghistory.Old),
            pghistory.DeleteEvent(row=pghistory.Old),
            exclude=list(without),
            obj_field=pghistory.ObjForeignKey(related_name="history"),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,  # type: ignore[arg-type]  # "no such field"
        )(model)

    return track


def versions_of(model: type[models.Model], rows: object) -> QuerySet[Any]:
    """What these rows said before, the oldest first, each with when it ended (`pgh_created_at`)."""
    events = model.history.rel.related_model  # type: ignore[attr-defined]  # made by `tracked`
    found: QuerySet[Any] = events.objects.filter(pgh_obj__in=rows).order_by("pgh_id")
    return found


def forget(model: type[models.Model], pks: Iterable[object]) -> None:
    """Delete what these rows said before, and what the admin's log calls them: somebody closed
    their account.
    """
    ids = list(pks)
    versions_of(model, ids).order_by().delete()
    forget_names(model, ids)


def forget_names(model: type[models.Model], pks: Iterable[object]) -> None:
    """Have the admin's log call these rows nothing: they are called by what somebody wrote."""
    logged = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    logged.filter(object_id__in=[str(pk) for pk in pks]).update(object_repr="")


class Acting:
    """Around each statement: says who is acting before one that changes tracked rows.

    Who that is shows only in the course of a request, so it is asked for each time.
    """

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: Any,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        if not isinstance(sql, str) or not _changes_tracked(sql):
            return execute(sql, params, many, context)
        own = nullcontext() if connection.in_atomic_block else transaction.atomic()
        with own, connection.connection.cursor() as cursor:
            cursor.execute(REMEMBER, [json.dumps(self.who())])
            return execute(sql, params, many, context)

    def who(self) -> dict[str, str | None]:
        """The acting user's id, if anybody is known, and the address that was asked for."""
        user = getattr(self.request, "user", None)
        return {"user": str(user.pk) if user and user.pk else None, "path": self.request.path}


def _changes_tracked(sql: str) -> bool:
    return not sql.startswith(READS) and any(table in sql for table in _tables)
