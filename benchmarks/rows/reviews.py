"""A review that reveals both, a page of twenty reviews, and the matches of a project."""

from __future__ import annotations

import json
import statistics
import time
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
from django.db import connection
from django.utils import timezone

from accounts import tokens
from accounts.models import Role, Session, Status, User
from benchmarks import load
from benchmarks.servers import guildhall
from benchmarks.table import Row
from profiles.models import Profile, ProfileSkill
from profiles.services.profile import make_profile
from projects.models import OPEN_FOR, Project, ProjectSkill, ProjectStatus
from reviews.seeding import make_reviews
from reviews.services.submitting import submit_review

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from benchmarks.data import Data

WARM_UP = 10
REVIEWED = 100  # freelancers whose reviews are there
ASKED_A_ROUND = 20
REVIEW = {"rating": 4, "text": "Came when agreed and left the stairwell clean."}
BARE_PAGE = """
    SELECT review.id, review.side, review.rating, review.text, review.would_work_again,
        review.revealed_at, author.username, author.first_name, author.last_name
    FROM reviews_review review JOIN accounts_user author ON author.id = review.author_id
    WHERE review.subject_id = %s AND review.state = 'submitted' AND review.moderation = 'visible'
        AND review.revealed_at IS NOT NULL
    ORDER BY review.revealed_at DESC, review.id DESC LIMIT 20
"""


def review_rows(data: Data, arguments: Namespace) -> list[Row]:
    """One after the other, and the bare statement in turn."""
    number = WARM_UP + arguments.rounds * ASKED_A_ROUND
    make_reviews(most=REVIEWED)
    client = _client()
    token = _token(client)
    projects = [_half_reviewed(client) for _ in range(number)]
    best = Profile.objects.select_related("user").order_by("-review_count")[0]
    wanted = _project_to_match(client)
    parameters = connection.get_connection_params()
    with (
        guildhall(data.environment) as server,
        closing(HTTPConnection(urlsplit(server.url).netloc)) as caller,
        psycopg.connect(**_bare(parameters), autocommit=True) as bare,
    ):
        load.wait_until_quiet()
        page = f"profiles/{best.user.username}/reviews"
        rows = [
            _row(
                "review that reveals both, latency",
                number,
                lambda index: _ask(caller, "POST", f"{projects[index]}/reviews", token, REVIEW),
                lambda index: bare.execute(
                    "INSERT INTO bench_review VALUES (%s, %s)", [index, REVIEW["text"]]
                ),
                "committed insert",
                before=lambda: bare.execute("CREATE TABLE bench_review (id int, text text)"),
            ),
            _row(
                "page of 20 reviews, latency",
                number,
                lambda _index: _ask(caller, "GET", page),
                lambda _index: bare.execute(BARE_PAGE, [best.pk]).fetchall(),
                "bare query",
            ),
        ]
        matches = [
            _seconds(lambda _index: _ask(caller, "GET", f"{wanted}/matches", token), index)
            for index in range(number)
        ]
    median = statistics.median(matches[WARM_UP:])
    size = f"{Profile.objects.count():,} profiles"
    return [*rows, Row("matches of a project, latency", f"{median * 1000:.1f} ms", size)]


def _row(
    name: str,
    number: int,
    ours: Callable[[int], object],
    bare: Callable[[int], object],
    what: str,
    *,
    before: Callable[[], object] = lambda: None,
) -> Row:
    before()
    pairs = [(_seconds(ours, index), _seconds(bare, index)) for index in range(number)]
    our_median, bare_median = (statistics.median(one) for one in zip(*pairs[WARM_UP:], strict=True))
    return Row(
        name,
        f"{our_median * 1000:.1f} ms",
        f"{bare_median * 1000:.1f} ms {what}",
        f"{our_median / bare_median:.1f} x",
    )


def _seconds(job: Callable[[int], object], index: int) -> float:
    started = time.perf_counter()
    job(index)
    return time.perf_counter() - started


def _bare(parameters: dict[str, Any]) -> dict[str, Any]:
    names = ("host", "port", "user", "password", "dbname")
    return {name: parameters[name] for name in names if parameters.get(name)}


def _client() -> User:
    client = User.objects.create(
        username="bench-client",
        email="bench-client@example.com",
        email_verified_at=timezone.now(),
        role=Role.CLIENT,
        status=Status.ACTIVE,
        password="!",
    )
    make_profile(client)
    return client


def _token(user: User) -> str:
    expires_at = timezone.now() + timedelta(days=1)
    return tokens.access_token(user, Session.objects.create(user=user, expires_at=expires_at))


def _half_reviewed(client: User) -> str:
    """A completed project that its freelancer reviewed; its address."""
    taken = Project.objects.filter(client=client).values("freelancer")
    freelancer = User.objects.filter(profile__details__isnull=False).exclude(pk__in=taken)[0]
    now = timezone.now()
    project = Project.objects.create(
        client=client,
        freelancer=freelancer,
        title="Made up",
        description="Made up.",
        status=ProjectStatus.COMPLETED,
        opened_at=now,
        started_at=now,
        closed_at=now,
    )
    submit_review(project=project, author=freelancer, rating=5, text=REVIEW["text"])
    return f"projects/{project.pk}"


def _project_to_match(client: User) -> str:
    """An open project that needs what some freelancer has; its address."""
    project = Project.objects.create(
        client=client,
        title="Made up",
        description="Made up.",
        status="open",
        opened_at=timezone.now(),
        expires_at=timezone.now() + OPEN_FOR,
    )
    profile = Profile.objects.filter(skills__isnull=False).order_by("-review_count")[0]
    for held in ProfileSkill.objects.filter(profile=profile)[:3]:
        ProjectSkill.objects.create(project=project, skill=held.skill)
    return f"projects/{project.pk}"


def _ask(caller: HTTPConnection, method: str, path: str, token: str = "", body: Any = None) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
    caller.request(method, f"/api/v1/{path}", body and json.dumps(body), headers)
    answer = caller.getresponse()
    text = answer.read()
    if answer.status >= 400:
        raise SystemExit(f"{method} {path} was answered with {answer.status}: {text!r}")
