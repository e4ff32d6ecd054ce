"""Besides search, for `make bench-search`: freelancers for a project, projects for a freelancer,
and the figures of the front page of the admin.

The projects need what people have together, as real ones do: the skills of a made-up freelancer.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models.functions import Now

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from benchmarks.search.terms import Terms

OPEN_FOR_EACH = 10  # freelancers there is an open project
CLIENT = "bench-client"

MAKE_PROJECTS = """
    INSERT INTO projects_project
        (id, client_id, title, description, budget_is_hourly, currency, country, names_client,
         status, opened_at, created_at, updated_at, budget_max)
    SELECT ('018f0000-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid, %s,
        'Project ' || number, 'Made up.', true, 'EUR', '', false, 'open', now(), now(), now(),
        10 + number %% 90
    FROM generate_series(1, %s) AS number
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

    client = User.objects.create(
        username=CLIENT,
        email=f"{CLIENT}@example.com",
        role=Role.CLIENT,
        status=Status.ACTIVE,
        email_verified_at=Now(),
        password="!",
    )
    number = freelancers // OPEN_FOR_EACH
    with connection.cursor() as cursor:
        cursor.execute(MAKE_PROJECTS, [client.pk, number])
        cursor.execute(MAKE_NEEDS, [number])


def classes(terms: Terms) -> dict[str, Callable[[random.Random], Callable[[], Any]]]:
    """How each class of matching is drawn."""
    from profiles.models import Profile, Skill

    ids = dict(Skill.objects.values_list("slug", "pk"))
    people = list(Profile.objects.filter(details__isnull=False).values_list("pk", flat=True)[:2000])

    def for_a_project(draw: random.Random) -> Callable[[], Any]:
        skills = [ids[slug] for slug in draw.choice(terms.held_together)[:4]]
        budget = Decimal(draw.randint(10, 100))
        return lambda: matches(skills, budget)

    def for_a_freelancer(draw: random.Random) -> Callable[[], Any]:
        profile_id = draw.choice(people)
        return lambda: recommendations(profile_id)

    return {
        "freelancers for a project": for_a_project,
        "projects for a freelancer": for_a_freelancer,
        "figures for a dashboard": lambda _draw: dashboard,
    }


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


def matches(skills: list[int], budget: Decimal) -> Any:
    """What `projects/{id}/matches` does."""
    from profiles.matching import Need, best_fits

    return best_fits(Need(skills=skills, rate_max=budget, currency="EUR"))


def recommendations(profile_id: Any) -> Any:
    """What `me/recommendations` does."""
    from profiles.models import Profile
    from profiles.recommendations import recommended_skills
    from projects.models import Project
    from projects.recommendations import (
        fitting_projects,
        needs_of_likely_projects,
        offer_of,
        skills_asked_for,
    )

    profile = Profile.objects.select_related("details", "user").get(pk=profile_id)
    offer = offer_of(profile)
    needs = needs_of_likely_projects(offer)
    fitting = fitting_projects(offer, needs)
    projects = Project.objects.with_cards().in_bulk([one.project_id for one in fitting])
    return projects, recommended_skills(profile), skills_asked_for(offer, needs)
