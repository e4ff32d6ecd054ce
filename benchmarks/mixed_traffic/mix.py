"""What the clients of a market ask: browse 70, search 15, write 10, log in 5 of a hundred."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts import tokens
from accounts.models import Role, Session, Status, User
from profiles.services.profile import make_profile
from projects.models import OPEN_FOR, Project, ProjectStatus

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from benchmarks.search.terms import Terms

    Maker = Callable[[random.Random], "Request"]

MEMBERS = 1_000  # of each role
BROWSED = 2_000
PASSWORD = "plum velvet tractor 19"


@dataclass(frozen=True)
class Request:
    """One request; `route` names its kind in the figures."""

    route: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    token: str = ""
    address: str = ""


@dataclass
class Members:
    """Who is logged in, and what they look at."""

    freelancers: list[str]
    """Access tokens."""

    clients: list[str]
    usernames: list[str]
    """Who can log in."""

    public: list[str]
    """Profiles to be looked at."""

    projects: list[str]
    """Open ones."""

    proposed: set[tuple[str, str]] = field(default_factory=set)


def make_members() -> Members:
    """New members, besides the many profiles that are there."""
    encoded = make_password(PASSWORD)
    run = uuid7().hex[-6:]
    made = {role: _logged_in(role, run, encoded) for role in (Role.FREELANCER, Role.CLIENT)}
    projects = [_open_project(user) for user, _token in made[Role.CLIENT][:300]]
    sample = "SELECT username FROM accounts_user TABLESAMPLE SYSTEM (5) WHERE role = 'freelancer'"
    with connection.cursor() as cursor:
        cursor.execute(f"{sample} LIMIT %s", [BROWSED])
        public = [row[0] for row in cursor.fetchall()]
        cursor.execute("ANALYZE accounts_user, accounts_session, projects_project")
    return Members(
        freelancers=[token for _user, token in made[Role.FREELANCER]],
        clients=[token for _user, token in made[Role.CLIENT]],
        usernames=[user.username for one in made.values() for user, _token in one],
        public=public,
        projects=projects,
    )


def _logged_in(role: Role, run: str, encoded: str) -> list[tuple[User, str]]:
    users = [
        User(
            username=f"load-{run}-{role[:1]}{number}",
            email=f"load-{run}-{role[:1]}{number}@example.com",
            email_verified_at=timezone.now(),
            password=encoded,
            role=role,
            status=Status.ACTIVE,
        )
        for number in range(MEMBERS)
    ]
    User.objects.bulk_create(users)
    expires_at = timezone.now() + timedelta(days=1)
    sessions = [
        Session(user=user, user_agent="load", ip_address="127.0.0.1", expires_at=expires_at)
        for user in users
    ]
    Session.objects.bulk_create(sessions)
    for user in users:
        make_profile(user)
    return [(one.user, tokens.access_token(one.user, one)) for one in sessions]


def _open_project(client: User) -> str:
    project = Project.objects.create(
        client=client,
        status=ProjectStatus.OPEN,
        title="Paint the stairwell",
        description="Three floors, two coats.",
        opened_at=timezone.now(),
        expires_at=timezone.now() + OPEN_FOR,
    )
    return str(project.pk)


def requests(
    members: Members, terms: Terms
) -> list[tuple[int, Callable[[random.Random], Request]]]:
    """The kinds of request with their weights, which add up to 100."""

    def get(route: str, path: Callable[[random.Random], str], *, token: bool = False) -> Any:
        return lambda draw: Request(
            route,
            "GET",
            f"/api/v1/{path(draw)}",
            token=draw.choice(members.freelancers) if token else "",
        )

    placed = [place for place in terms.places if place[0] and place[1]]

    def search(draw: random.Random) -> str:
        country, city, _currency = draw.choice(placed)
        kinds: list[dict[str, Any]] = [
            {"q": draw.choice(terms.broad)},
            {"q": f"{draw.choice(terms.broad)} {draw.choice(terms.middling)}"},
            {"q": draw.choice(terms.rare)},
            {"skill": draw.choice(terms.broad_skills)},
            {"skill": draw.sample(draw.choice(terms.held_together), 2)},
            {"skill": draw.choice(terms.middling_skills), "country": country},
            {"q": draw.choice(terms.middling), "rating_min": 4},
            {"city": city, "availability": "available"},
        ]
        return "profiles?" + urlencode(draw.choice(kinds), doseq=True)

    def propose(draw: random.Random) -> Request:
        while True:
            pair = draw.choice(members.freelancers), draw.choice(members.projects)
            if pair not in members.proposed:
                break
        members.proposed.add(pair)
        path = f"/api/v1/projects/{pair[1]}/proposals"
        return Request("POST proposals", "POST", path, {"cover_note": "I am quick."}, pair[0])

    def post_project(draw: random.Random) -> Request:
        body = {"title": "A leak", "description": "Nobody finds it.", "status": "open"}
        return Request(
            "POST projects", "POST", "/api/v1/projects", body, draw.choice(members.clients)
        )

    def change_profile(draw: random.Random) -> Request:
        body = {"headline": f"Plumber of {draw.randrange(2000)} bathrooms"}
        token = draw.choice(members.freelancers)
        return Request("PATCH me/profile", "PATCH", "/api/v1/me/profile", body, token)

    def log_in(draw: random.Random) -> Request:
        body = {"username": draw.choice(members.usernames), "password": PASSWORD}
        address = f"2001:db8:{draw.randrange(2**16):x}:{draw.randrange(2**16):x}::1"
        return Request("POST auth/login", "POST", "/api/v1/auth/login", body, address=address)

    def profile(draw: random.Random) -> str:
        return f"profiles/{draw.choice(members.public)}"

    return [
        (20, get("GET profiles", lambda _draw: "profiles")),
        (20, get("GET profiles/{username}", profile)),
        (10, get("GET profiles/{username}/reviews", lambda draw: f"{profile(draw)}/reviews")),
        (10, get("GET me", lambda _draw: "me", token=True)),
        (5, get("GET projects", lambda _draw: "projects", token=True)),
        (5, get("GET skills", lambda draw: f"skills?search={draw.choice(terms.broad_skills)[:4]}")),
        (15, get("GET profiles, searching", search)),
        (5, change_profile),
        (3, propose),
        (2, post_project),
        (5, log_in),
    ]
