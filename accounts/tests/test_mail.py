"""Mail is queued with the commit, tried again, and fails without telling."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.services.email import deliver, send_mail

pytestmark = pytest.mark.django_db(transaction=True)


MAIL = ("subject", "text", "<p>text</p>", "a@example.com")


def failing_with(monkeypatch, error: OSError) -> list[list[str]]:
    """Have each mail fail with this error; answers the recipients of each try."""
    tried: list[list[str]] = []

    def refuse(self: EmailMultiAlternatives) -> None:
        tried.append(self.to)
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    return tried


def test_a_mail_server_that_is_away_is_tried_again_later(settings, monkeypatch):
    settings.MAIL_RETRY_WAITS = [10, 60]
    tried = failing_with(monkeypatch, smtplib.SMTPServerDisconnected())
    with capture_logs() as events:
        deliver.enqueue(*MAIL)
    waits = [event["seconds"] for event in events if event["event"] == "task_put_off"]
    assert (waits, len(tried)) == ([10, 60], 3)
    assert events[-1]["event"] == "task_failed"
    assert events[-1]["error"] == "smtplib.SMTPServerDisconnected"


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"No such user")}),
        smtplib.SMTPSenderRefused(553, b"Not yours", "guildhall@localhost"),
    ],
)
def test_what_the_mail_server_refuses_for_good_is_not_tried_again(monkeypatch, error):
    tried = failing_with(monkeypatch, error)
    deliver.enqueue(*MAIL)
    assert len(tried) == 1


def test_a_mailbox_that_is_full_for_now_is_tried_again(settings, monkeypatch):
    settings.MAIL_RETRY_WAITS = [10]
    refusal = smtplib.SMTPRecipientsRefused({"a@example.com": (452, b"Full")})
    tried = failing_with(monkeypatch, refusal)
    deliver.enqueue(*MAIL)
    assert len(tried) == 2


def test_nothing_is_sent_when_the_transaction_fails(freelancer):
    with transaction.atomic():
        send_mail(template="password-changed", recipient="a@example.com", user=freelancer)
        transaction.set_rollback(True)
    assert mail.outbox == []


def test_names_are_escaped_in_html_and_plain_in_text(freelancer, mailoutbox):
    freelancer.first_name = "<b>O'Hara</b>"
    freelancer.email_verified_at = timezone.now()
    send_mail(template="password-changed", recipient=freelancer.email, user=freelancer)
    assert "<b>O'Hara</b>" in mailoutbox[0].body
    assert "<b>O" not in mailoutbox[0].alternatives[0].content
