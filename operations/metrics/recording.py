"""Counting, on the way of every request: a look into two dictionaries and three additions."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from operations.metrics import folders

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

# Seconds. From what a request of the API takes to what nobody waits for.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
# Whatever else is sent as a method must not become a series of its own.
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
NO_ROUTE = "none"
TASK_OUTCOMES = {"task_done": "done", "task_failed": "failed"}


class Recorder:
    """The counters of this process. A series is looked up once and then kept."""

    def __init__(self) -> None:
        # Where the files are is read when the package is loaded, which must not be before.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folders.join())
        from prometheus_client import CollectorRegistry, Counter, Histogram

        mine: dict[str, Any] = {"namespace": "guildhall", "registry": CollectorRegistry()}
        self._answers = Counter(
            "requests", "Requests answered.", ["method", "route", "status"], **mine
        )
        self._seconds = Histogram(
            "request_seconds",
            "How long requests took.",
            ["method", "route"],
            buckets=BUCKETS,
            **mine,
        )
        self._events = Counter("events", "Events of the log, by name.", ["event"], **mine)
        self._refusals = Counter(
            "limit_refusals", "Requests refused by a limit.", ["limit"], **mine
        )
        self._tasks = Counter("task_runs", "Background tasks.", ["task", "outcome"], **mine)
        self._series: dict[tuple[Any, ...], Any] = {}

    def request(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        """Count an answer under its route's pattern: addresses hold names and are without end."""
        method = request.method if request.method in METHODS else "OTHER"
        match = request.resolver_match
        route = match.route if match else NO_ROUTE
        self._of(self._answers, method, route, str(response.status_code)).inc()
        self._of(self._seconds, method, route).observe(seconds)

    def event(self, event: Mapping[str, Any]) -> None:
        """Count an event of the log; a refusal also by its limit, a task's end by its task."""
        name = str(event["event"])
        self._of(self._events, name).inc()
        if name == "limit_reached":
            self._of(self._refusals, event["limit"]).inc()
        elif name in TASK_OUTCOMES:
            self._of(self._tasks, event["path"], TASK_OUTCOMES[name]).inc()

    def _of(self, metric: Any, *labels: str) -> Any:
        key = (metric, *labels)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = metric.labels(*labels)
        return series


@cache
def recorder() -> Recorder | None:
    """This process's recorder; None when there is nobody to read it."""
    return Recorder() if settings.METRICS_TOKEN else None


def count_event(_logger: object, _method: str, event: Any) -> Any:
    """A processor of structlog: counts what passes, whatever the level that is written."""
    if counting := recorder():
        counting.event(event)
    return event
