"""A number that somebody else merely typed in: no way into their account, and no obstacle."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


@pytest.fixture
def squatter(db) -> User:
    """Has proved an address, and typed in a phone that is not theirs."""
    return UserFactory(username="squatter", phone_number=PHONE, email_verified_at=timezone.now())


def code_for(api, sms_outbox, purpose: str) -> str:
    body = {"phone_number": PHONE, "purpose": purpose}
    assert api.post("auth/request-otp", body).status_code == 202
    return sms_outbox[-1][1].split()[0]


def test_the_phones_holder_is_not_led_into_the_squatters_account(api, squatter, sms_outbox):
    body = {"phone_number": PHONE, "purpose": "login"}
    api.post("auth/request-otp", body)
    assert "has no account" in sms_outbox[0][1]


def test_the_phones_holder_registers_and_takes_the_number(api, squatter, sms_outbox):
    body = {"phone_number": PHONE, "purpose": "registration", "username": "holder"}
    body |= {"role": "client", "code": code_for(api, sms_outbox, "registration")}
    assert api.post("auth/verify-otp", body).status_code == 201
    squatter.refresh_from_db()
    assert squatter.phone_number is None
    assert User.objects.get(username="holder").phone_number == PHONE


def test_the_phones_holder_verifies_and_takes_the_number(api_as, squatter, freelancer, sms_outbox):
    client = api_as(freelancer)
    body = {"phone_number": PHONE, "purpose": "verification", "current_password": "x"}
    body |= {"code": code_for(client, sms_outbox, "verification")}
    assert client.post("auth/verify-otp", body).status_code == 403
    body["current_password"] = "plum velvet tractor 19"
    assert client.post("auth/verify-otp", body).json()["phone_number"] == PHONE
    squatter.refresh_from_db()
    assert squatter.phone_number is None


def test_a_number_that_was_proved_is_not_taken(api_as, squatter, freelancer, sms_outbox):
    User.objects.filter(pk=squatter.pk).update(phone_verified_at=timezone.now())
    body = {"phone_number": PHONE, "purpose": "verification"}
    assert api_as(freelancer).post("auth/request-otp", body).status_code == 202
    assert "already" in sms_outbox[0][1]
