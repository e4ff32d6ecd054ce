"""`kill -9` of a worker, again and again, while registrations, proposals and reviews come in.

A client whose connection broke knows nothing, and sends its request again, as any would. In the end
everything that was acknowledged has to be there, once, and nothing may be half-done.
"""

from __future__ import annotations

import itertools
import queue
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psutil
from django.db.models import Count

from accounts.models import Role, User
from benchmarks.faults.client import NO_ANSWER, Client
from benchmarks.faults.finding import Finding
from benchmarks.faults.people import Member, make_members
from benchmarks.servers import WORKERS
from profiles.search.mirror import differing
from projects.models import Proposal
from projects.tests.factories import make_project
from reviews.models import Reputation, Review
from reviews.services.reputation import differences
from reviews.tests.factories import BODY, make_finished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.faults.stand import Stand
    from benchmarks.servers import Server

FAULT = "a worker killed with -9 under writes"
# granian replaces a worker that dies, and gives up on one that dies twice within 5.5 s: that is for
# systemd to mend. So the oldest is killed once all have served for so long.
LEAST_AGE_SECONDS = 4.0
MOST_SECONDS = 120  # for one write, whatever happens to the workers
NEWCOMER = "newcomer-"
PASSWORD = "plum velvet tractor 19"
# What a client is told that sends again what was done: taken, a second live one, reviewed already.
DONE_BEFORE = (400, 409)


@dataclass(frozen=True)
class Write:
    """One request that changes something."""

    kind: str
    path: str
    body: dict[str, Any]
    token: str = ""


@dataclass
class Log:
    """What the clients were told."""

    outcomes: Counter[str]
    broken: int = 0
    unexpected: tuple[int, str] | None = None


def check(stand: Stand) -> Iterator[Finding]:
    number, clients = (600, 16) if stand.short else (2_000, 200)
    writes = _writes(number)
    before = User.objects.count()
    # The cheapest password hashes: it is writes that are to be many.
    with stand.server(BCRYPT_ROUNDS="4", TRUSTED_PROXY_COUNT="1") as server:
        log, kills = _load(server, writes, clients)
        time.sleep(LEAST_AGE_SECONDS)
        workers = len(server.workers())
        locked_out = _locked_out(server)
    told = ", ".join(f"{count} {what}" for what, count in sorted(log.outcomes.items()))
    yield Finding(
        FAULT,
        f"each of {number} writes by {clients} clients is answered; killed workers are replaced",
        f"{kills} kills, {log.broken} broken connections; {told}; {workers} workers at the end",
        kills > 0 and log.broken > 0 and log.unexpected is None and workers == WORKERS,
    )
    missing, half = _missing(writes, before), list(_half_done())
    yield Finding(
        FAULT, "what was acknowledged is there, once", missing or "all of it", not missing
    )
    yield Finding(
        FAULT,
        "whoever registered can log in, whether or not the answer came",
        f"{locked_out} cannot",
        not locked_out,
    )
    yield Finding(FAULT, "nothing is half-done", "; ".join(half) or "nothing is", not half)


def _writes(number: int) -> list[Write]:
    """A third of each kind, shuffled."""
    third = number // 3
    people = 8 if number < 1_000 else 24
    clients, freelancers = make_members(Role.CLIENT, people), make_members(Role.FREELANCER, people)
    writes = [
        *_proposals(clients, freelancers, third),
        *_reviews(clients, freelancers, third),
        *map(_registration, range(number - 2 * third)),
    ]
    random.Random(9).shuffle(writes)
    return writes


def _registration(number: int) -> Write:
    body = {
        "username": f"{NEWCOMER}{number}",
        "email": f"{NEWCOMER}{number}@example.com",
        "password": PASSWORD,
        "first_name": "New",
        "last_name": "Comer",
        "role": "freelancer",
    }
    return Write("registered", "auth/register", body)


def _proposals(clients: list[Member], freelancers: list[Member], number: int) -> Iterator[Write]:
    projects = [
        make_project(client=clients[index % len(clients)].user)
        for index in range(number // len(freelancers) + 1)
    ]
    for project, freelancer in itertools.islice(itertools.product(projects, freelancers), number):
        path = f"projects/{project.pk}/proposals"
        yield Write("proposed", path, {"cover_note": "I am quick."}, freelancer.token)


def _reviews(clients: list[Member], freelancers: list[Member], number: int) -> Iterator[Write]:
    """Both sides of each project: the second reveals both and writes two reputations anew."""
    pairs = itertools.cycle(zip(clients, freelancers, strict=True))
    for client, freelancer in itertools.islice(pairs, (number + 1) // 2):
        project = make_finished(client=client.user, freelancer=freelancer.user)
        for party in (client, freelancer):
            yield Write("reviewed", f"projects/{project.pk}/reviews", BODY, party.token)


def _load(server: Server, writes: list[Write], clients: int) -> tuple[Log, int]:
    """Send everything by so many clients at once while workers are killed; how many were."""
    pending: queue.SimpleQueue[Write] = queue.SimpleQueue()
    for write in writes:
        pending.put(write)
    log = Log(Counter())
    threads = [
        threading.Thread(target=_send_all, args=(server.url, pending, log)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    kills = 0
    while any(thread.is_alive() for thread in threads):
        workers = sorted(server.workers(), key=psutil.Process.create_time)
        has_settled = time.time() - workers[-1].create_time() > LEAST_AGE_SECONDS
        if has_settled and len(workers) == WORKERS and not pending.empty():
            workers[0].kill()
            kills += 1
        time.sleep(0.2)
    return log, kills


def _locked_out(server: Server) -> int:
    """How many of those who registered cannot log in."""
    client, refused = Client(server.url), 0
    for username in User.objects.filter(username__startswith=NEWCOMER).values_list("username"):
        client.address = _some_address()
        body = {"username": username[0], "password": PASSWORD}
        refused += not client.call("POST", "auth/login", body).is_success
    return refused


def _some_address() -> str:
    """Another one each time: the limits of one address would be the end of it."""
    return f"2001:db8:{random.randrange(2**16):x}:{random.randrange(2**16):x}::1"


def _send_all(url: str, pending: queue.SimpleQueue[Write], log: Log) -> None:
    client = Client(url)
    while True:
        try:
            write = pending.get_nowait()
        except queue.Empty:
            return
        client.address = _some_address()
        _send(client, write, log)


def _send(client: Client, write: Write, log: Log) -> None:
    """Send until there is an answer."""
    deadline = time.monotonic() + MOST_SECONDS
    for tried in itertools.count():
        answer = client.call("POST", write.path, write.body, token=write.token)
        if answer.is_success:
            log.outcomes[write.kind] += 1
            return
        if answer.status == NO_ANSWER and time.monotonic() < deadline:
            log.broken += 1
            time.sleep(0.1)
        elif tried and answer.status in DONE_BEFORE:
            log.outcomes[f"{write.kind} before the connection broke"] += 1
            return
        else:
            log.unexpected = (answer.status, answer.content.decode(errors="replace"))
            log.outcomes[f"{write.kind} answered {answer.status}"] += 1
            return


def _missing(writes: list[Write], users_before: int) -> str:
    """How what is there differs from what was acknowledged; in the end, everything was."""
    wanted = Counter(write.kind for write in writes)
    found = {
        "registered": User.objects.filter(username__startswith=NEWCOMER).count(),
        "proposed": Proposal.objects.filter(cover_note="I am quick.").count(),
        "reviewed": Review.objects.filter(text=BODY["text"]).count(),
    }
    differing_kinds = [kind for kind in wanted if wanted[kind] != found[kind]]
    users = User.objects.count() - users_before
    if users != wanted["registered"]:
        return f"{users} new accounts for {wanted['registered']} registrations"
    return ", ".join(f"{found[kind]} of {wanted[kind]} {kind}" for kind in differing_kinds)


def _half_done() -> Iterator[str]:
    """Whatever a write does besides its row, and did not."""
    twice = Proposal.objects.values("project", "freelancer").annotate(n=Count("pk")).filter(n__gt=1)
    if twice.exists():
        yield f"{len(twice)} proposals twice"
    alone = Review.objects.values("project").annotate(n=Count("pk")).filter(n=2, revealed_at=None)
    if alone.exists():
        yield f"{len(alone)} pairs of reviews that were not revealed"
    if wrong := differences(list(Reputation.objects.values_list("pk", flat=True))):
        yield f"{len(wrong)} reputations that are not what their reviews give"
    if entries := differing(None, None):
        yield f"{len(entries)} search entries that are not what their profiles give"
