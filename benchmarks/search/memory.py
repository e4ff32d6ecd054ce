"""How much memory a web worker has after it answered every class of question."""

from __future__ import annotations

import random
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import orjson

from benchmarks.search.asking import Asked
from benchmarks.search.classes import kinds
from benchmarks.search.terms import read_terms
from benchmarks.servers import guildhall
from search.place import name_of

if TYPE_CHECKING:
    from benchmarks.servers import Server

GOAL_MEGABYTES = 130
ROUNDS = 5  # of each class
AT_ONCE = 8
MAPPING = re.compile(r"^[0-9a-f]+-[0-9a-f]+ .{4} \S+ \S+ \S+ *(.*)$")


def worker_memory(folder: str) -> tuple[float, float]:
    """The largest resident memory of two workers, in MB, and that of its parts of the indexes in
    this folder: these are the page cache's, which all processes share and the kernel takes back.
    """
    draw = random.Random(20)
    drawn = [kind.draw(draw) for kind in kinds(read_terms()) for _round in range(ROUNDS)]
    asked = [one for one in drawn if isinstance(one, Asked)]
    draw.shuffle(asked)
    _share_indexes(Path(folder))
    with guildhall({"SEARCH_INDEXER": "thread"}) as server:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda one: _send(server, one), asked))
        by_worker = [_memory(worker.pid, folder) for worker in server.workers()]
    return max(by_worker, key=lambda one: one[0])


def _share_indexes(folder: Path) -> None:
    """The server is told where the database is, and so has another name for it than this process
    where that starts its own.
    """
    from django.db import connection

    from config.settings import env

    ours = name_of(connection.settings_dict)
    theirs = name_of(env.database("DATABASE_URL"))
    for root in folder.glob(f"*-{ours}-*"):
        other = folder / root.name.replace(ours, theirs)
        if ours != theirs and not other.is_symlink():
            shutil.rmtree(other, ignore_errors=True)  # of a run that ended early
            other.symlink_to(root)


def _send(server: Server, asked: Asked) -> None:
    url = f"{server.url}/api/v1/{asked.path}?{urlencode(asked.query)}"
    headers = {"Content-Type": "application/json"}
    if asked.token:
        headers["Authorization"] = f"Bearer {asked.token}"
    body = None if asked.body is None else orjson.dumps(asked.body)
    with urlopen(Request(url, body, headers), timeout=60) as response:
        response.read()


def _memory(pid: int, folder: str) -> tuple[float, float]:
    """What is resident of a process without the files of the folder, and of these."""
    sizes, path = {True: 0, False: 0}, ""
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if mapping := MAPPING.match(line):
            path = mapping[1]
        elif line.startswith("Rss:"):
            sizes[path.startswith(folder)] += int(line.split()[1])
    return sizes[False] / 1024, sizes[True] / 1024
