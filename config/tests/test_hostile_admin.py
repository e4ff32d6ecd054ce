"""Nothing that staff's browsers send to a list of the admin, or to the pages behind it, is an error
of ours: no id that no row can have, and no value that no form has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.urls import reverse

from foundation.admin import StaffModelAdmin

if TYPE_CHECKING:
    from django.db.models import Model

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)
EACH_MODEL = pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
IDS = [
    *("x", "", "x\0y", "-1", "9" * 40, "é" * 300),
    "00000000-0000-0000-0000-000000000000",
]
VALUES = [
    {"reason": "x", "into": "x", "select_across": "0"},
    {"reason": "x\0y", "into": "x\0y", "index": "9" * 40, "select_across": "x"},
]
# Of IDS, what a row could have: a number, or a UUID.
POSSIBLE = ("-1", "00000000-0000-0000-0000-000000000000")
BEHIND = ("add/", "1/change/", "x/history/", "1/delete/", "x%00/change/", f"{'9' * 40}/change/")
QUERIES = (
    *("?q=%00", f"?q={'x' * 5000}", f"?p={'9' * 40}", "?o=1.2.-4.99.x", "?e=1"),
    *("?_to_field=password", "?_popup=1"),
)
# A list to which no action is sent is shown, as when it is asked for: one query is enough then.
ADDRESSES = {"get": (*BEHIND, *QUERIES), "post": (*BEHIND, QUERIES[0])}


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    client.raise_request_exception = False
    return client


def list_of(model: type[Model]) -> str:
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")


@EACH_MODEL
def test_every_list_is_made_by_our_class(model):
    assert isinstance(admin.site._registry[model], StaffModelAdmin)


@EACH_MODEL
def test_an_action_on_rows_that_there_are_not_is_no_error(staff, admin_user, rf, model):
    request = rf.get("/")
    request.user = admin_user
    actions = [*admin.site._registry[model].get_actions(request), "no such action"]
    sent = [
        {"action": action, "_selected_action": [pk]} | values
        for action in actions
        for pk in IDS
        for values in (VALUES if pk in POSSIBLE else VALUES[:1])
    ]
    answers = {str(body): staff.post(list_of(model), body).status_code for body in sent}
    assert {body: status for body, status in answers.items() if status >= 500} == {}


@EACH_MODEL
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_behind_a_list_is_an_error(staff, model, method):
    answers = {
        one: getattr(staff, method)(list_of(model) + one).status_code for one in ADDRESSES[method]
    }
    assert {one: status for one, status in answers.items() if status >= 500} == {}


@EACH_MODEL
def test_a_form_for_something_new_shows_no_innards_of_ours(staff, admin_user, rf, model):
    request = rf.get("/")
    request.user = admin_user
    page = staff.get(f"{list_of(model)}add/")
    may_add = admin.site._registry[model].has_add_permission(request)
    assert page.status_code == (200 if may_add else 403)
    assert " object at 0x" not in page.content.decode()
    assert " object at 0x" not in staff.post(f"{list_of(model)}add/", {}).content.decode()


def test_staff_are_told_that_nothing_was_changed(staff):
    body = {"action": "end_sessions", "_selected_action": ["x"]}
    page = staff.post("/admin/accounts/user/", body, follow=True)
    assert "There is no such row. Nothing was changed." in page.content.decode()
