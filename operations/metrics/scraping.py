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

from accounts.services import mail_tally
from moderation.models import Appeal, Case
from operations.metrics import folders
from operations.models import QueuedTask
from search.serving import registered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpRequest

    from search.health import Condition

    Gauge = tuple[str, str, float]


UP = "guildhall_search_index_up"


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
            conditions = {name: index.condition() for name, index in registered().items()}
        except (OperationalError, InterfaceError):
            gauges = [("database_up", "Whether the database answers.", 0.0)]
            conditions = {}
        for name, text, value in gauges:
            yield GaugeMetricFamily(f"guildhall_{name}", text, value=value)
        up = GaugeMetricFamily(UP, "Whether this machine has the index.", labels=["index"])
        for index, found in conditions.items():
            up.add_metric([index], float(found is not None))
        yield up
        for name, (text, value_of) in GAUGES_OF_INDEXES.items():
            family = GaugeMetricFamily(f"guildhall_search_index_{name}", text, labels=["index"])
            for index, found in conditions.items():
                if found is not None:
                    family.add_metric([index], value_of(found))
            yield family


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
    for name, within in (("day", mail_tally.DAY), ("week", mail_tally.WEEK)):
        mails = mail_tally.rates(within)
        yield f"mails_sent_{name}", f"Mails handed over in the last {name}.", mails.sent
        yield f"mails_bounced_{name}", "Mails reported as bounced in it.", mails.bounced
        yield f"mails_complained_{name}", "Mails reported as spam in it.", mails.complained


GAUGES_OF_INDEXES: dict[str, tuple[str, Callable[[Condition], float]]] = {
    "entries": ("What can be found in it.", lambda found: found.entries),
    "segments": ("Parts that it lies in.", lambda found: found.segments),
    "bytes": ("Its size on the disk.", lambda found: found.size),
    "behind_changes": ("Changes that it has not read.", lambda found: found.changes),
    "behind_seconds": ("How old the oldest of them is.", lambda found: found.seconds),
}
"""Of each index that this machine has: others have their own."""
