"""Mail is queued after the commit, tried again, and fails without telling."""

from __future__ import annotations

import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import TestCase

from accounts.services.email import deliver, send_mail

pytestmark = pytest.mark.django_db


def test_a_server_that_hangs_up_is_tried_three_times(monkeypatch):
    tries = []

    def refuse(self: EmailMultiAlternatives) -> None:
        tries.append(self)
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        deliver.call("subject", "text", "<p>text</p>", "a@example.com")
    assert len(tries) == 3


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
