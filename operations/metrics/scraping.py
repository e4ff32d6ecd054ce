"""What one scrape answers: the sum of all processes, and what the database knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.db.models import Count, Min
from django.db.models.functions import Extract, Now
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache

from moderation.models import Appeal, Case
from operations.metrics import folders
from operations.models import QueuedTask
from profiles.search.index import profile_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest

    Gauge = tuple[str, str, float]


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for whoever has the token. Nobody else is told that there are any."""
    sent = request.headers.get("Authorization", "")
    known = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, known):
        raise Http404
    return HttpResponse(scrape(), content_type="text/plain; version=0.0.4; charset=utf-8")


def scrape() -> bytes:
    """All metrics in Prometheus' text format."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Processes())
    registry.register(_Database())
    return generate_latest(registry)


class _Processes:
    """The sums over the processes of all servers here, those of dead workers included."""

    def collect(self) -> Any:
        from prometheus_client.multiprocess import MultiProcessCollector

        files = [str(file) for folder in folders.living() for file in folder.glob("*.db")]
        merge: Any = MultiProcessCollector.merge  # it has no types
        return merge(files)


class _Database:
    """What is the same whoever asks."""

    def collect(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily

        try:
            gauges = [*_gauges(), ("database_up", "Whether the database answers.", 1.0)]
        except (OperationalError, InterfaceError):
            gauges = [("database_up", "Whether the database answers.", 0.0)]
        for name, text, value in gauges:
            yield GaugeMetricFamily(f"guildhall_{name}", text, value=value)


def _gauges() -> Iterator[Gauge]:
    """Each reads an index that holds little more than what is counted."""
    found = QueuedTask.objects.waiting().aggregate(
        count=Count("*"), age=Extract(Now() - Min("since"), "epoch")
    )
    undecided = Appeal.objects.filter(decided_at=None).count()
    yield "tasks_waiting", "Stored tasks that no worker has begun.", found["count"]
    yield "task_wait_seconds", "How long the oldest of them has waited.", float(found["age"] or 0)
    yield "cases_open", "Reported things that nobody has decided on.", Case.objects.open().count()
    yield "appeals_open", "Appeals that nobody has decided.", undecided
    yield from _search_gauges()


def _search_gauges() -> Iterator[Gauge]:
    """Of the index of this machine: others have their own."""
    found = profile_index.condition()
    yield "search_index_up", "Whether this machine has an index of texts.", float(bool(found))
    if found:
        yield "search_index_entries", "Freelancers in it.", found.entries
        yield "search_index_segments", "Parts that it lies in.", found.segments
        yield "search_index_bytes", "Its size on the disk.", found.size
        yield "search_index_behind_changes", "Changes that it has not read.", found.changes
        yield "search_index_behind_seconds", "How old the oldest of them is.", found.seconds
