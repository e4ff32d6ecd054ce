"""Which role of staff may do what with accounts, codes, sessions and second factors in the admin,
whatever it posts; and that to look at something changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Address, FactorRemoval, Passkey, RemovalOutcome, Role, Session, User
from accounts.services.second_factor.removal import request_removal
from accounts.tests.factories import AddressFactory, PasskeyFactory, SessionFactory, UserFactory
from accounts.tests.second_factor import with_app
from accounts.tests.test_factor_removal import ADD
from config.tests.test_hostile_admin import list_of
from moderation.roles import StaffRole
from moderation.tests.factories import make_staff
from otp.models import OneTimeCode
from otp.tests.factories import OneTimeCodeFactory

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model

pytestmark = pytest.mark.django_db
GRANT = {"make_support", "make_moderator", "make_administrator"}
MANAGE: dict[type[Model], set[str]] = {
    User: {"end_sessions", "release_address"},
    Session: {"end_sessions"},
    Passkey: {"remove"},
    FactorRemoval: {"withdraw"},
    OneTimeCode: {"lift_limits"},
    TOTPDevice: set(),
    Address: set(),
}
LOOKING = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT")


def make_superuser(**fields: Any) -> User:
    return UserFactory(role=Role.ADMIN, is_superuser=True, **fields)


def make_administrator(**fields: Any) -> User:
    return make_staff(StaffRole.ADMINISTRATOR, **fields)


def make_moderator(**fields: Any) -> User:
    return make_staff(StaffRole.MODERATOR, **fields)


def make_support(**fields: Any) -> User:
    return make_staff(StaffRole.SUPPORT, **fields)


ROLES = pytest.mark.parametrize(
    "make", [make_superuser, make_administrator, make_moderator, make_support]
)


def allowed(model: type[Model], make: Callable[..., User]) -> set[str]:
    """The actions that a role may do, said here a second time."""
    actions = set(MANAGE[model]) if make in (make_superuser, make_administrator) else set()
    if model is User:
        actions |= {"open_cases"} if make is not make_support else set()
        actions |= GRANT if make is make_superuser else set()
    if model is TOTPDevice and make is make_superuser:
        actions.add("remove")
    return actions


@ROLES
@pytest.mark.parametrize("model", MANAGE, ids=lambda model: model._meta.label)
def test_each_role_is_offered_what_it_may_do(rf, model, make):
    request = rf.get("/")
    request.user = make()
    assert set(admin.site._registry[model].get_actions(request)) == allowed(model, make)


@pytest.fixture
def rows(freelancer) -> dict[type[Model], Any]:
    """Something of each that could be acted on."""
    now = timezone.now()
    User.objects.filter(pk=freelancer.pk).update(
        phone_number="+919820012345", phone_verified_at=now
    )
    freelancer.refresh_from_db()
    colleague = UserFactory(username="colleague", role=Role.ADMIN)
    with_app(colleague)
    return {
        User: freelancer,
        Session: SessionFactory(user=freelancer),
        Passkey: PasskeyFactory.create_batch(2, user=freelancer)[0],
        TOTPDevice: TOTPDevice.objects.get(user=colleague),
        OneTimeCode: OneTimeCodeFactory(user=freelancer),
        Address: AddressFactory(user=freelancer),
        FactorRemoval: request_removal(
            user=freelancer, by=colleague, reason="Lost.", new_email="asha@example.org"
        ),
    }


def state() -> list[Any]:
    """All that the actions change."""
    return [
        list(User.objects.order_by("pk").values("email", "role", "groups")),
        list(Session.objects.order_by("pk").values("pk", "revoked_at")),
        list(Passkey.objects.order_by("pk").values("pk")),
        list(TOTPDevice.objects.values("pk")),
        list(FactorRemoval.objects.values("pk", "outcome", "new_email", "reason")),
        list(Group.objects.order_by("pk").values("name", "permissions")),
    ]


@pytest.mark.parametrize("make", [make_moderator, make_support])
def test_whoever_may_only_look_changes_nothing_whatever_is_posted(rows, make):
    browser = Browser()
    browser.force_login(make())
    before = state()
    for model, row in rows.items():
        for action in ("remove", "withdraw", "delete_selected", *MANAGE[User], *GRANT):
            body = {"action": action, "_selected_action": [row.pk], "reason": "x", "post": "yes"}
            browser.post(list_of(model), body)
        for page in ("change", "delete"):
            body = {"post": "yes", "role": "admin", "outcome": "done", "is_superuser": "on"}
            assert browser.post(f"{list_of(model)}{row.pk}/{page}/", body).status_code == 403
    body = {"user": rows[User].pk, "reason": "x", "new_email": "x@example.org"}
    assert browser.post(ADD, body).status_code == 403
    group = Group.objects.get(name=StaffRole.SUPPORT)
    for page in ("add/", f"{group.pk}/change/", f"{group.pk}/delete/"):
        assert browser.post(f"{list_of(Group)}{page}", {"name": "mine"}).status_code == 403
    assert state() == before


def test_an_administrator_gives_no_role_and_no_permission(rows):
    browser = Browser()
    me = make_administrator()
    browser.force_login(me)
    before = state()
    for action in GRANT:
        for one in (rows[User], me):
            browser.post(list_of(User), {"action": action, "_selected_action": [one.pk]})
    browser.post(list_of(TOTPDevice), {"action": "remove", "_selected_action": [1]})
    assert browser.get(list_of(Group)).status_code == 403
    assert state() == before


def test_what_a_form_of_staff_does_not_ask_for_is_not_read(rows):
    """When it is due, by whom, and what became of it."""
    FactorRemoval.objects.all().delete()
    browser, me = Browser(), make_superuser()
    browser.force_login(me)
    body = {"user": rows[User].pk, "reason": "x", "new_email": "x@example.org"}
    more = {"outcome": "done", "requested_by": rows[User].pk, "due_at_0": "2020-01-01"}
    browser.post(ADD, body | more | {"due_at_1": "00:00", "due_at": "2020-01-01"})
    removal = FactorRemoval.objects.get()
    assert (removal.outcome, removal.requested_by) == (RemovalOutcome.PENDING, me)
    assert removal.due_at > timezone.now()
    changed = browser.post(f"{list_of(FactorRemoval)}{removal.pk}/change/", body | more)
    assert changed.status_code == 403


@ROLES
def test_to_look_changes_nothing(rows, make):
    browser = Browser()
    browser.force_login(make())
    browser.get("/admin/")  # notes the use of the session
    pages = ["/admin/", *(list_of(model) for model in rows)]
    for model, row in rows.items():
        pages += [f"{list_of(model)}{row.pk}/{page}/" for page in ("change", "history", "delete")]
    for page in (*pages, ADD, "/admin/logout/"):
        with CaptureQueriesContext(connection) as asked:
            browser.get(page)
        wrote = [one["sql"] for one in asked if not one["sql"].lstrip().startswith(LOOKING)]
        assert wrote == [], page


@pytest.mark.parametrize("term", ["x\0y", "\u202e", "é" * 5000, "%"])
def test_looking_people_up_is_no_error(rows, term):
    browser = Browser(raise_request_exception=False)
    browser.force_login(make_superuser())
    names = {"app_label": "accounts", "model_name": "factorremoval", "field_name": "user"}
    for given in (names, names | {"field_name": "requested_by"}, names | {"field_name": "x\0"}):
        assert browser.get("/admin/autocomplete/", given | {"term": term}).status_code < 500
