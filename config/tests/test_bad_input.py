"""Every field of every route: missing, null, of another type, endless, with evil characters."""

from __future__ import annotations

import pytest

from accounts.models import Address, Passkey, User
from accounts.tests.factories import PASSWORD, PasskeyFactory
from moderation.models import Appeal, Case, Decision, Report
from moderation.tests.factories import make_decision
from profiles.models import (
    Education,
    Experience,
    Link,
    PortfolioItem,
    Profile,
    ProfileSkill,
    Skill,
)
from profiles.services.profile import make_profile
from projects.models import Project
from reviews.models import Reply, Review, ReviewRevision
from reviews.tests.factories import TEXT, make_finished, make_revealed

pytestmark = pytest.mark.django_db

REGISTER = {
    "email": "new@example.com",
    "phone_number": "+919820012345",
    "username": "new-one",
    "password": "plum velvet tractor 19",
    "first_name": "New",
    "last_name": "One",
    "role": "client",
}
CODE = {"phone_number": "+919820012345", "purpose": "login"}
ROUTES = {
    ("post", "auth/register"): REGISTER,
    ("post", "auth/login"): {"username": "asha", "password": PASSWORD},
    ("post", "auth/refresh-token"): {"refresh_token": "x"},
    ("post", "auth/logout"): {"refresh_token": "x"},
    ("post", "auth/admission-code"): {"act": "register", "email": "new@example.com"},
    ("post", "auth/change-password"): {"current_password": PASSWORD, "new_password": "a b c"},
    ("post", "auth/forgot-password"): {"email": "nobody@example.com"},
    ("post", "auth/reset-password"): {"token": "x", "new_password": "seven green umbrellas"},
    ("post", "auth/release-email"): {"token": "x"},
    ("post", "auth/secure-account"): {"token": "x"},
    ("post", "auth/data-link"): {"email": "nobody@example.com"},
    ("post", "auth/export-by-link"): {"token": "x", "current_password": PASSWORD, "code": "1"},
    ("post", "auth/erase-by-link"): {"token": "x", "current_password": PASSWORD, "code": "1"},
    ("post", "auth/undo-change"): {"token": "x", "new_password": "seven green umbrellas"},
    ("post", "auth/verify-email"): {"token": "x", "password": PASSWORD},
    ("post", "auth/request-otp"): CODE,
    ("post", "auth/verify-otp"): CODE | {"code": "000000"},
    ("patch", "me/passkeys/<uuid:pk>"): {"name": "x"},
    ("put", "me"): {"username": "asha", "first_name": "Asha", "last_name": "Rao"},
    ("put", "me/address"): {"city": "Pune", "country": "IN", "street": "Lake Road"},
    ("patch", "me/preferences"): {"language": "de", "time_zone": "Europe/Berlin"},
    ("patch", "me/profile"): {"headline": "x", "bio": "x", "city": "x", "country": "IN"},
    ("post", "me/skills"): {"name": "x"},
    ("post", "me/experience"): {"title": "x", "organisation": "x", "from": "2019", "to": "2020"},
    ("post", "me/education"): {"institution": "x", "degree": "x", "from": "2019", "grade": "x"},
    ("post", "me/links"): {"url": "https://x.example"},
    ("post", "projects"): {"title": "xyz", "description": "x", "currency": "EUR", "country": "IN"},
    ("post", "me/portfolio"): {"title": "x", "description": "x", "url": "https://x.example"},
    ("post", "projects/<uuid:pk>/reviews"): {"text": TEXT, "private_note": "x"},
    ("patch", "reviews/<uuid:pk>"): {"text": TEXT, "private_note": "x"},
    ("post", "reviews/<uuid:pk>/reply"): {"text": "Thank you."},
    ("post", "reports"): {"kind": "profile", "object": "x", "reason": "abuse", "text": "x"},
    ("post", "decisions/<uuid:pk>/appeal"): {"text": "The facts are wrong.", "token": "x"},
}
FIELDS = [(method, path, field) for (method, path), body in ROUTES.items() for field in body]
WRONG_TYPES = [1, 1.5, True, [], ["x"], {}, {"x": 1}]
EVIL = ["\0", "a\0b", "x" * 100_000, "\ud7ff\U0010ffff" * 3000]
NAMES = {"first_name", "last_name", "city", "street", "headline", "title", "institution"}


def send(client, method: str, path: str, body: dict):
    return getattr(client, method)(path.replace("<uuid:pk>", own_id(path)), body)


def own_id(path: str) -> str:
    """The id of a thing of this kind that the caller may change."""
    reviews = Review.objects.all()
    if path.startswith("me/passkeys"):
        return str(Passkey.objects.get().pk)
    if path.startswith("decisions"):
        return str(Decision.objects.get().pk)
    if path == "reviews/<uuid:pk>":
        return str(reviews.get(author__username="asha").pk)
    if path.startswith("reviews"):
        return str(reviews.get(subject__username="asha").pk)
    return str(Project.objects.order_by("pk").first().pk) if "<" in path else ""


@pytest.fixture
def caller(request, api_as, freelancer, client_user):
    """A freelancer, or a client for what only clients do; with what the test's path is about."""
    make_profile(freelancer)
    parameters = getattr(request.node, "callspec", None)
    path = parameters.params.get("path", "") if parameters else ""
    if "review" in path:
        make_finished(freelancer=freelancer)
        make_revealed(make_finished(freelancer=freelancer))
    if path.startswith("decisions"):
        make_decision("profile", freelancer.profile, "warn")
    if path.startswith("me/passkeys"):
        PasskeyFactory(user=freelancer)
    return api_as(client_user if path == "projects" else freelancer)


def state() -> list:
    """What must not change by a refused request."""
    users = User.objects.order_by("pk").values("username", "email", "first_name", "password")
    own = (
        Passkey,
        Project,
        Profile,
        ProfileSkill,
        Skill,
        Experience,
        Education,
        Link,
        PortfolioItem,
    )
    own += (Review, Reply, ReviewRevision, Case, Report, Appeal, Passkey)
    rows = [row for model in own for row in model.objects.order_by("pk").values()]
    return [*users, *Address.objects.values(), *rows]


def refused(answer, field: str) -> bool:
    """A 422 in the one format that names the field."""
    return (
        answer.status_code == 422
        and answer.json()["type"] == "validation_error"
        and field in {error["attr"] for error in answer.json()["errors"]}
        and all(set(error) == {"code", "detail", "attr"} for error in answer.json()["errors"])
    )


@pytest.mark.parametrize(("method", "path", "field"), FIELDS)
def test_a_value_of_another_type_is_refused(caller, method, path, field):
    before = state()
    for value in WRONG_TYPES:
        answer = send(caller, method, path, ROUTES[method, path] | {field: value})
        assert refused(answer, field), (value, answer.content)
    assert state() == before


@pytest.mark.parametrize(("method", "path", "field"), FIELDS)
def test_evil_and_endless_values_are_refused(caller, method, path, field):
    before = state()
    for value in EVIL:
        answer = send(caller, method, path, ROUTES[method, path] | {field: value})
        assert refused(answer, field), (value[:20], answer.content)
    assert state() == before


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_missing_field_is_named_at_once(caller, method, path):
    optional = {
        *("first_name", "last_name", "street", "current_password"),
        *("username", "email", "phone_number"),
        *(("currency", "country") if path == "projects" else ()),
        "private_note",
        *(("text",) if path == "reports" else ()),
        *(("token",) if path.startswith("decisions") else ()),
        *(("password",) if path == "auth/verify-email" else ()),
        *(("code",) if path.endswith("-by-link") else ()),
        *("headline", "bio", "organisation", "degree", "grade", "description", "from", "to"),
    }
    expected = set(ROUTES[method, path]) - optional
    if path == "auth/logout" or method == "patch":
        return
    if path == "projects/<uuid:pk>/reviews":
        expected |= {"rating"}
    if path == "me/portfolio":
        expected -= {"url"}
    if path == "projects":
        expected |= {"description"}
    if path in {"me", "auth/register"}:
        expected |= {"username"}
    if path == "me":
        expected |= {"first_name", "last_name"}
    if path == "auth/forgot-password":
        expected = {"email"}
    if path == "auth/data-link":  # an address or a number
        expected = {"non_field_errors"}
    answer = send(caller, method, path, {})
    assert answer.status_code == 422
    assert {error["attr"] for error in answer.json()["errors"]} == expected


@pytest.mark.parametrize(("method", "path", "field"), [one for one in FIELDS if one[2] in NAMES])
@pytest.mark.parametrize("value", ["a\u202eb", "a\nb", "a\u2028b", "\x1b[31m", "\ue000"])
def test_a_line_of_text_holds_no_controls_or_direction_overrides(
    caller, method, path, field, value
):
    before = state()
    answer = send(caller, method, path, ROUTES[method, path] | {field: value})
    assert refused(answer, field)
    assert state() == before


@pytest.mark.parametrize("name", ["Zoë", "José\u0301", "محمد", "नेहा", "李雷", "O'Hara-Smith"])
def test_names_of_any_script_are_fine(caller, name):
    assert caller.patch("me", {"first_name": name}).status_code == 200


@pytest.mark.parametrize(
    "number",
    [
        "9820012345",
        "0049 151 123",
        "+91 98200 1234x",
        "+91 982",
        "+999123456789",
        "call me",
        "+919820012345*",
    ],
)
@pytest.mark.parametrize("route", [("post", "auth/register"), ("post", "auth/login")])
def test_a_phone_number_is_whole_and_has_its_country_code(caller, route, number):
    answer = send(caller, *route, ROUTES[route] | {"phone_number": number})
    assert refused(answer, "phone_number")


@pytest.mark.parametrize("address", ["x", "a@", "@b.example", "a b@c.example", "a@b@c.example"])
def test_an_address_is_one(api, address):
    answer = api.post("auth/register", REGISTER | {"email": address})
    assert refused(answer, "email")


@pytest.mark.parametrize("value", ["yes", "true", 1, "off", None])
def test_what_might_mean_yes_is_refused(api, value):
    body = {"username": "asha", "password": PASSWORD, "reactivate": value}
    assert refused(api.post("auth/login", body), "reactivate")


@pytest.mark.parametrize("value", ["5", 5.0, True, "five"])
def test_years_are_a_whole_number(caller, value):
    assert refused(caller.post("me/skills", {"name": "Tiling", "years": value}), "years")
