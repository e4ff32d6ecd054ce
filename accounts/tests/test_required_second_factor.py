"""A second factor that the operator requires of a role: who lacks one may only set it up."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import code_in, enrol, show, with_app

pytestmark = pytest.mark.django_db
PROOF = {"current_password": PASSWORD}


@pytest.fixture
def asha(api, freelancer):
    return api.log_in(freelancer)


@pytest.fixture
def app(asha, freelancer):
    return with_app(freelancer)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_ROLES = ["freelancer"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "me/profile"), ("patch", "me"), ("get", "profiles"), ("delete", "me")],
)
def test_who_lacks_one_that_the_role_needs_may_only_set_it_up(required, asha, method, path):
    answer = getattr(asha, method)(path)
    assert (answer.status_code, code_in(answer)) == (403, "second_factor_missing")
    assert asha.get("me").status_code == 200
    assert asha.get("me/second-factor").json()["is_required"]
    assert enrol(asha, **PROOF).status_code == 201
    assert getattr(asha, method)(path).status_code != 401
    assert asha.get("me/profile").status_code != 403


def test_who_lacks_one_may_leave(required, asha):
    assert asha.get("auth/sessions").status_code == 200
    assert asha.post("auth/logout-all").status_code == 204


def test_other_roles_are_not_asked(required, api_as, client_user):
    assert api_as(client_user).get("me/profile").status_code == 200


def test_a_role_that_is_required_can_change_the_app_by_removing_and_setting_up(required, asha, app):
    show(asha, app)
    assert asha.delete("me/second-factor", PROOF).status_code == 204
    assert code_in(asha.get("me/profile")) == "second_factor_missing"
    assert enrol(asha, **PROOF).status_code == 201


def test_requiring_one_costs_others_no_query(
    api_as, client_user, required, django_assert_num_queries
):
    client = api_as(client_user)
    with django_assert_num_queries(1):
        assert client.get("me").status_code == 200
    assert client_user.role == Role.CLIENT
