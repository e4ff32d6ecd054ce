"""A number or address that somebody else merely typed in: no way into their account, and none of
theirs into what its holder makes of it.
"""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Status, User
from accounts.tests.factories import UserFactory
from accounts.tests.test_passwords import token_of

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


HOLDERS = "holder@example.com"
NEW = "a heron over the weir 7"


@pytest.fixture
def waiting(db) -> User:
    """Has typed in somebody's address and a phone of their own, and proved nothing yet."""
    return UserFactory(username="waiting", email=HOLDERS, phone_number=PHONE, status=Status.PENDING)


def reset_link(api, mailoutbox) -> str:
    assert api.post("auth/forgot-password", {"email": HOLDERS}).status_code == 202
    return token_of(mailoutbox[-1])


def test_whoever_resets_by_the_address_has_the_account_alone(api, waiting, sms_outbox, mailoutbox):
    early = {"phone_number": PHONE, "purpose": "login"}
    early["code"] = code_for(api, sms_outbox, "login")
    body = {"token": reset_link(api, mailoutbox), "new_password": NEW}
    assert api.post("auth/reset-password", body).status_code == 204
    assert api.post("auth/verify-otp", early).status_code == 401  # sent before the reset
    waiting.refresh_from_db()
    assert waiting.email_verified_at
    assert (waiting.status, waiting.phone_number) == (Status.ACTIVE, None)
    assert api.post("auth/login", {"email": HOLDERS, "password": NEW}).status_code == 200


def test_a_refused_password_leaves_the_account_as_it_was(api, waiting, mailoutbox):
    body = {"token": reset_link(api, mailoutbox), "new_password": "short"}
    assert api.post("auth/reset-password", body).status_code == 422
    waiting.refresh_from_db()
    assert (waiting.status, waiting.email_verified_at) == (Status.PENDING, None)
    assert waiting.phone_number == PHONE


def test_the_addresss_holder_is_not_led_into_an_account_proved_by_its_phone(
    api, waiting, mailoutbox
):
    link = reset_link(api, mailoutbox)
    User.objects.filter(pk=waiting.pk).update(phone_verified_at=timezone.now())
    late = api.post("auth/reset-password", {"token": link, "new_password": NEW})
    assert late.json()["errors"][0]["code"] == "link_invalid"
    api.post("auth/forgot-password", {"email": HOLDERS})
    assert "/reset-password" not in mailoutbox[1].body  # but a way to take the address out
    assert "This is not my account" in mailoutbox[1].body


def test_a_code_sent_before_the_phone_was_changed_is_none(api, sms_outbox, db):
    user = UserFactory(phone_number=PHONE, phone_verified_at=timezone.now())
    body = {"phone_number": PHONE, "purpose": "login"}
    body["code"] = code_for(api, sms_outbox, "login")
    User.objects.filter(pk=user.pk).update(phone_number="+919820012399")
    late = api.post("auth/verify-otp", body)
    assert late.json()["errors"][0]["code"] == "otp_invalid"
    user.refresh_from_db()
    assert user.phone_number == "+919820012399"
