"""Which reads may go to the replica.

Only rows that are shown to others, only while a safe request is answered, and only for somebody who
has not written anything that the replica might lack. Everything else is the primary's: who is
asking and whether they may, whatever is in a transaction, staff's pages, and all that is private,
secret until a moment (reviews) or decided (moderation).
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction

from operations.replica.freshness import REPLICA, freshness
from operations.replica.recent_writes import remember, seconds_since_write

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from operations.replica.freshness import Freshness

READ_METHODS = ("GET", "HEAD")
HARMLESS = (*READ_METHODS, "OPTIONS", "TRACE")  # RFC 9110, section 9.2.1
STAFF_PAGES = "/admin/"
# `app.model` of what is shown to others.
SHOWN = frozenset(
    {
        "profiles.profile",
        "profiles.freelancerdetails",
        "profiles.searchentry",
        "profiles.searchcard",
        "profiles.skill",
        "profiles.skillalias",
        "profiles.profileskill",
        "profiles.experience",
        "profiles.education",
        "profiles.link",
        "profiles.portfolioitem",
        "projects.project",
        "projects.projectskill",
    }
)
CACHE = "django_cache"
# A write's time is that of its statement, which is a little before its commit.
COMMIT_SECONDS = 1.0


class Current(threading.local):
    """The request that this thread is answering, and what it may read from the replica."""

    reading: HttpRequest | None = None
    """It, if it is a safe one."""
    may: bool | None = None
    """Whether it may read from the replica; None until it is first asked."""
    has_written = False

    def __init__(self, freshness: Freshness) -> None:
        self.freshness = freshness

    def begin(self, reading: HttpRequest | None) -> None:
        self.reading, self.may, self.has_written = reading, None, False

    def may_read_replica(self) -> bool:
        if self.reading is None or self.has_written or transaction.get_connection().in_atomic_block:
            return False
        if self.may is None:
            self.may = self._is_recent_enough_for(self.reading)
        return self.may and self.freshness.age() <= settings.REPLICA_MAX_LAG_SECONDS

    def _is_recent_enough_for(self, request: HttpRequest) -> bool:
        age = self.freshness.age()
        if age > settings.REPLICA_MAX_LAG_SECONDS:
            return False
        user = getattr(request, "user", None)
        if user is None:  # nobody was asked for a token yet
            return "HTTP_AUTHORIZATION" not in request.META
        if not user.is_authenticated:
            return True
        return not user.is_staff and seconds_since_write(user.pk) > age + COMMIT_SECONDS


current = Current(freshness)


class Router:
    """Django's questions of where to read and write."""

    def __init__(self, current: Current = current) -> None:
        self.current = current

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        name = f"{model._meta.app_label}.{model._meta.model_name}"
        return REPLICA if name in SHOWN and self.current.may_read_replica() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """What a request writes, it reads back. A cache's rows are read by nobody."""
        self.current.has_written |= model._meta.app_label != CACHE
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: Any) -> bool:
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Knows which request this thread is answering, and notes who wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_read = request.method in READ_METHODS
        reads_shown = is_read and not request.path_info.startswith(STAFF_PAGES)
        current.begin(request if reads_shown else None)
        try:
            response = self.get_response(request)
            has_written = current.has_written or request.method not in HARMLESS
        finally:
            current.begin(None)
        user = getattr(request, "user", None)
        if has_written and user is not None and user.pk:
            remember(user.pk)
        return response
