"""How many statements a request takes; the load guard's are Redis's, and not counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from benchmarks.table import Goal, Row
from profiles.models import Profile

if TYPE_CHECKING:
    from argparse import Namespace

    from benchmarks.data import Data

MOST = {"me": 1, "profiles": 2, "profiles/{username}": 6}
IN_MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def query_rows(data: Data, arguments: Namespace) -> list[Row]:
    """Of the route's most demanding request: a search by words and skills, the most reviewed."""
    skilled = Profile.objects.filter(skills__isnull=False).select_related("user")
    profile = skilled.order_by("-review_count")[0]
    skill = profile.skills.select_related("skill")[0].skill
    asked = {
        "me": "me",
        "profiles": f"profiles?q=a&skill={skill.slug}",
        "profiles/{username}": f"profiles/{profile.user.username}",
    }
    rows = []
    with override_settings(CACHES={**settings.CACHES, "default": IN_MEMORY}):
        for route, path in asked.items():
            token = data.tokens[0] if route == "me" else None
            _count(path, token)  # the first one reads what is kept in memory
            number = _count(path, token)
            goal = Goal(number, most=MOST[route])
            rows.append(Row(f"GET {route}, queries", str(number), goal=goal))
    return rows


def _count(path: str, token: str | None) -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = Client(SERVER_NAME="localhost", headers=headers)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/api/v1/{path}")
    if answer.status_code != 200:
        raise SystemExit(f"GET {path} was answered with {answer.status_code}.")
    return len(captured)
