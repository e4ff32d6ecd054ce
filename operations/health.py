"""Health for load balancers: is the process alive, and can it serve?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from foundation.errors import DATABASE_RETRY_SECONDS

if TYPE_CHECKING:
    from django.http import HttpRequest


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers at all."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and has all migrations, else 503 saying which is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _require_migrations()
    except DatabaseError:
        return _not_ready("The database does not answer.")
    except MigrationsMissing:
        return _not_ready("Migrations are missing: run manage.py migrate.")
    return JsonResponse({"status": "ok"})


class MigrationsMissing(Exception):
    """The database is behind the code."""


@cache
def _require_migrations() -> None:
    """Raise MigrationsMissing unless all are applied. Once they are, that is remembered."""
    if missing_migrations():
        raise MigrationsMissing


def missing_migrations() -> list[str]:
    """Those that the code has and the database has not, in the order in which they are applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _is_backwards in plan]


def _not_ready(reason: str) -> JsonResponse:
    headers = {"Retry-After": str(DATABASE_RETRY_SECONDS)}
    return JsonResponse({"status": "unavailable", "detail": reason}, status=503, headers=headers)
