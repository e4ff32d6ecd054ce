"""Every route of the API against every kind of caller: a new route without a row fails."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from accounts.models import Status, User
from accounts.tests.factories import SessionFactory, UserFactory, suspended
from moderation.tests.factories import make_decision
from profiles.models import Education, Experience, Link, PortfolioItem
from profiles.services.profile import make_profile
from profiles.tests.factories import make_suggestion
from projects.tests.factories import make_invitation, make_project, make_proposal
from reviews.tests.factories import make_finished, make_revealed

pytestmark = pytest.mark.django_db

SIGNED_IN = ("pending", "freelancer", "client")
# What a route answers to a caller who may not use it at all.
OWN = {"anonymous": 401, "suspended": 401, "pending": None, "freelancer": None, "client": None}
PUBLIC = dict.fromkeys(OWN)
# Somebody else's: nobody is told that it is there.
FOREIGN = OWN | dict.fromkeys(("pending", "freelancer", "client"), 404)
# For freelancers, and none of these callers has one.
CV = FOREIGN | {"client": 403}
CV_UPLOAD = OWN | {"client": 403, "pending": 422, "freelancer": 422}
OF_ANOTHER_CLIENT = (
    *(("", method) for method in ("put", "patch", "delete")),
    *((f"/{name}", "post") for name in ("open", "cancel", "deliver", "reject-delivery")),
    *((f"/{name}", "post") for name in ("complete", "end-early", "invite")),
    *((f"/{name}", "get") for name in ("matches", "transitions")),
)
# What gets as far as the rule that refuses it.
BODIES = {
    "reject-delivery": {"reason": "Not yet"},
    "end-early": {"reason": "Enough"},
    "invite": {"username": "outsider"},
    "appeal": {"text": "The facts are wrong."},
    "proposals": {"cover_note": "I am quick."},
}
LISTS = ("me/experience", "me/education", "me/links", "me/portfolio")
# None: not refused. The answer then depends on the input, which the tests of the route cover.
MATRIX = {
    ("me", "get"): OWN,
    ("me", "put"): OWN,
    ("me", "patch"): OWN,
    ("me", "delete"): OWN,
    ("me/address", "get"): OWN,
    ("me/address", "put"): OWN,
    ("me/export", "get"): OWN,
    ("me/preferences", "get"): OWN,
    ("me/preferences", "patch"): OWN,
    ("me/notifications", "get"): OWN,
    ("me/notifications", "patch"): OWN,
    ("me/reports", "get"): OWN,
    ("me/decisions", "get"): OWN,
    ("reports", "post"): PUBLIC | {"suspended": 401},
    ("decisions/<uuid:pk>/appeal", "post"): FOREIGN,
    ("auth/register", "post"): PUBLIC,
    ("auth/login", "post"): PUBLIC,
    ("auth/refresh-token", "post"): PUBLIC,
    ("auth/logout", "post"): PUBLIC | {"anonymous": 401},
    ("auth/logout-all", "post"): OWN,
    ("auth/change-password", "post"): OWN,
    ("auth/forgot-password", "post"): PUBLIC,
    ("auth/reset-password", "post"): PUBLIC,
    ("auth/verify-email", "post"): PUBLIC,
    ("auth/request-otp", "post"): PUBLIC | {"suspended": 401},
    ("auth/verify-otp", "post"): PUBLIC | {"suspended": 401},
    ("auth/sessions", "get"): OWN,
    ("auth/sessions/<uuid:pk>", "delete"): FOREIGN,
    ("me/profile", "get"): OWN,
    ("me/profile", "put"): OWN,
    ("me/profile", "patch"): OWN,
    ("me/avatar", "put"): OWN,
    ("me/avatar", "delete"): OWN,
    ("me/resume.json", "get"): OWN,
    ("me/cv", "get"): CV,
    ("me/cv", "put"): CV_UPLOAD,
    ("me/cv", "delete"): CV,
    ("me/cv/file", "get"): CV,
    ("me/cv/suggestions", "get"): OWN | {"client": 403},
    ("me/cv/suggestions/accept", "post"): OWN | {"client": 403},
    ("me/cv/suggestions/reject", "post"): OWN | {"client": 403},
    ("me/cv/suggestions/<uuid:pk>/accept", "post"): FOREIGN | {"client": 403},
    ("me/cv/suggestions/<uuid:pk>/reject", "post"): FOREIGN | {"client": 403},
    ("me/recommendations", "get"): OWN | {"client": 403},
    ("me/skills", "get"): OWN,
    ("me/skills", "post"): OWN,
    ("me/skills/<str:slug>", "delete"): FOREIGN,
    **{(path, method): OWN for path in LISTS for method in ("get", "post")},
    **{
        (f"{path}/<uuid:pk>", method): FOREIGN
        for path in LISTS
        for method in ("get", "put", "patch", "delete")
    },
    ("me/links/<uuid:pk>/verify", "post"): FOREIGN,
    ("me/portfolio/<uuid:pk>/image", "put"): FOREIGN,
    ("me/portfolio/<uuid:pk>/image", "delete"): FOREIGN,
    ("me/projects", "get"): OWN,
    ("me/proposals", "get"): OWN,
    ("me/invitations", "get"): OWN,
    ("me/invitations/<uuid:pk>/decline", "post"): FOREIGN,
    ("projects", "get"): OWN,
    ("projects", "post"): OWN | dict.fromkeys(("pending", "freelancer"), 403),
    # An open project is seen by all, and moved by its client; a draft is not there for others.
    ("projects/<uuid:pk>", "get"): OWN,
    **{
        (f"projects/<uuid:pk>{action}", method): OWN
        | dict.fromkeys(("pending", "freelancer", "client"), 403)
        for action, method in OF_ANOTHER_CLIENT
    },
    ("projects/<uuid:pk>/proposals", "get"): OWN,
    ("projects/<uuid:pk>/proposals", "post"): OWN | {"client": 403},
    ("proposals/<uuid:pk>", "get"): FOREIGN,
    **{
        (f"proposals/<uuid:pk>/{action}", "post"): FOREIGN
        for action in ("accept", "decline", "withdraw")
    },
    ("profiles/<str:username>/projects", "get"): PUBLIC | {"suspended": 401},
    ("me/reviews", "get"): OWN,
    ("me/reviews/awaiting", "get"): OWN,
    ("me/reputation", "get"): OWN,
    ("projects/<uuid:pk>/reviews", "get"): FOREIGN,
    ("projects/<uuid:pk>/reviews", "post"): FOREIGN,
    ("reviews/<uuid:pk>", "get"): FOREIGN,
    ("reviews/<uuid:pk>", "patch"): FOREIGN,
    ("reviews/<uuid:pk>", "delete"): FOREIGN,
    ("reviews/<uuid:pk>/reply", "post"): FOREIGN,
    ("reviews/<uuid:pk>/open-correction", "post"): FOREIGN,
    ("profiles/<str:username>/reviews", "get"): PUBLIC | {"suspended": 401},
    ("profiles", "get"): PUBLIC | {"suspended": 401},
    ("profiles/<str:username>", "get"): PUBLIC | {"suspended": 401},
    ("skills", "get"): PUBLIC | {"suspended": 401},
}


def routes() -> set[tuple[str, str]]:
    """Each route below /api/v1/ with each method that its view has."""
    found = set()
    for api in get_resolver().url_patterns:
        if str(api.pattern) != "api/v1/":
            continue
        for route in api.url_patterns:
            methods = set(route.callback.actions) - {"head"}
            found |= {(str(route.pattern), method) for method in methods}
    return found


def test_every_route_has_a_row():
    assert routes() == set(MATRIX)


def foreign_id(path: str, outsider: User) -> str:
    """The id of a thing of this kind that the outsider has."""
    profile = make_profile(outsider)
    makers = {
        "me/experience": lambda: Experience.objects.create(profile=profile, title="x"),
        "me/education": lambda: Education.objects.create(profile=profile, institution="x"),
        "me/links": lambda: Link.objects.create(profile=profile, url="https://x.example"),
        "me/cv/suggestions": lambda: make_suggestion(outsider),
        "projects/": lambda: make_project(client=UserFactory(role="client")),
        "proposals": lambda: make_proposal(
            make_project(client=UserFactory(role="client")), outsider
        ),
        "me/invitations": lambda: make_invitation(
            make_project(client=UserFactory(role="client")), outsider
        ),
        "me/portfolio": lambda: PortfolioItem.objects.create(profile=profile, title="x"),
        "reviews": lambda: make_revealed(make_finished(freelancer=outsider)),
        "decisions": lambda: make_decision("profile", profile, "warn"),
    }
    if path.startswith("projects/") and path.endswith("/reviews"):
        return str(make_finished(freelancer=outsider).pk)
    make = next((one for start, one in makers.items() if path.startswith(start)), None)
    return str((make() if make else SessionFactory(user=outsider)).pk)


@pytest.fixture
def callers(api, api_as, freelancer, client_user):
    banned = UserFactory(username="banned")
    client_of_banned = api_as(banned)
    suspended(banned)
    return {
        "anonymous": api,
        "suspended": client_of_banned,
        "pending": api_as(UserFactory(status=Status.PENDING)),
        "freelancer": api_as(freelancer),
        "client": api_as(client_user),
    }


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
@pytest.mark.parametrize("caller", OWN)
def test_the_matrix_holds(callers, outsider, route, caller):
    path, method = route
    path = path.replace("<uuid:pk>", foreign_id(path, outsider))
    path = path.replace("<str:slug>", "not-mine").replace("<str:username>", "outsider")
    body = BODIES.get(path.rsplit("/", 1)[-1], {})
    if path.startswith("projects/") and method == "put":
        body = {"title": "A title", "description": "A text"}
    answer = getattr(callers[caller], method)(path, body if method != "get" else None)
    if path.startswith("profiles/outsider") and caller != "suspended":
        make_profile(outsider)
        answer = callers[caller].get(path)
    refused = MATRIX[route][caller]
    if refused is None:
        assert answer.status_code not in {401, 404, 405, 500} or path == "me/address", (
            answer.content
        )
    else:
        assert answer.status_code == refused, answer.content
    assert answer.status_code < 500
