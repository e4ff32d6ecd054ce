"""A second factor that the operator requires of a role: who lacks one may only set it up."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.links import Purpose, make_token
from accounts.models import Role, User
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
    [("get", "me/profile"), ("patch", "me"), ("get", "profiles"), ("put", "me/address")],
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


def test_who_lacks_one_may_take_the_data_along_and_have_the_account_erased(
    required, asha, freelancer
):
    exported = asha.get("me/export")
    assert exported.status_code == 200
    assert exported.json()["user"]["username"] == "asha"
    assert code_in(asha.delete("me", {"current_password": "wrong"})) == "wrong_password"
    assert code_in(asha.delete("me")) == "proof_required"
    assert asha.delete("me", PROOF).status_code == 204
    freelancer.refresh_from_db()
    assert freelancer.erased_at is not None


def test_who_lacks_one_may_verify_the_mailed_address(required, asha, freelancer):
    User.objects.update(email_verified_at=None, phone_number="+919820012345")
    User.objects.update(phone_verified_at=timezone.now())
    token = make_token(User.objects.get(pk=freelancer.pk), Purpose.VERIFY_EMAIL)
    answer = asha.post("auth/verify-email", {"token": token})
    assert answer.status_code == 200
    assert answer.json()["email_verified_at"] is not None
    assert code_in(asha.get("me/profile")) == "second_factor_missing"


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
