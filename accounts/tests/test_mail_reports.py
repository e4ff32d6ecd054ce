"""Mails that do not arrive: reported by the provider, told to whoever has the address."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from accounts.events import NEW_DEVICE, of_owner
from accounts.models import EmailTrouble, MailReport, MailTally, User
from accounts.services import mail_tally
from accounts.services.account import erase
from accounts.services.export import export
from accounts.services.mail_reports import prune_reports
from accounts.services.telling import tell
from accounts.tests import mail_reports as fake
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.mail_reports import bounce, brevo_bounce, delivery, mailgun_event, post

pytestmark = pytest.mark.django_db
PHONE = "+4915123456789"


@pytest.fixture
def postmark(settings):
    fake.use_postmark(settings)
    return settings


@pytest.fixture
def ada():
    verified = {"email_verified_at": timezone.now(), "phone_verified_at": timezone.now()}
    return UserFactory(email="Ada@Example.org", phone_number=PHONE, **verified)


def trouble_of(user: User) -> str:
    user.refresh_from_db()
    return str(user.email_trouble)


def ago(**time: float):
    return timezone.now() - timedelta(**time)


def link_in(mail) -> str:
    return re.search(r"token=([\w:%-]+)", mail.body)[1].replace("%3A", ":")


# --- What marks an address ------------------------------------------------------------------------


def test_a_mail_that_bounced_stops_all_but_what_is_asked_for(postmark, ada, api_as, mailoutbox):
    assert post(bounce("ada@example.org", timezone.now())).status_code == 200
    client = api_as(ada)
    assert client.get("me").json()["email_trouble"] == "bounced"
    mailoutbox.clear()
    new = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    assert client.post("auth/change-password", new).status_code == 204
    assert mailoutbox == []
    assert client.post("auth/forgot-password", {"email": "ada@example.org"}).status_code == 202
    assert [mail.subject for mail in mailoutbox] == ["Set a new password for Guildhall"]


def test_the_owner_is_told_on_every_page_and_by_text_message(postmark, ada, client, sms_outbox):
    post(bounce("ada@example.org", timezone.now()))
    ((number, text),) = sms_outbox
    assert number == PHONE
    assert "do not arrive" in text
    assert f"{postmark.SITE_URL}/account" in text
    client.force_login(ada)
    for page in ("/dashboard", "/search", "/account"):
        assert "Our e-mails to Ada@Example.org do not arrive" in client.get(page).content.decode()


def test_what_owners_must_know_comes_by_text_message_instead(postmark, ada, sms_outbox):
    post(bounce("ada@example.org", timezone.now()))
    sms_outbox.clear()
    ada.refresh_from_db()
    with TestCase.captureOnCommitCallbacks(execute=True):
        tell(
            ada,
            of_owner(NEW_DEVICE, ada, session=uuid4()),
            template="new-log-in",
            text="New log-in to your %(site)s.",
            has_link=False,
        )
    assert [text for _number, text in sms_outbox] == ["New log-in to your Guildhall."]


def test_a_report_of_spam_stops_notifications_alone(postmark, ada, api_as, mailoutbox):
    post(bounce("ada@example.org", timezone.now(), "SpamComplaint"))
    assert trouble_of(ada) == EmailTrouble.COMPLAINED
    new = {"current_password": PASSWORD, "new_password": "seven green umbrellas"}
    assert api_as(ada).post("auth/change-password", new).status_code == 204
    assert [mail.subject for mail in mailoutbox] == ["Your password for Guildhall was changed"]
    page = fake.Client()
    page.force_login(User.objects.get(pk=ada.pk))
    assert "was reported as spam" in page.get("/dashboard").content.decode()
    post(bounce("ada@example.org", timezone.now()))
    assert trouble_of(ada) == EmailTrouble.BOUNCED


def test_bounces_for_now_mark_it_when_there_are_five_and_none_arrives(postmark, ada):
    for hours in (100, 90, 80, 70):
        post(bounce("ada@example.org", ago(hours=hours), "SoftBounce"))
    post(delivery("ada@example.org", ago(hours=60)))
    for hours in (50, 40, 30, 20):
        post(bounce("ada@example.org", ago(hours=hours), "SoftBounce"))
    assert trouble_of(ada) == ""
    post(bounce("ada@example.org", ago(hours=10), "SoftBounce"))
    assert trouble_of(ada) == EmailTrouble.BOUNCED


def test_a_mail_that_the_provider_still_tries_to_deliver_is_no_bounce(postmark, ada):
    for _time in range(6):
        post(bounce("ada@example.org", timezone.now(), "Transient"))
    assert not MailReport.objects.exists()


# --- What ends it ---------------------------------------------------------------------------------


def test_the_address_is_verified_again_by_a_link_that_arrives(
    postmark, ada, api_as, api, mailoutbox
):
    api_as(ada).post("me/send-verification")
    assert mailoutbox == []  # nothing to verify
    post(bounce("ada@example.org", ago(minutes=1)))
    assert api_as(ada).post("me/send-verification").status_code == 202
    token = link_in(mailoutbox.pop())
    assert api.post("auth/release-email", {"token": token}).status_code == 422
    assert api.post("auth/verify-email", {"token": token}).json()["email_trouble"] is None
    again = api.post("auth/verify-email", {"token": token}).json()
    assert again["errors"][0]["code"] == "already_verified"


def test_a_link_that_was_mailed_before_ends_nothing(postmark, ada, api, api_as, mailoutbox):
    User.objects.filter(pk=ada.pk).update(email_verified_at=None)
    api_as(ada).post("me/send-verification")
    token = link_in(mailoutbox.pop())
    User.objects.filter(pk=ada.pk).update(email_verified_at=timezone.now())
    post(bounce("ada@example.org", timezone.now()))
    a_while_later = timezone.now() + timedelta(seconds=5)
    User.objects.filter(pk=ada.pk).update(email_trouble_at=a_while_later)

    answer = api.post("auth/verify-email", {"token": token}).json()
    assert answer["errors"][0]["code"] == "already_verified"


def test_so_does_a_reset_link_and_so_does_another_address(postmark, ada, api, mailoutbox):
    post(bounce("ada@example.org", ago(minutes=1)))
    api.post("auth/forgot-password", {"email": "ada@example.org"})
    body = {"token": link_in(mailoutbox.pop()), "new_password": "seven green umbrellas"}
    assert api.post("auth/reset-password", body).status_code == 204
    assert trouble_of(ada) == ""
    post(bounce("ada@example.org", timezone.now()))
    assert trouble_of(ada) == EmailTrouble.BOUNCED
    User.objects.filter(pk=ada.pk).update(email="lovelace@example.org")
    assert trouble_of(ada) == ""


def test_a_report_that_comes_late_does_not_mark_what_was_verified_since(postmark, ada):
    User.objects.filter(pk=ada.pk).update(email_verified_at=ago(minutes=5))
    post(bounce("ada@example.org", ago(hours=1)))
    assert trouble_of(ada) == ""


# --- Who may report, and how often ----------------------------------------------------------------


def test_an_event_that_is_sent_again_counts_once_also_after_the_mark_is_gone(postmark, ada):
    event = bounce("ada@example.org", timezone.now())
    post(event)
    post(event)
    assert MailTally.objects.get().bounced == 1
    User.objects.filter(pk=ada.pk).update(email_trouble="")
    assert post(event).status_code == 200
    assert trouble_of(ada) == ""


def test_without_settings_there_is_no_such_address(ada):
    assert post(bounce("ada@example.org", timezone.now())).status_code == 404


@pytest.mark.parametrize("secret", ["", "hook:wrong", "\xff\xfe:\0"])
def test_who_does_not_have_the_secret_reports_nothing(postmark, ada, secret):
    assert post(bounce("ada@example.org", timezone.now()), secret=secret).status_code == 403
    assert not MailReport.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe\0",
        b"[" * 100_000,
        [],
        [1],
        "text",
        {},
        {"RecordType": "Bounce", "Type": "HardBounce"},
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": ["ada@example.org"]},
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": "ada@example.org\0"},
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": "a" * 10_000 + "@example.org"},
        {"RecordType": "Bounce", "Type": ["HardBounce"], "Email": "x@example.org"},
        {"RecordType": "Bounce", "Type": "HardBounce", "Email": "x@example.org", "BouncedAt": 7},
        {"FromFull": {"Email": "a@example.org"}},
        {"event": "hard_bounce", "email": "ada@example.org"},
    ],
)
def test_bytes_of_strangers_and_of_other_providers_mark_nothing(postmark, ada, body):
    assert post(body).status_code in (200, 400)
    assert trouble_of(ada) == ""


def test_an_address_that_nobody_has_is_counted_and_told_to_nobody(postmark, ada, sms_outbox):
    assert post(bounce("nobody@example.org", timezone.now())).status_code == 200
    assert MailTally.objects.get().bounced == 1
    assert sms_outbox == []
    assert "nobody" not in str(MailReport.objects.values().get())


def test_a_time_in_the_future_or_long_ago_does_not_count_for_ever(postmark, ada):
    post(bounce("ada@example.org", ago(days=8)))
    assert trouble_of(ada) == ""
    post(bounce("ada@example.org", timezone.now() + timedelta(days=9)))
    assert MailReport.objects.get().happened_at <= timezone.now()


def test_mailgun_signs_and_each_signature_is_good_once_and_not_for_long(settings, ada):
    fake.use_mailgun(settings)
    event = mailgun_event("nobody@example.org", timezone.now())
    assert post(event, secret="").status_code == 200
    forged = event | {"event-data": event["event-data"] | {"recipient": "ada@example.org"}}
    assert post(forged, secret="").status_code == 200
    assert trouble_of(ada) == ""
    old = mailgun_event("ada@example.org", ago(days=8), timestamp=timezone.now().timestamp())
    assert post(old, secret="").status_code == 200
    assert trouble_of(ada) == ""
    unsigned = mailgun_event("ada@example.org", timezone.now())
    unsigned["signature"]["signature"] = "0" * 64
    assert post(unsigned, secret="").status_code == 403
    post(mailgun_event("ada@example.org", timezone.now(), reason="old"), secret="")
    assert trouble_of(ada) == ""
    post(mailgun_event("ada@example.org", timezone.now()), secret="")
    assert trouble_of(ada) == EmailTrouble.BOUNCED


def test_brevo_says_which_bounces_are_for_good(settings, ada):
    fake.use_brevo(settings)
    event = brevo_bounce("ada@example.org", timezone.now(), "soft_bounce")
    post(event)
    post(event)
    assert MailReport.objects.count() == 1
    assert trouble_of(ada) == ""
    post(brevo_bounce("ada@example.org", timezone.now()))
    assert trouble_of(ada) == EmailTrouble.BOUNCED


# --- Figures and keeping --------------------------------------------------------------------------


def test_mails_are_counted_by_the_hour(postmark, ada, api):
    api.post("auth/forgot-password", {"email": "ada@example.org"})
    post(bounce("ada@example.org", timezone.now()))
    post(bounce("ada@example.org", timezone.now(), "SpamComplaint"))
    MailTally.objects.create(hour=ago(days=3).replace(minute=0, second=0, microsecond=0), sent=9)
    assert mail_tally.rates(mail_tally.DAY) == mail_tally.Rates(1, 1, 1)
    assert mail_tally.rates(mail_tally.WEEK).sent == 10


def test_reports_go_with_the_account_and_are_in_its_export(postmark, ada):
    post(bounce("ada@example.org", timezone.now()))
    ada.refresh_from_db()
    assert export(ada)["user"]["email_trouble"] == "bounced"
    erase(user=ada, session_id=None, current_password=PASSWORD)
    assert not MailReport.objects.exists()
    assert trouble_of(ada) == ""


def test_old_reports_are_deleted(postmark, ada):
    post(bounce("ada@example.org", timezone.now()))
    assert prune_reports() == 0
    MailReport.objects.update(reported_at=ago(days=31))
    assert prune_reports() == 1


@pytest.mark.django_db(transaction=True)
def test_of_five_bounces_at_once_the_last_one_counts_all(postmark, ada, sms_outbox):
    events = [bounce("ada@example.org", timezone.now(), "SoftBounce") for _time in range(5)]

    def report(event) -> None:
        post(event)
        connection.close()

    threads = [threading.Thread(target=report, args=[event]) for event in events for _twice in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trouble_of(ada) == EmailTrouble.BOUNCED
    assert MailTally.objects.get().bounced == 5
    assert len(sms_outbox) == 1
