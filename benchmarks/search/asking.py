"""Requests to the product's own API, asked in this process, and what each of them costs."""

from __future__ import annotations

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from search.entries import Question
    from search.tantivy_index import TantivyIndex

MILLION = 1_000_000
HOST = "localhost"
QUESTIONS = ("ask", "tags")  # of an index: what takes it more than a few microseconds


@dataclass(frozen=True)
class Asked:
    """A request, with its parameters in the address or in the body."""

    path: str
    query: Sequence[tuple[str, str]] = ()
    body: dict[str, Any] | None = None
    token: str = ""

    def environ(self) -> dict[str, Any]:
        sent = b"" if self.body is None else orjson.dumps(self.body)
        return {
            "REQUEST_METHOD": "GET" if self.body is None else "POST",
            "PATH_INFO": f"/api/v1/{self.path}",
            "QUERY_STRING": urlencode(self.query),
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(sent)),
            "SERVER_NAME": HOST,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": HOST,
            "HTTP_ACCEPT": "application/json",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(sent),
            **({"HTTP_AUTHORIZATION": f"Bearer {self.token}"} if self.token else {}),
        }

    def following(self, link: str) -> Asked:
        """The page that a link of the answer leads to."""
        return Asked(self.path, parse_qsl(urlsplit(link).query), self.body, self.token)


@dataclass
class Cost:
    """Of one request, in milliseconds."""

    elapsed: float = 0.0
    own_cpu: float = 0.0
    """Of the web process, the engine's in it and what it takes to ask the database left out."""

    database_cpu: float = 0.0
    """Of the web process while it asks the database, and of the process of PostgreSQL that answers,
    if that is on this machine.
    """

    bare: float = 0.0
    """Of `own_cpu`: what the dearest of the engine's questions takes by itself."""

    @property
    def cpu(self) -> float:
        return self.own_cpu + self.database_cpu

    @property
    def over_the_bare_question(self) -> float:
        return self.own_cpu - self.bare


@dataclass
class Meter:
    """Collects while a request is answered."""

    database: float = 0.0
    server: int = 0
    dearest: tuple[float, Callable[[], object]] | None = None
    questions: list[str] = field(default_factory=list)

    def around_a_statement(
        self, execute: Any, sql: Any, params: Any, many: Any, context: Any
    ) -> Any:
        pid = context["connection"].connection.info.backend_pid
        begun, server = time.thread_time(), nanoseconds(pid)
        try:
            return execute(sql, params, many, context)
        finally:
            self.server += nanoseconds(pid) - server
            self.database += time.thread_time() - begun

    def around(self, name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        def metered(index: TantivyIndex, question: Question, **options: Any) -> Any:
            begun = time.thread_time()
            answer = ask(index, question, **options)
            taken = time.thread_time() - begun
            self.questions.append(name)
            if self.dearest is None or taken > self.dearest[0]:
                again = _bare(index, question, options.get("limit"))
                self.dearest = taken, again
            return answer

        return metered


def _bare(index: TantivyIndex, question: Question, limit: int | None) -> Callable[[], object]:
    """The engine's own answer to a question, without ids and numbers read from it."""
    query, searcher = index._questions.query(question), index.index.searcher()
    if limit is None:
        return lambda: index.tags(question, most=1)
    order = {"order_by_field": question.order_by.removeprefix("-")} if question.order_by else {}
    return lambda: searcher.search(query, max(limit, 1), count=False, **order)


def nanoseconds(pid: int) -> int:
    """That a process on this machine has had of a processor; 0 if it is on another one."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except (OSError, ValueError):
        return 0


class Caller:
    """Asks as the server does, without one."""

    def __init__(self) -> None:
        from django.core.wsgi import get_wsgi_application

        self._application = get_wsgi_application()

    def answer(self, asked: Asked) -> dict[str, Any]:
        """What it answers. Raises RuntimeError for a refusal."""
        said: list[str] = []
        response = self._application(asked.environ(), lambda status, _headers: said.append(status))
        try:
            body = b"".join(response)
        finally:
            response.close()
        if not said[0].startswith("200"):
            raise RuntimeError(f"{asked}: {said[0]} {body[:300]!r}")
        answer: dict[str, Any] = orjson.loads(body)
        return answer

    def cost(self, asked: Asked | Callable[[], object]) -> Cost:
        with metered() as meter:
            begun, cpu = time.perf_counter(), time.thread_time()
            if isinstance(asked, Asked):
                self.answer(asked)
            else:
                asked()
            elapsed, cpu = time.perf_counter() - begun, time.thread_time() - cpu
        return Cost(
            elapsed=elapsed * 1000,
            own_cpu=(cpu - meter.database) * 1000,
            database_cpu=meter.database * 1000 + meter.server / MILLION,
            bare=_thread_milliseconds(meter.dearest[1]) if meter.dearest else 0.0,
        )


@contextmanager
def metered() -> Iterator[Meter]:
    from django.db import connection

    from search.tantivy_index import TantivyIndex

    meter = Meter()
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(meter.around_a_statement))
        for name in QUESTIONS:
            around = meter.around(name, getattr(TantivyIndex, name))
            stack.enter_context(patch.object(TantivyIndex, name, around))
        yield meter


def _thread_milliseconds(act: Callable[[], object]) -> float:
    begun = time.thread_time()
    act()
    return (time.thread_time() - begun) * 1000
