"""Every route of the API, by every method, against every kind of caller: a new route without a row
fails.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from PIL import Image

from accounts import tokens
from accounts.models import Role, Status
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD, UserFactory, suspended
from appointments.models import AppointmentTime
from appointments.tests.factories import body as meeting_body
from config.tests.permission_rows import CALLERS, MATRIX, STRANGERS
from config.tests.things import own_id, owner_role
from conftest import Client
from foundation.viewsets import ActionViewSet
from moderation.tests.factories import make_staff
from profiles.services.profile import make_profile
from reviews.tests.factories import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Session, User

pytestmark = pytest.mark.django_db

METHODS = ("get", "post", "put", "patch", "delete")
PLACEHOLDERS = ("<uuid:pk>", "<str:slug>", "<str:username>")
NOTHING = "01999999-0000-7000-8000-000000000000"  # the id of nothing
PROJECT = {"title": "A title", "description": "A text"}
# What gets as far as the rule that refuses it, and with which an owner is served.
BODIES = {
    "me": {"current_password": PASSWORD},
    "me/second-factor": {"current_password": PASSWORD},
    "me/second-factor/recovery-codes": {"current_password": PASSWORD},
    "me/passkeys/": {"name": "Phone", "current_password": PASSWORD},
    "me/experience/": {"title": "Plumber"},
    "me/education/": {"institution": "A school"},
    "me/links/": {"url": "https://other.example"},
    "me/portfolio/": {"title": "A roof"},
    "projects/<uuid:pk>/reject-delivery": {"reason": "Not yet"},
    "steps/<uuid:pk>/reject": {"reason": "Not yet"},
    "projects/<uuid:pk>/end-early": {"reason": "Enough"},
    "agreements/<uuid:pk>/change-requests": {"kind": "end"},
    "agreements/<uuid:pk>/reject-delivery": {"reason": "Not yet"},
    "agreements/<uuid:pk>/end-early": {"reason": "Enough"},
    "agreements/<uuid:pk>/reviews/decline": {},
    "agreements/<uuid:pk>/reviews": {"rating": 4, "text": TEXT},
    "agreements/<uuid:pk>/messages": {"body": "When can you come?"},
    "agreements/<uuid:pk>/appointments": meeting_body(),
    "agreements/<uuid:pk>/contact": {"name": "Rao"},
    "projects/<uuid:pk>/invite": {"username": "invited"},
    "projects/<uuid:pk>/offer": {"username": "invited"},
    "proposals/<uuid:pk>/confirm": {"project_version": 2},
    "me/invitations/<uuid:pk>/accept": {"project_version": 1},
    "projects/<uuid:pk>/proposals": {"cover_note": "I am quick and near."},
    "projects/<uuid:pk>/questions": {"text": "Is there a lift?"},
    "projects/<uuid:pk>/extend": {"expires_at": None},
    "questions/<uuid:pk>/answer": {"text": "There is."},
    "projects/<uuid:pk>/reviews/decline": {},
    "projects/<uuid:pk>/reviews": {"rating": 4, "text": TEXT},
    "projects/<uuid:pk>/messages": {"body": "When can you come?"},
    "projects/<uuid:pk>": PROJECT,
    "me/saved-searches": {"name": "Pipes", "alerts": "off", "people": {"q": "plumber"}},
    "me/shortlists/<uuid:pk>/entries": {"username": "invited"},
    "me/shortlists": {"name": "Plumbers", "kind": "people"},
    "conversations/<uuid:pk>/messages": {"body": "When can you come?"},
    "conversations/<uuid:pk>/read": {"position": 1},
    "projects/<uuid:pk>/appointments": meeting_body(),
    "appointments/<uuid:pk>/propose": meeting_body(),
    "appointments/<uuid:pk>/answer-absence": {"did_not_come": False},
    "messages/<uuid:pk>": {"body": "When can you come?"},
    "projects/<uuid:pk>/contact": {"name": "Rao"},
    "reviews/<uuid:pk>/reply": {"text": "Thank you."},
    "reviews/<uuid:pk>": {"text": TEXT},
    "decisions/": {"text": "The facts are wrong."},
}


def views() -> dict[tuple[str, str], Any]:
    """Each route below /api/v1/ with each method that its view has, and that view."""
    return {
        (str(route.pattern), method): route.callback
        for api in get_resolver().url_patterns
        if str(api.pattern) == "api/v1/"
        for route in api.url_patterns
        for method in set(route.callback.actions) - {"head"}
    }


def routes() -> set[tuple[str, str]]:
    return set(views())


PATHS = sorted({path for path, _method in MATRIX})
OWNED = [route for route in MATRIX if any(one in route[0] for one in PLACEHOLDERS)]


@pytest.fixture(scope="module")
def tokens_of_callers(made_once: None) -> dict[str, str]:
    """A token of each kind of caller, none of whom owns anything."""
    people = {
        "suspended": UserFactory(username="banned"),
        "pending": UserFactory(status=Status.PENDING),
        "freelancer": UserFactory(),
        "client": UserFactory(role=Role.CLIENT),
        "other_owner": UserFactory(),
        "moderator": make_staff(),
        "admin": UserFactory(role=Role.ADMIN, is_superuser=True),
    }
    found = {name: tokens.access_token(user, new_session(user)) for name, user in people.items()}
    suspended(people["suspended"])
    return found


def new_session(user: User) -> Session:
    return open_session(user=user, user_agent="test", address="203.0.113.7")


@pytest.fixture
def callers(db: None, tokens_of_callers: dict[str, str]) -> dict[str, Client]:
    """A client of the API for each kind of caller."""
    made = {"anonymous": Client()} | {name: Client() for name in tokens_of_callers}
    for name, token in tokens_of_callers.items():
        made[name].use_token(token)
    return made


@pytest.fixture(scope="module")
def invited(made_once: None) -> None:
    """Whom bodies name."""
    make_profile(UserFactory(username="invited"))


@pytest.fixture
def make_owner(db: None, invited: None) -> Callable[[str, str], User]:
    """Who may own what a route is about."""

    def make(path: str, method: str) -> User:
        is_client = owner_role(path, method) == "client"
        owner = UserFactory(role=Role.CLIENT if is_client else Role.FREELANCER)
        make_profile(owner)
        return owner

    return make


def picture() -> dict[str, Any]:
    written = BytesIO()
    Image.new("RGB", (100, 100)).save(written, "PNG")
    return {"file": SimpleUploadedFile("x.png", written.getvalue())}


def address_of(path: str, thing: str) -> str:
    for placeholder in PLACEHOLDERS:
        path = path.replace(placeholder, thing)
    return path


def call(client: Client, path: str, method: str, thing: str = NOTHING) -> Any:
    """Call a route about this thing, with a body that it takes."""
    address = address_of(path, thing)
    if method == "get":
        answer = client.get(address)
        if answer.streaming:  # a file, which is closed at its end
            answer.getvalue()
        return answer
    if path.endswith(("/image", "/files")) and method in {"post", "put"}:
        return getattr(client, method)(address, picture(), format="multipart")
    if path.endswith("/confirm") and path.startswith("appointments/"):
        time = AppointmentTime.objects.filter(move__appointment=thing).first()
        return getattr(client, method)(address, {"time": str(time.pk if time else NOTHING)})
    body = BODIES.get(path) or next(
        (body for start, body in BODIES.items() if start != "me" and path.startswith(start)), {}
    )
    taken = taken_by(path, method)
    return getattr(client, method)(address, {key: body[key] for key in body if key in taken})


@cache
def taken_by(path: str, method: str) -> frozenset[str]:
    """The fields of the body that a route takes by a method: any other would be refused."""
    view = views().get((path, method))
    if view is None:
        return frozenset()
    if issubclass(view.cls, ActionViewSet):
        taken = view.cls.requests.get(view.actions[method])
    else:
        taken = None if method == "delete" else view.cls.serializer_class
    kinds = taken.values() if isinstance(taken, dict) else [taken] if taken else []
    return frozenset(name for kind in kinds for name in kind().fields)


def test_every_route_has_a_row():
    assert routes() == set(MATRIX)
    assert all(set(row) == set(CALLERS) for row in MATRIX.values())


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
def test_the_matrix_holds(callers, api_as, make_owner, route):
    """Who is refused is refused as the row says, and who owns the thing is served after all."""
    path, method = route
    thing = NOTHING
    if route in OWNED:
        owner = make_owner(path, method)
        thing = own_id(path, method, owner)
        callers["other_owner"] = api_as(other := make_owner(path, method))
        own_id(path, method, other)
    for name, refused in MATRIX[route].items():
        answer = call(callers[name], path, method, thing)
        if refused:
            assert answer.status_code == refused, (name, answer.content)
        else:
            allowed = {404} if path == "me/address" else set()
            unseen = {401, 403, 404, 405} - allowed
            assert answer.status_code not in unseen, (name, answer.content)
            assert answer.status_code < 500
    if route in OWNED:
        answer = call(api_as(owner), path, method, thing)
        assert answer.status_code < 300, ("the owner", answer.content)


@pytest.mark.parametrize("path", PATHS)
def test_options_names_the_methods_and_tells_nothing_else(callers, path):
    has = {method.upper() for one, method in MATRIX if one == path} | {"HEAD", "OPTIONS"}
    for name, client in callers.items():
        answer = client.options(address_of(path, NOTHING))
        assert answer.status_code in {200, 401, 403}, (name, answer.content)
        if answer.status_code == 200:
            assert {one.strip() for one in answer["Allow"].split(",")} | {"HEAD"} == has
            assert not answer.content


@pytest.mark.parametrize("path", PATHS)
def test_a_route_has_no_other_methods(callers, make_owner, path):
    """Nobody gets anything by a method that a route does not have."""
    has = {method for one, method in MATRIX if one == path}
    closed = {name: {MATRIX[path, method][name] for method in has} for name in CALLERS}
    for method in set(METHODS) - has:
        for name, client in callers.items():
            answer = call(client, path, method)
            expected = {405} | ({401} if name in STRANGERS else set()) | (closed[name] & {403})
            assert answer.status_code in expected, (name, method, answer.content)
            assert answer.json()["type"] == "client_error"
