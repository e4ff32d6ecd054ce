"""The shared cache, which holds the load guard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils.crypto import get_random_string

from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

KEPT_SECONDS = 60


@check("cache", needs_database=True)
def cache_table() -> Iterator[Finding]:
    table = settings.CACHES["database"]["LOCATION"]
    if table not in connection.introspection.table_names():
        yield Finding(
            "E061",
            "The table of the cache is missing.",
            "The load guard has nowhere to count: public routes fail.",
            "python manage.py createcachetable",
        )


@check("cache", looks_outside=True)
def redis() -> Iterator[Finding]:
    if not settings.REDIS_URL:
        return
    key, value = f"doctor:{get_random_string(12)}", get_random_string(12)
    try:
        caches["default"].set(key, value, KEPT_SECONDS)
        is_kept = caches["default"].get(key) == value
        caches["default"].delete(key)
        problem = "" if is_kept else "does not keep what it is given"
    except Exception as error:  # of whatever kind: redis' own, or the network's
        problem = f"does not answer ({type(error).__name__})"
    if problem:
        yield Finding(
            "W062",
            f"Redis {problem}.",
            "Until it does, each public request waits for it and then counts in the database.",
            "Start it, or mend REDIS_URL; REDIS_URL= does without.",
        )
