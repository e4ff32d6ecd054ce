"""Besides search: freelancers for a project, projects for a freelancer, projects by their text, and
the figures of the front page of the admin.

The projects ask for what people offer, as real ones do: their skills, headlines and bios are those
of made-up freelancers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.functions import Now

from benchmarks.search.asking import Asked

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from accounts.models import User
    from benchmarks.search.classes import Kind
    from benchmarks.search.terms import Terms

OPEN_FOR_EACH = 10  # freelancers there is an open project
CLIENT = "bench-client"
PEOPLE = 200  # of whom one asks what is recommended to them

MAKE_PROJECTS = """
    INSERT INTO projects_project
        (id, client_id, title, description, budget_is_hourly, currency, country, names_client,
         status, opened_at, expires_at, created_at, updated_at, budget_max, city, workplace,
         has_own_point, is_private)
    SELECT ('018f0000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, %s,
        coalesce(nullif(left(profile.headline, 80), ''), 'Project ' || number),
        coalesce(nullif(profile.bio, ''), 'Made up.'), true, 'EUR', '', false, 'open', now(),
        now() + interval '60 days', now(), now(), 10 + number %% 90, '', '', false, false
    FROM (SELECT headline, bio, row_number() OVER (ORDER BY user_id) AS number
          FROM profiles_profile WHERE headline <> '' LIMIT %s) AS profile
"""
MAKE_NEEDS = """
    INSERT INTO projects_projectskill (project_id, skill_id)
    SELECT project.id, held.skill_id
    FROM (SELECT id, row_number() OVER () AS place FROM projects_project) project
    JOIN (SELECT profile_id, row_number() OVER () AS place FROM profiles_searchentry LIMIT %s) entry
        USING (place)
    CROSS JOIN LATERAL (
        SELECT skill_id FROM profiles_profileskill held
        WHERE held.profile_id = entry.profile_id ORDER BY skill_id LIMIT 4
    ) held
"""


def make_projects(freelancers: int) -> None:
    """Open projects, one for every tenth freelancer."""
    from accounts.models import Role, Status, User
    from profiles.services.profile import make_profile

    client = User.objects.create(
        username=CLIENT,
        email=f"{CLIENT}@example.com",
        role=Role.CLIENT,
        status=Status.ACTIVE,
        email_verified_at=Now(),
        password="!",
    )
    make_profile(client)
    number = freelancers // OPEN_FOR_EACH
    with connection.cursor() as cursor:
        cursor.execute(MAKE_PROJECTS, [client.pk, number])
        cursor.execute(MAKE_NEEDS, [number])


def kinds(terms: Terms) -> Iterator[Kind]:
    from accounts.models import Role, User
    from benchmarks.search.classes import MATCHING, OTHERS, Kind, long_text
    from projects.models import Project

    projects = [*Project.objects.order_by("pk").values_list("pk", flat=True)[:2000]]
    client = _token(User.objects.get(username=CLIENT))
    people = User.objects.filter(role=Role.FREELANCER).order_by("pk")[:PEOPLE]
    tokens = [_token(one) for one in people]

    def of_project(draw: random.Random) -> Asked:
        return Asked(f"projects/{draw.choice(projects)}/matches", token=client)

    def searched(words: list[str]) -> Callable[[random.Random], Asked]:
        return lambda draw: Asked("projects", [("q", draw.choice(words))], token=client)

    def posted(draw: random.Random) -> Asked:
        return Asked("projects/search", body={"q": long_text(terms, draw)}, token=client)

    def recommended(draw: random.Random) -> Asked:
        return Asked("me/recommendations", token=draw.choice(tokens))

    yield Kind("freelancers for a project", of_project, MATCHING)
    yield Kind("projects for a freelancer", recommended, MATCHING)
    yield Kind("projects by a broad word", searched(terms.broad))
    yield Kind("projects by a headline", searched(terms.headlines))
    yield Kind("projects by a description, posted", posted, 2 * OTHERS)
    yield Kind("figures for a dashboard", lambda _draw: dashboard)


def _token(user: User) -> str:
    from accounts import tokens
    from accounts.services.sessions import open_session

    session = open_session(user=user, user_agent="", address="203.0.113.7")
    return tokens.access_token(user, session)


def dashboard() -> Any:
    """What the front page of the admin shows."""
    from moderation import statistics

    period = statistics.Period.of_last_days(30)
    return (
        statistics.queue_now(),
        statistics.moderation_in(period),
        *(make(period) for make in (statistics.users_a_day, statistics.reviews_a_day)),
        statistics.ratings_in(period),
    )
