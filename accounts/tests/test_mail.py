"""Mail is queued after the commit, tried again, and fails without telling."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import TestCase
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.services.email import deliver, send_mail

pytestmark = pytest.mark.django_db


MAIL = ("subject", "text", "<p>text</p>", "a@example.com")


def failing_with(monkeypatch, error: OSError) -> list[list[str]]:
    """Have each mail fail with this error; answers the recipients of each try."""
    tried: list[list[str]] = []

    def refuse(self: EmailMultiAlternatives) -> None:
        tried.append(self.to)
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    return tried


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_tried_again_later(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.MAIL_RETRY_WAITS = [10, 60]
    tried = failing_with(monkeypatch, smtplib.SMTPServerDisconnected())
    deliver.call(*MAIL)
    again = DBTaskResult.objects.get()
    wait = again.run_after - timezone.now()
    assert timedelta(seconds=5) < wait <= timedelta(seconds=10)
    assert again.args_kwargs["args"] == [*MAIL, None, 1]
    deliver.call(*again.args_kwargs["args"])
    assert DBTaskResult.objects.count() == 2
    with pytest.raises(smtplib.SMTPServerDisconnected):
        deliver.call(*MAIL, None, 2)
    assert (DBTaskResult.objects.count(), len(tried)) == (2, 3)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"a@example.com": (550, b"No such user")}),
        smtplib.SMTPSenderRefused(553, b"Not yours", "guildhall@localhost"),
    ],
)
def test_what_the_mail_server_refuses_for_good_is_not_tried_again(monkeypatch, error):
    tried = failing_with(monkeypatch, error)
    with pytest.raises(type(error)):
        deliver.call(*MAIL)
    assert len(tried) == 1


@pytest.mark.django_db(transaction=True)
def test_a_mailbox_that_is_full_for_now_is_tried_again(settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    failing_with(monkeypatch, smtplib.SMTPRecipientsRefused({"a@example.com": (452, b"Full")}))
    deliver.call(*MAIL)
    assert DBTaskResult.objects.count() == 1


def test_nothing_is_sent_when_the_transaction_fails(freelancer):
    with TestCase.captureOnCommitCallbacks() as callbacks:
        send_mail(template="password-changed", recipient="a@example.com", user=freelancer)
    assert mail.outbox == []
    assert len(callbacks) == 1


def test_names_are_escaped_in_html_and_plain_in_text(freelancer, mailoutbox):
    freelancer.first_name = "<b>O'Hara</b>"
    with TestCase.captureOnCommitCallbacks(execute=True):
        send_mail(template="password-changed", recipient="a@example.com", user=freelancer)
    assert "<b>O'Hara</b>" in mailoutbox[0].body
    assert "<b>O" not in mailoutbox[0].alternatives[0].content
