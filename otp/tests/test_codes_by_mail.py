"""A code by mail as a way in: to a verified address, by every rule of the codes by SMS."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Preference, Session, Status, User
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory, with_status
from foundation.models import LimitCounter
from otp.codes import hash_code
from otp.models import Delivery, OneTimeCode, Purpose
from otp.tests.factories import CODE, OneTimeCodeFactory

pytestmark = pytest.mark.django_db
EMAIL, PHONE = "Asha@example.com", "+919820012345"


def ask(api, email: str = EMAIL, headers: dict[str, str] | None = None, **fields: object):
    body = {"email": email, "purpose": "login"} | fields
    return api.post("auth/request-otp", body, headers=headers)


def give(api, code: str, email: str = EMAIL, **fields: object):
    return api.post("auth/verify-otp", {"email": email, "purpose": "login", "code": code} | fields)


def codes_of(answer) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def code_in(mail) -> str:
    (code,) = re.findall(r"^\d{6}$", mail.body, flags=re.MULTILINE)
    return code


def set_code() -> None:
    """Make the open code `CODE`."""
    row = OneTimeCode.objects.open().get()
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, CODE))


@pytest.fixture
def asha(db) -> User:
    return UserFactory(username="asha", email=EMAIL, email_verified_at=timezone.now())


def test_a_code_by_mail_logs_in(api, asha, mailoutbox, sms_outbox):
    assert ask(api).status_code == 202
    (mail,) = mailoutbox
    assert mail.to == [EMAIL]
    answer = give(api, code_in(mail))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    api.use_token(answer.json()["access_token"])
    assert api.get("me").json()["username"] == "asha"
    assert Session.objects.get().code_verified_at is not None
    assert codes_of(give(api, code_in(mail))) == ["otp_invalid"]
    assert not sms_outbox


@pytest.mark.parametrize(
    "spelt", ["asha@EXAMPLE.com", " ASHA@example.COM ", "asha@\uff45xample.com"]
)
def test_the_address_may_be_spelt_in_any_way(api, asha, mailoutbox, spelt):
    assert ask(api, spelt).status_code == 202
    assert give(api, code_in(mailoutbox[0]), spelt.swapcase()).status_code == 200


def test_two_spellings_are_one_mailbox_for_every_limit(api, asha, mailoutbox):
    assert ask(api).status_code == 202
    assert ask(api, EMAIL.upper()).status_code == 429
    assert OneTimeCode.objects.get().email == EMAIL.lower()


def test_the_mail_has_no_link_and_nothing_that_a_person_wrote(api, asha, mailoutbox):
    """Mail scanners open links, and whoever asks may be a stranger."""
    asha.first_name = "Win 1000 at http://evil.example"
    asha.save()
    ask(api, headers={"User-Agent": "Visit http://evil.example"})
    (mail,) = mailoutbox
    assert "http" not in mail.body
    assert "evil" not in mail.alternatives[0].content
    assert "<a " not in mail.alternatives[0].content
    assert code_in(mail) not in mail.subject


def test_it_is_in_the_language_of_the_accounts_owner(api, asha, mailoutbox):
    Preference.objects.create(user=asha, language="de")
    ask(api, headers={"Accept-Language": "fr"})
    assert 'lang="de"' in mailoutbox[0].alternatives[0].content


def test_only_a_hash_of_the_code_is_stored(api, asha, mailoutbox):
    ask(api)
    row = OneTimeCode.objects.get()
    assert row.code_hash == hash_code(row, code_in(mailoutbox[0]))
    assert (row.delivery, row.user, row.phone_number) == (Delivery.SENT, asha, None)


@pytest.mark.parametrize(
    "verified",
    [{}, {"phone_number": PHONE}, {"phone_number": PHONE, "phone_verified_at": timezone.now()}],
    ids=["nothing", "nothing, with a phone", "its phone"],
)
def test_an_address_that_was_merely_typed_in_gets_nothing(api, mailoutbox, verified):
    UserFactory(email=EMAIL, **verified)
    assert ask(api).status_code == 202
    assert not mailoutbox
    assert OneTimeCode.objects.get().is_decoy
    set_code()
    assert codes_of(give(api, CODE)) == ["otp_invalid"]


def test_nor_does_a_new_address_that_waits_for_its_verification(api, asha, mailoutbox):
    User.objects.update(pending_email="new@example.com")
    ask(api, "new@example.com")
    assert not mailoutbox


def test_an_unknown_address_gets_nothing(api, mailoutbox, settings):
    settings.OTP_TELL_WHY = True
    assert ask(api, "nobody@example.com").status_code == 202
    assert not mailoutbox
    assert OneTimeCode.objects.get().delivery == Delivery.NOT_SENT


def test_it_ends_nothing_and_verifies_nothing_else(api, asha, mailoutbox):
    User.objects.update(phone_number=PHONE)
    before = SessionFactory(user=asha)
    ask(api)
    assert give(api, code_in(mailoutbox[0])).status_code == 200
    before.refresh_from_db()
    assert before.revoked_at is None
    asha.refresh_from_db()
    assert (asha.phone_number, asha.phone_verified_at) == (PHONE, None)
    assert asha.check_password(PASSWORD)


@pytest.mark.parametrize(
    "changed",
    [
        {"email": "other@example.com"},
        {"email_verified_at": None},
        {"email": None, "email_verified_at": None, "phone_number": PHONE},
    ],
)
def test_a_code_is_no_good_when_the_address_is_not_the_accounts_any_more(
    api, asha, mailoutbox, changed
):
    ask(api)
    User.objects.update(**changed)
    assert codes_of(give(api, code_in(mailoutbox[0]))) == ["otp_invalid"]
    assert not Session.objects.exists()


def test_a_suspended_account_is_told_after_the_right_code_only(api, asha, mailoutbox):
    with_status(asha, Status.SUSPENDED)
    ask(api)
    assert codes_of(give(api, "000000")) == ["otp_invalid"]
    assert codes_of(give(api, code_in(mailoutbox[0]))) == ["account_suspended"]


def test_an_account_that_was_switched_off_is_switched_on_again(api, asha, mailoutbox):
    User.objects.update(status=Status.INACTIVE)
    ask(api)
    assert give(api, code_in(mailoutbox[0]), reactivate=True).status_code == 200


@pytest.mark.parametrize("purpose", ["registration", "verification"])
def test_codes_by_mail_only_log_in(api_as, asha, purpose):
    client = api_as(asha)
    answer = ask(client, purpose=purpose)
    assert (answer.status_code, codes_of(answer)) == (422, ["only_to_log_in"])
    answer = give(client, CODE, purpose=purpose, username="ravi", role="client")
    assert (answer.status_code, codes_of(answer)) == (422, ["required"])


def test_the_database_holds_no_other_code_by_mail(db):
    rows: list[dict[str, object]] = [
        {"email": "a@example.com", "purpose": Purpose.REGISTRATION},
        {"email": "A@example.com"},
        {"email": "a@example.com", "phone_number": PHONE},
        {"email": None},
    ]
    for row in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            OneTimeCodeFactory(**({"phone_number": None} | row))


@pytest.mark.parametrize(
    "recipient",
    [{}, {"email": EMAIL, "phone_number": PHONE}, {"email": None, "phone_number": PHONE}],
    ids=["neither", "both", "nothing and a phone"],
)
def test_there_is_exactly_one_recipient(api, asha, recipient):
    asked = api.post("auth/request-otp", {"purpose": "login"} | recipient)
    given = api.post("auth/verify-otp", {"purpose": "login", "code": CODE} | recipient)
    assert asked.status_code == given.status_code == 422


def test_a_code_of_the_phone_does_not_fit_the_address(api, asha, mailoutbox, sms_outbox):
    User.objects.update(phone_number=PHONE, phone_verified_at=timezone.now())
    ask(api)
    api.post("auth/request-otp", {"phone_number": PHONE, "purpose": "login"})
    by_sms = sms_outbox[0][1].split()[0]
    if by_sms != code_in(mailoutbox[0]):  # once in a million
        assert codes_of(give(api, by_sms)) == ["otp_invalid"]


# --- Tries and limits --------------------------------------------------------------------------


def test_five_wrong_tries_burn_a_code(api, asha):
    ask(api)
    set_code()
    answers = [give(api, "000000").status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]
    assert give(api, CODE).status_code == 429


def test_fifteen_wrong_codes_of_a_day_lock_the_address(api, asha, settings):
    settings.OTP_COOLDOWN *= 0
    for _ in range(3):
        ask(api)
        assert [give(api, "000000").status_code for _ in range(5)] == [401] * 5
    ask(api)
    set_code()
    assert give(api, CODE).status_code == 429


def test_a_new_code_kills_the_older(api, asha, mailoutbox, settings):
    settings.OTP_COOLDOWN *= 0
    ask(api)
    ask(api)
    older, newer = map(code_in, mailoutbox)
    if older != newer:  # once in a million
        assert give(api, older).status_code == 401
    assert give(api, newer).status_code == 200


def test_a_code_by_mail_lives_ten_minutes(api, asha, mailoutbox):
    """Mail is queued and scanned: of a code that lives five, many arrive dead."""
    ask(api)
    row = OneTimeCode.objects.get()
    assert row.expires_at - row.created_at == timedelta(minutes=10)
    assert "10 minutes" in mailoutbox[0].body
    OneTimeCode.objects.update(expires_at=timezone.now())
    OneTimeCode.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    assert codes_of(give(api, code_in(mailoutbox[0]))) == ["otp_invalid"]


@pytest.mark.parametrize(
    ("setting", "most"), [("OTP_PER_PHONE_HOUR", 5), ("OTP_PER_PHONE_DAY", 10)]
)
def test_an_address_gets_so_many_codes(api, asha, mailoutbox, settings, setting, most):
    settings.OTP_COOLDOWN *= 0
    settings.OTP_PER_PHONE_HOUR = settings.OTP_PER_PHONE_DAY = 100
    setattr(settings, setting, most)
    assert [ask(api).status_code for _ in range(most + 1)] == [202] * most + [429]
    assert len(mailoutbox) == most


def test_who_has_to_wait_is_told_of_the_other_ways(api, asha):
    ask(api)
    assert codes_of(ask(api)) == ["throttled", "use_password", "use_phone"]


def test_a_network_that_used_up_its_codes_by_sms_still_gets_them_by_mail(api, asha, settings):
    settings.OTP_PER_ADDRESS_HOUR = 1
    phones = [PHONE, "+919830012345"]
    asked = [{"phone_number": phone, "purpose": "login"} for phone in phones]
    assert [api.post("auth/request-otp", body).status_code for body in asked] == [202, 429]
    assert ask(api).status_code == 202
    assert ask(api, "other@example.com").status_code == 429


def test_whoever_uses_a_code_gives_its_network_the_place_back(api, asha, mailoutbox, settings):
    settings.OTP_PER_ADDRESS_HOUR = 1
    ask(api)
    give(api, code_in(mailoutbox[0]))
    assert ask(api, "other@example.com").status_code == 202


def test_a_known_device_has_an_allowance_of_its_own(api, asha, mailoutbox):
    login = {"username": "asha", "password": PASSWORD}
    device = api.post("auth/login", login).json()["device_token"]
    ask(api)
    assert ask(api).status_code == 429
    assert ask(api, device_token=device).status_code == 202
    assert [give(api, "000000").status_code for _ in range(6)] == [401] * 5 + [429]
    assert give(api, code_in(mailoutbox[-1]), device_token=device).status_code == 200


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (smtplib.SMTPServerDisconnected(), 3),
        (smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"No such user")}), 1),
    ],
    ids=["a server that is away", "a refusal for good"],
)
def test_a_mail_that_is_not_taken_eats_no_allowance(api, asha, settings, monkeypatch, error, tries):
    tried = []

    def refuse(mail: EmailMultiAlternatives) -> None:
        tried.append(mail.to)
        raise error

    settings.OTP_RETRY_WAITS = [0.0, 0.0]
    with monkeypatch.context() as broken:
        broken.setattr(EmailMultiAlternatives, "send", refuse)
        assert ask(api).status_code == 202
    assert len(tried) == tries
    assert OneTimeCode.objects.get().delivery == Delivery.FAILED
    counts = LimitCounter.objects.filter(key__startswith="otp:phone")
    assert set(counts.values_list("count", flat=True)) == {0}
    assert ask(api).status_code == 202


# --- Pages, staff, records ---------------------------------------------------------------------


def test_a_browser_logs_in_by_mail(client, asha, mailoutbox, django_capture_on_commit_callbacks):
    assert b'href="/login/email' in client.get("/login?next=/account").content
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/login/email?next=/account", {"email": EMAIL}, follow=True)
    assert page.redirect_chain == [("/login/phone/code", 302)]
    assert "10 minutes" in page.content.decode()
    answer = client.post("/login/phone/code", {"code": code_in(mailoutbox[0])})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account")
    assert client.get("/account").status_code == 200


def test_pages_look_the_same_for_an_unknown_address(client, asha, mailoutbox):
    def seen(email: str) -> list[str]:
        LimitCounter.objects.all().delete()
        pages = [client.post("/login/email", {"email": email}, follow=True)]
        pages.append(client.post("/login/phone/code", {"code": "000000"}))
        texts = [page.content.decode().replace(email.lower(), "") for page in pages]
        return [re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text) for text in texts]

    assert seen("asha@example.com") == seen("nobody@example.com")


def test_a_page_asks_for_the_address(client, db):
    page = client.post("/login/email", {"email": ""})
    assert page.status_code == 422
    assert "This field is required." in page.content.decode()


def test_the_way_back_leads_to_where_one_came_from(client, asha):
    client.post("/login/email", {"email": EMAIL})
    assert b'href="/login/email"' in client.get("/login/phone/code").content


def test_staff_see_no_whole_address_and_find_it_by_the_whole(client, admin_user, asha):
    OneTimeCodeFactory(phone_number=None, email=EMAIL.lower(), user=asha)
    client.force_login(admin_user)
    page = client.get("/admin/otp/onetimecode/", {"q": EMAIL}).content.decode()
    assert "as•••@ex•••" in page
    assert "1 one time code" in page


def test_codes_are_exported_and_go_with_the_account(api_as, asha):
    OneTimeCodeFactory(phone_number=None, email=EMAIL.lower(), user=asha)
    client = api_as(asha)
    (code,) = client.get("me/export").json()["one_time_codes"]
    assert (code["email"], code["purpose"]) == (EMAIL.lower(), "login")
    assert client.delete("me", {"current_password": PASSWORD}).status_code == 204
    assert not OneTimeCode.objects.exists()


# --- Told --------------------------------------------------------------------------------------


@pytest.fixture
def seen_before(asha) -> User:
    """Somebody who has been in, from elsewhere."""
    User.objects.update(last_login=timezone.now())
    SessionFactory(user=asha, user_agent="Firefox/1", ip_address="198.51.100.7")
    return asha


def test_a_log_in_by_mail_from_a_new_device_is_told(api, seen_before, mailoutbox):
    ask(api)
    assert give(api, code_in(mailoutbox[0])).status_code == 200
    assert "New log-in" in mailoutbox[1].subject


def test_a_log_in_by_sms_to_a_phone_only_account_is_not_told_by_another_sms(
    api, seen_before, sms_outbox
):
    User.objects.update(
        email=None, email_verified_at=None, phone_number=PHONE, phone_verified_at=timezone.now()
    )
    OneTimeCodeFactory(user=seen_before, was_verified=True)
    body = {"phone_number": PHONE, "purpose": "login", "code": CODE}
    assert api.post("auth/verify-otp", body).status_code == 200
    assert not sms_outbox
