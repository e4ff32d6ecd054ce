"""Every route of the API against every kind of caller: a new route without a row fails."""

from __future__ import annotations

import pytest
from django.urls import get_resolver

from accounts.models import Status, User
from accounts.tests.factories import SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

SIGNED_IN = ("pending", "freelancer", "client")
# What a route answers to a caller who may not use it at all.
OWN = {"anonymous": 401, "suspended": 401, "pending": None, "freelancer": None, "client": None}
PUBLIC = dict.fromkeys(OWN)
# None: not refused. The answer then depends on the input, which the tests of the route cover.
MATRIX = {
    ("me", "get"): OWN,
    ("me", "put"): OWN,
    ("me", "patch"): OWN,
    ("me", "delete"): OWN,
    ("me/address", "get"): OWN,
    ("me/address", "put"): OWN,
    ("me/export", "get"): OWN,
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
    ("auth/sessions/<uuid:pk>", "delete"): OWN
    | dict.fromkeys(("pending", "freelancer", "client"), 404),
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


@pytest.fixture
def callers(api, api_as, freelancer, client_user):
    suspended = api_as(UserFactory(username="banned"))
    User.objects.filter(username="banned").update(status=Status.SUSPENDED)
    return {
        "anonymous": api,
        "suspended": suspended,
        "pending": api_as(UserFactory(status=Status.PENDING)),
        "freelancer": api_as(freelancer),
        "client": api_as(client_user),
    }


@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
@pytest.mark.parametrize("caller", OWN)
def test_the_matrix_holds(callers, outsider, route, caller):
    path, method = route
    path = path.replace("<uuid:pk>", str(SessionFactory(user=outsider).pk))
    answer = getattr(callers[caller], method)(path, {} if method != "get" else None)
    refused = MATRIX[route][caller]
    if refused is None:
        assert answer.status_code not in {401, 404, 405, 500} or path == "me/address", (
            answer.content
        )
    else:
        assert answer.status_code == refused, answer.content
    assert answer.status_code < 500
