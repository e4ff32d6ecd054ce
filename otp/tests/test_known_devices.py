"""A device on which the owner logged in before: strangers cannot use its allowance up."""

from __future__ import annotations

import pytest
from django.core import signing
from django.utils import timezone

from accounts import known_devices
from accounts.tests.factories import PASSWORD, UserFactory
from otp.codes import hash_code
from otp.models import OneTimeCode
from otp.tests.factories import CODE

pytestmark = pytest.mark.django_db
PHONE, OTHER = "+919820012345", "+919830012345"


def ask(api, device: str | None = None, phone: str = PHONE, purpose: str = "login"):
    body = {"phone_number": phone, "purpose": purpose}
    return api.post("auth/request-otp", body | ({"device_token": device} if device else {}))


def give(api, code: str, device: str | None = None):
    body = {"phone_number": PHONE, "purpose": "login", "code": code}
    return api.post("auth/verify-otp", body | ({"device_token": device} if device else {}))


def set_code() -> None:
    """Make the open code `CODE`."""
    row = OneTimeCode.objects.open().get()
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, CODE))


@pytest.fixture
def asha(db):
    return UserFactory(username="asha", phone_number=PHONE, phone_verified_at=timezone.now())


@pytest.fixture
def device(api, asha) -> str:
    login = {"username": "asha", "password": PASSWORD}
    return api.post("auth/login", login).json()["device_token"]


def statuses(answers) -> list[int]:
    return [answer.status_code for answer in answers]


def test_it_gets_its_code_when_its_address_has_none_left(api, device, settings):
    settings.OTP_PER_ADDRESS_HOUR = 1
    ask(api, phone=OTHER)
    assert ask(api).status_code == 429
    assert ask(api, device).status_code == 202


def test_strangers_who_asked_for_the_phones_codes_leave_it_its_own(api, device, settings):
    settings.OTP_PER_PHONE_DAY = 1
    assert statuses([ask(api), ask(api), ask(api, device)]) == [202, 429, 202]


def test_its_own_allowance_is_as_small_and_counted_for_all_devices_together(
    api, asha, device, settings
):
    settings.OTP_COOLDOWN *= 0
    settings.OTP_PER_PHONE_HOUR = 3
    login = {"username": "asha", "password": PASSWORD}
    others = [api.post("auth/login", login).json()["device_token"] for _ in range(3)]
    answers = [ask(api, one) for one in [device, *others]]
    assert statuses(answers) == [202, 202, 202, 429]


def test_it_waits_between_two_codes_like_everybody(api, device):
    assert statuses([ask(api, device), ask(api, device)]) == [202, 429]


def test_a_code_that_strangers_burnt_is_good_there(api, device):
    ask(api, device)
    set_code()
    assert statuses(give(api, "000000") for _ in range(6)) == [401] * 5 + [429]
    assert give(api, CODE).status_code == 429
    assert give(api, CODE, device).status_code == 200


def test_a_phone_that_strangers_locked_is_open_there(api, device, settings):
    settings.OTP_FAILURES_PER_PHONE_DAY = 2
    ask(api, device)
    set_code()
    assert statuses(give(api, "000000") for _ in range(3)) == [401, 401, 429]
    assert give(api, CODE, device).status_code == 200


def test_it_has_five_tries_itself(api, device):
    ask(api, device)
    set_code()
    assert statuses(give(api, "000000", device) for _ in range(6)) == [401] * 5 + [429]
    assert give(api, CODE, device).status_code == 429


def test_somebody_elses_device_is_a_stranger(api, device, settings):
    settings.OTP_PER_ADDRESS_HOUR = 1
    other = UserFactory(username="ravi", phone_number=OTHER, phone_verified_at=timezone.now())
    ask(api)
    assert ask(api, known_devices.make_token(other)).status_code == 429


@pytest.mark.parametrize(
    "token",
    ["x", "a:b:c", "ä" * 40, signing.dumps([1, 2]), "x" * 500],
    ids=["a letter", "three parts", "no ASCII", "of another kind", "far too long"],
)
def test_a_forged_token_is_as_none(api, asha, settings, token):
    settings.OTP_PER_ADDRESS_HOUR = 1
    ask(api, phone=OTHER)
    assert ask(api, token).status_code == 429


def test_a_phone_that_was_merely_typed_in_makes_no_device(api, db, settings):
    """Else registering by e-mail with made-up phones would let each pass the address's limit."""
    user = UserFactory(phone_number=PHONE)
    settings.OTP_PER_ADDRESS_HOUR = 1
    ask(api, phone=OTHER)
    assert ask(api, known_devices.make_token(user)).status_code == 429


@pytest.mark.parametrize("purpose", ["registration", "verification"])
def test_it_passes_only_to_log_in(api_as, asha, device, settings, purpose):
    settings.OTP_PER_ADDRESS_HOUR = 1
    client = api_as(asha)
    ask(client, phone=OTHER, purpose=purpose)
    assert ask(client, device, purpose=purpose).status_code == 429


def test_a_new_password_makes_all_devices_strangers(api, api_as, asha, device, settings):
    body = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    assert api_as(asha).post("auth/change-password", body).status_code == 204
    settings.OTP_PER_ADDRESS_HOUR = 1
    ask(api, phone=OTHER)
    assert ask(api, device).status_code == 429


def test_a_browser_keeps_it_when_it_is_logged_out(client, asha, settings, sms_outbox):
    client.post("/login", {"identifier": "asha", "password": PASSWORD})
    cookie = client.cookies[known_devices.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    client.post("/logout")
    settings.OTP_PER_ADDRESS_HOUR = 0
    page = client.post("/login/phone", {"phone_number": PHONE})
    assert page.status_code == 302, page.content.decode()
    set_code()
    assert client.post("/login/phone/code", {"code": CODE}).status_code == 302
    assert client.get("/account").status_code == 200
    assert client.cookies[known_devices.COOKIE].value


def test_a_stranger_in_a_browser_is_told_of_the_other_way(client, asha, settings):
    settings.OTP_PER_ADDRESS_HOUR = 0
    page = client.post("/login/phone", {"phone_number": PHONE})
    assert page.status_code == 429
    assert "log in with your password instead" in page.content.decode()
