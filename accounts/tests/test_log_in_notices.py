"""A log-in from a device or network that an account has not seen is told to its owner."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import known_devices
from accounts.models import Preference, RevokedReason, Session, User
from accounts.services.second_factor.recovery_codes import make_recovery_codes
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory
from accounts.tests.passkeys import add_passkey
from accounts.tests.second_factor import challenge_of, code_of, log_in_on_page, with_app
from foundation.models import LimitCounter

if TYPE_CHECKING:
    from accounts.tests.authenticator import Authenticator

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEWER_FIREFOX = FIREFOX.replace("140", "141")
CHROME = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Mobile Safari/537.36"
)
HOME, SAME_PROVIDER, ABROAD = "198.51.100.7", "198.51.203.9", "203.0.113.7"
PHONE = "+919820012345"
VERIFIED_PHONE = {"phone_number": PHONE, "phone_verified_at": timezone.now()}


def log_in(api, agent: str = FIREFOX, address: str = HOME, **fields: str):
    body = {"username": "asha", "password": PASSWORD} | fields
    headers = {"HTTP_USER_AGENT": agent, "REMOTE_ADDR": address}
    answer = api.post("auth/login", body, **headers)
    assert answer.status_code == 200
    return answer.json()


@pytest.fixture
def asha(db) -> User:
    """Somebody who has been in from home, with Firefox."""
    user = UserFactory(
        username="asha",
        email="asha@example.com",
        email_verified_at=timezone.now(),
        last_login=timezone.now(),
    )
    SessionFactory(user=user, user_agent=FIREFOX, ip_address=HOME)
    return user


def subjects(mailoutbox) -> list[str]:
    return [mail.subject for mail in mailoutbox]


def test_a_new_device_is_told_with_its_kind_network_and_time(api, asha, mailoutbox):
    Preference.objects.create(user=asha, time_zone="Asia/Kolkata", language="en")
    log_in(api, CHROME, ABROAD)
    (mail,) = mailoutbox
    assert mail.subject == "New log-in to your Guildhall account"
    assert mail.to == ["asha@example.com"]
    assert "Chrome on Android" in mail.body
    assert "203.0.*.*" in mail.body
    local = Session.objects.latest("id").created_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert f"{date_format(local, 'DATETIME_FORMAT')} IST" in mail.body
    assert "/secure-account?token=" in mail.body
    assert ABROAD not in mail.body


@pytest.mark.parametrize(
    ("agent", "address"),
    [(CHROME, HOME), (FIREFOX, ABROAD), (FIREFOX, "2001:db8::1"), ("curl/8.14.1", HOME)],
    ids=["a new device", "a new network", "a new protocol", "a program"],
)
def test_either_of_them_is_news(api, asha, mailoutbox, agent, address):
    log_in(api, agent, address)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("agent", "address"),
    [(FIREFOX, HOME), (NEWER_FIREFOX, HOME), (FIREFOX, SAME_PROVIDER)],
    ids=["the same again", "after an update", "another address of the provider"],
)
def test_what_was_seen_is_no_news(api, asha, mailoutbox, agent, address):
    log_in(api, agent, address)
    assert not mailoutbox


def test_it_is_told_once_and_then_known(api, asha, mailoutbox):
    for _ in range(3):
        log_in(api, CHROME, ABROAD)
    assert len(mailoutbox) == 1


def test_the_laptop_on_the_phones_network_is_no_news(api, asha, mailoutbox):
    SessionFactory(user=asha, user_agent=CHROME, ip_address=ABROAD)
    log_in(api, FIREFOX, ABROAD)
    assert not mailoutbox


def test_a_known_device_whose_address_changes_daily_is_never_told(api, asha, mailoutbox):
    token = log_in(api)["device_token"]
    for day in range(5):
        token = log_in(api, address=f"100.{64 + day}.0.1", device_token=token)["device_token"]
    assert not mailoutbox


def test_nor_is_a_browser_that_keeps_its_cookie(client, asha, mailoutbox):
    form = {"identifier": "asha", "password": PASSWORD}
    client.post("/login", form, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR=HOME)
    for address in (ABROAD, "2001:db8::1"):
        client.post("/logout")
        answer = client.post("/login", form, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR=address)
        assert answer.status_code == 302
    assert not mailoutbox


@pytest.fixture
def phone(api_as, asha) -> Authenticator:
    """What holds a passkey of hers, who has an app and recovery codes, too."""
    authenticator, _passkey = add_passkey(api_as(asha))
    with_app(asha)
    return authenticator


def known_device(user: User) -> str:
    return known_devices.make_token(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("step", ["a passkey", "a code", "a recovery code"])
def test_a_known_device_is_not_told_whatever_the_second_step_is(api, asha, phone, mailoutbox, step):
    challenge = challenge_of(api, asha)
    sent = {"challenge": challenge, "device_token": known_device(asha)}
    (recovery_code, *_codes) = make_recovery_codes(asha)
    mailoutbox.clear()
    if step == "a passkey":
        given = api.post("auth/passkey-second-factor-options", {"challenge": challenge}).json()
        body = sent | {"credential": phone.get(given)}
        answer = api.post("auth/passkey-second-factor", body, HTTP_USER_AGENT=CHROME)
    else:
        code = recovery_code if step == "a recovery code" else code_of(TOTPDevice.objects.get())
        answer = api.post("auth/second-factor", sent | {"code": code}, HTTP_USER_AGENT=CHROME)
    assert answer.status_code == 200
    assert "New log-in to your Guildhall account" not in subjects(mailoutbox)


def test_an_unknown_one_that_shows_a_passkey_is_told(api, asha, phone, mailoutbox):
    challenge = challenge_of(api, asha)
    given = api.post("auth/passkey-second-factor-options", {"challenge": challenge}).json()
    mailoutbox.clear()
    body = {"challenge": challenge, "credential": phone.get(given)}
    api.post("auth/passkey-second-factor", body, HTTP_USER_AGENT=CHROME)
    assert subjects(mailoutbox) == ["New log-in to your Guildhall account"]


@pytest.mark.parametrize(("is_known", "mails"), [(True, 0), (False, 1)])
def test_a_browser_that_keeps_its_cookie_and_shows_a_passkey_is_a_known_one(
    client, asha, phone, mailoutbox, django_capture_on_commit_callbacks, is_known, mails
):
    if is_known:
        client.cookies[known_devices.COOKIE] = known_device(asha)
    log_in_on_page(client, asha)
    given = json.loads(client.get("/login/second-factor").context["options"])
    mailoutbox.clear()
    form = {"credential": json.dumps(phone.get(given))}
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/login/second-factor/passkey", form, HTTP_USER_AGENT=CHROME)
    assert answer["Location"] == "/dashboard"
    assert len(mailoutbox) == mails


def test_whoever_keeps_no_token_hears_of_three_a_day(api, asha, mailoutbox):
    for day in range(6):
        log_in(api, address=f"100.{64 + day}.0.1")
    assert len(mailoutbox) == 3


def test_somebody_elses_device_is_no_known_one(api, asha, mailoutbox):
    UserFactory(username="ravi")
    token = log_in(api, CHROME, ABROAD, username="ravi")["device_token"]
    log_in(api, CHROME, ABROAD, device_token=token)
    assert len(mailoutbox) == 1


def test_registering_is_no_news(api, mailoutbox):
    body = {"username": "ravi", "role": "client", "email": "ravi@example.com"}
    answer = api.post("auth/register", body | {"password": "plum velvet tractor 19"})
    assert answer.status_code == 201
    assert subjects(mailoutbox) == ["Verify your e-mail address for Guildhall"]


def test_nor_is_the_first_log_in_of_an_account_that_staff_made(api, mailoutbox):
    UserFactory(username="asha", email_verified_at=timezone.now())
    log_in(api)
    assert not mailoutbox


def test_an_account_whose_sessions_were_pruned_is_told(api, asha, mailoutbox):
    asha.sessions.all().delete()
    log_in(api)
    assert len(mailoutbox) == 1


def test_what_the_owner_disowned_makes_nothing_known(api, asha, mailoutbox):
    stranger = SessionFactory(user=asha, user_agent=CHROME, ip_address=ABROAD)
    Session.objects.filter(pk=stranger.pk).revoke(RevokedReason.DISOWNED)
    log_in(api, CHROME, ABROAD)
    assert len(mailoutbox) == 1


def test_an_address_that_nobody_verified_is_told_nothing(api, asha, mailoutbox):
    User.objects.update(email_verified_at=None)
    log_in(api, CHROME, ABROAD)
    assert not mailoutbox


def test_nothing_that_the_sender_of_a_log_in_wrote_is_in_the_mail(api, asha, mailoutbox):
    log_in(api, "Win 1000 at http://evil.example Firefox/1 <b>", ABROAD)
    (mail,) = mailoutbox
    assert "evil" not in mail.body + mail.alternatives[0].content
    assert "Firefox" in mail.body


def test_the_log_in_waits_for_nothing_of_it(api, asha, mailoutbox, monkeypatch):
    """A mail server that is down is no error of the log-in."""
    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", _refuse)
    log_in(api, CHROME, ABROAD)


def _refuse(_mail: object) -> None:
    raise ConnectionRefusedError


# --- By a text message -------------------------------------------------------------------------


@pytest.fixture
def phone_only(asha) -> User:
    User.objects.update(email=None, email_verified_at=None, **VERIFIED_PHONE)
    return asha


def test_a_phone_only_account_gets_a_text_message_once_a_day(api, phone_only, sms_outbox):
    log_in(api, CHROME, ABROAD)
    log_in(api, FIREFOX, "192.0.2.1")
    ((number, text),) = sms_outbox
    assert number == PHONE
    assert "New log-in to your Guildhall account (Chrome on Android)." in text
    assert "/secure-account?token=" in text
    LimitCounter.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    log_in(api, FIREFOX, "100.64.0.1")
    assert len(sms_outbox) == 2


def test_who_has_both_gets_the_mail_alone(api, asha, mailoutbox, sms_outbox):
    User.objects.update(**VERIFIED_PHONE)
    log_in(api, CHROME, ABROAD)
    assert (len(mailoutbox), len(sms_outbox)) == (1, 0)
