"""Two hundred thousand requests of all kinds: a worker's memory has to stay what it was.

Each is answered as it should be, by the workers that were there from the beginning: what refuses
everything, or dies and begins anew, does not leak either.
"""

from __future__ import annotations

import re
import subprocess
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from accounts.models import Role
from accounts.tests.factories import PASSWORD
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from benchmarks.faults.people import make_members
from benchmarks.load import require_wrk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.faults.people import Member
    from benchmarks.faults.stand import Stand
    from benchmarks.servers import Server

FAULT = "{:,} requests"
CHANGES_PER_ROUND = 50
# Allocators keep pages for a while; a leak of 100 bytes a request would be 20 MB.
MOST_MB = 4.0
WRITES = {
    "change": 200,
    "no change": 200,  # a role is not among what one may change, and passed over
    "log-in": 200,
    "entry": 201,
    "removal": 204,
}
# Of the paths below, the two that are not there or not valid.
REFUSED_SHARE = 0.2
SLACK_SHARE = 0.01  # requests that were under way when a round ended
# In turn: pages and API, what is found and what is not.
PATHS = (
    *("/api/v1/profiles", "/api/v1/profiles?q=plumber", "/api/v1/skills?search=plum"),
    *("/api/v1/me", "/api/v1/profiles?skill=plumber&facets=true", "/api/v1/profiles/nobody"),
    *("/healthz", "/", "/search?q=plumber", "/api/v1/profiles?cursor=nonsense"),
)
SCRIPT = """
local paths = {{ {paths} }}
local sent = 0
request = function()
  sent = sent + 1
  return wrk.format("GET", paths[sent % #paths + 1], {{["Authorization"] = "Bearer {token}"}})
end
"""


@dataclass
class Log:
    """What the requests came to."""

    reads: int = 0
    refused_reads: int = 0
    writes: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def is_as_it_should(self) -> bool:
        share = self.refused_reads / self.reads
        is_answered = all(status == WRITES[kind] for kind, status in self.writes)
        return abs(share - REFUSED_SHARE) < SLACK_SHARE and is_answered


def check(stand: Stand) -> Iterator[Finding]:
    require_wrk()
    wanted = 2_500 if stand.short else 200_000
    member = make_members(Role.FREELANCER, 1)[0]
    script = stand.folder / "reads.lua"
    paths = ", ".join(f'"{path}"' for path in PATHS)
    script.write_text(SCRIPT.format(paths=paths, token=member.token))
    with stand.server(PUBLIC_THROTTLE_RATE="100000000/min", TRUSTED_PROXY_COUNT="1") as server:
        log = Log()
        _use(server, script, member, log, seconds=3)  # all is imported and cached
        sizes, workers = [_megabytes(server)], {one.pid for one in server.workers()}
        while log.reads < wanted:
            _use(server, script, member, log, seconds=2 if stand.short else 15)
            sizes.append(_megabytes(server))
        is_the_same = workers == {one.pid for one in server.workers()}
    counts = log.writes.items()
    fault = FAULT.format(log.reads + log.writes.total())
    writes = ", ".join(f"{number:,} x {what} {status}" for (what, status), number in counts)
    yield Finding(
        fault,
        "each is answered as it should be, by the same workers",
        f"{log.refused_reads / log.reads:.1%} of reads refused as meant; {writes}; "
        f"{'the same' if is_the_same else 'other'} workers",
        log.is_as_it_should and is_the_same,
    )
    # The first rounds fill what is kept on purpose: what counts is that it ends.
    grown = sizes[-1] - sizes[len(sizes) // 2]
    yield Finding(
        fault,
        f"a worker grows by at most {MOST_MB:.0f} MB in the second half",
        f"{grown:+.1f} MB; on the way: {', '.join(f'{size:.1f}' for size in sizes)} MB",
        grown <= MOST_MB,
    )


def _use(server: Server, script: Path, member: Member, log: Log, *, seconds: int) -> None:
    """Reads by wrk for so long, with some writes beside them."""
    writes = threading.Thread(target=_write, args=(server.url, member, log))
    writes.start()
    command = ["wrk", "-t", "1", "-c", "8", "-d", f"{seconds}s", "-s", str(script), server.url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    writes.join()
    reads = re.search(r"(\d+) requests in", output)
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    if reads is None:
        raise SystemExit(f"wrk printed something unknown:\n{output}")
    log.reads += int(reads[1])
    log.refused_reads += int(refused[1]) if refused else 0


def _write(url: str, member: Member, log: Log) -> None:
    """Changes of profile and account, a log-in, and an entry that is taken back."""
    client = Client(url, token=member.token, address=f"2001:db8:{uuid4().hex[:4]}::1")
    for number in range(CHANGES_PER_ROUND):
        answer = client.call("PATCH", "me/profile", {"headline": f"Plumber {number}"})
        log.writes["change", answer.status] += 1
        same = client.call("PATCH", "me", {"role": "admin"})
        log.writes["no change", same.status] += 1
    said = {"username": member.user.username, "password": PASSWORD}
    log.writes["log-in", client.call("POST", "auth/login", said).status] += 1
    entry = client.call("POST", "me/experience", {"title": "Plumber"})
    log.writes["entry", entry.status] += 1
    gone = client.call("DELETE", f"me/experience/{entry.json().get('id')}")
    log.writes["removal", gone.status] += 1


def _megabytes(server: Server) -> float:
    """The workers' resident memory, on average."""
    sizes = [worker.memory_info().rss for worker in server.workers()]
    return sum(sizes) / len(sizes) / 1024**2
