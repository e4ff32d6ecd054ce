"""Two hundred thousand requests of all kinds: a worker's memory has to stay what it was."""

from __future__ import annotations

import re
import subprocess
import threading
from typing import TYPE_CHECKING

from accounts.models import Role
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from benchmarks.faults.people import make_members
from benchmarks.load import require_wrk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.faults.stand import Stand
    from benchmarks.servers import Server

FAULT = "{:,} requests"
WRITES_PER_ROUND = 50
# Allocators keep pages for a while; a leak of 100 bytes a request would be 20 MB.
MOST_MB = 4.0
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


def check(stand: Stand) -> Iterator[Finding]:
    require_wrk()
    wanted = 2_500 if stand.short else 200_000
    member = make_members(Role.FREELANCER, 1)[0]
    script = stand.folder / "reads.lua"
    paths = ", ".join(f'"{path}"' for path in PATHS)
    script.write_text(SCRIPT.format(paths=paths, token=member.token))
    with stand.server(PUBLIC_THROTTLE_RATE="100000000/min") as server:
        sent = [_use(server, script, member.token, seconds=3)]  # all is imported and cached
        sizes = [_megabytes(server)]
        while sum(sent) < wanted:
            sent.append(_use(server, script, member.token, seconds=2 if stand.short else 15))
            sizes.append(_megabytes(server))
    # The first rounds fill what is kept on purpose: what counts is that it ends.
    grown = sizes[-1] - sizes[len(sizes) // 2]
    yield Finding(
        FAULT.format(sum(sent)),
        f"a worker grows by at most {MOST_MB:.0f} MB in the second half",
        f"{grown:+.1f} MB; on the way: {', '.join(f'{size:.1f}' for size in sizes)} MB",
        grown <= MOST_MB,
    )


def _use(server: Server, script: Path, token: str, *, seconds: int) -> int:
    """Reads by wrk for so long, with some writes beside them; how many reads."""
    writes = threading.Thread(target=_write, args=(server.url, token))
    writes.start()
    command = ["wrk", "-t", "1", "-c", "8", "-d", f"{seconds}s", "-s", str(script), server.url]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    writes.join()
    found = re.search(r"(\d+) requests in", output)
    if found is None:
        raise SystemExit(f"wrk printed something unknown:\n{output}")
    return int(found[1])


def _write(url: str, token: str) -> None:
    client = Client(url, token=token)
    for number in range(WRITES_PER_ROUND):
        client.call("PATCH", "me/profile", {"headline": f"Plumber {number}"})
        client.call("PATCH", "me", {"role": "admin"})


def _megabytes(server: Server) -> float:
    """The workers' resident memory, on average."""
    sizes = [worker.memory_info().rss for worker in server.workers()]
    return sum(sizes) / len(sizes) / 1024**2
