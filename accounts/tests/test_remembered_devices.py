"""Devices that are not asked for the second factor again for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import RememberedDevice, Session, User
from accounts.tests.factories import PASSWORD
from accounts.tests.second_factor import code_of, first_step, with_app
from accounts.tests.test_second_step import (
    CHANGES,
    PHONE,
    by_sms,
    change_password,
    remembered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def app(freelancer):
    """The freelancer's authenticator app."""
    return with_app(freelancer)


@pytest.fixture
def verified(freelancer):
    User.objects.filter(pk=freelancer.pk).update(
        phone_number=PHONE, phone_verified_at=timezone.now(), email_verified_at=timezone.now()
    )
    freelancer.refresh_from_db()
    return freelancer


def test_a_remembered_device_is_not_asked_again(api, freelancer, app):
    token = remembered(api, freelancer, code_of(app))
    answer = first_step(api, freelancer, remembered_token=token)
    assert answer.status_code == 200
    latest = Session.objects.latest("id")
    assert latest.second_factor_at is None  # it was not shown: sensitive changes ask for it


def test_a_remembered_device_is_not_asked_after_a_code_by_sms_either(
    api, verified, app, sms_outbox
):
    token = remembered(api, verified, code_of(app))
    assert by_sms(api, sms_outbox, remembered_token=token).status_code == 200


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_identity_ends_it(api, freelancer, app, change):
    token = remembered(api, freelancer, code_of(app))
    change(freelancer)
    password = "seven green umbrellas" if change is change_password else PASSWORD
    answer = first_step(api, freelancer, remembered_token=token, password=password)
    assert answer.status_code == 403


def test_so_does_a_new_username(api, freelancer, app):
    token = remembered(api, freelancer, code_of(app))
    User.objects.filter(pk=freelancer.pk).update(username="renamed")
    freelancer.refresh_from_db()
    assert first_step(api, freelancer, remembered_token=token).status_code == 403


def test_a_remembered_device_is_one_accounts(api, freelancer, app, outsider):
    token = remembered(api, freelancer, code_of(app))
    with_app(outsider)
    assert first_step(api, outsider, remembered_token=token).status_code == 403


def test_a_remembered_device_does_not_stand_in_for_the_password(api, freelancer, app):
    token = remembered(api, freelancer, code_of(app))
    assert first_step(api, freelancer, remembered_token=token, password="wrong").status_code == 401


def test_it_is_remembered_for_thirty_days(api, freelancer, app):
    token = remembered(api, freelancer, code_of(app))
    row = RememberedDevice.objects.get()
    left = row.expires_at - row.created_at
    assert left == timedelta(days=30)
    RememberedDevice.objects.update(
        created_at=timezone.now() - timedelta(days=31), expires_at=timezone.now()
    )
    assert first_step(api, freelancer, remembered_token=token).status_code == 403


def test_an_operator_can_have_no_device_remembered(api, freelancer, app, settings):
    settings.SECOND_FACTOR_REMEMBERED = timedelta(0)
    assert remembered(api, freelancer, code_of(app)) is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "ü" * 100, "1" * 500])
def test_what_is_no_remembered_token_is_none(api, freelancer, app, token):
    assert first_step(api, freelancer, remembered_token=token).status_code == 403


def test_ending_all_sessions_has_every_device_asked_again(api, freelancer, app, api_as):
    token = remembered(api, freelancer, code_of(app))
    assert api_as(freelancer).post("auth/logout-all").status_code == 204
    assert first_step(api, freelancer, remembered_token=token).status_code == 403
