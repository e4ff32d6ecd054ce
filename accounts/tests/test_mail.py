"""Mail is queued with the commit, tried again, and fails without telling."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from anymail.exceptions import AnymailRecipientsRefused, AnymailRequestsAPIError
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from requests import Response
from structlog.testing import capture_logs

from accounts.models import OutgoingMessage
from accounts.services import outgoing
from accounts.services.email import deliver, queue_mail, send_mail
from accounts.services.mails import Mail
from accounts.services.outgoing import forget_all_to, prune_outgoing
from accounts.tests.mails import mail_on_its_way

pytestmark = pytest.mark.django_db(transaction=True)


def queue() -> None:
    queue_mail(Mail("subject", "text", "<p>text</p>"), "a@example.com", user=None)


def failing_with(monkeypatch, error: Exception) -> list[list[str]]:
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
        queue()
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
    queue()
    assert len(tried) == 1


def of_provider(status: int) -> AnymailRequestsAPIError:
    response = Response()
    response.status_code = status
    return AnymailRequestsAPIError(response=response)


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (AnymailRecipientsRefused(), 1),
        (of_provider(422), 1),
        (of_provider(401), 2),
        (of_provider(429), 2),
        (of_provider(503), 2),
        (AnymailRequestsAPIError("cannot be reached"), 2),
    ],
)
def test_what_a_provider_refuses_for_good_is_not_tried_again(settings, monkeypatch, error, tries):
    settings.MAIL_RETRY_WAITS = [10]
    tried = failing_with(monkeypatch, error)
    queue()
    assert len(tried) == tries


def test_a_mailbox_that_is_full_for_now_is_tried_again(settings, monkeypatch):
    settings.MAIL_RETRY_WAITS = [10]
    refusal = smtplib.SMTPRecipientsRefused({"a@example.com": (452, b"Full")})
    tried = failing_with(monkeypatch, refusal)
    queue()
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


def test_what_was_sent_or_given_up_is_not_kept(monkeypatch, mailoutbox):
    queue()
    assert len(mailoutbox) == 1
    assert not OutgoingMessage.objects.exists()
    failing_with(monkeypatch, smtplib.SMTPSenderRefused(553, b"Not yours", "guildhall@localhost"))
    queue()
    assert not OutgoingMessage.objects.exists()


def test_what_is_on_its_way_can_be_read_by_nobody_else():
    message_id = mail_on_its_way()
    message = OutgoingMessage.objects.get(pk=message_id)
    assert b"example.com" not in bytes(message.sealed)
    with outgoing.kept(message_id) as kept:
        assert kept["recipient"] == "a@example.com"


def test_without_the_key_that_sealed_it_no_nonsense_is_sent(settings, mailoutbox):
    message_id = mail_on_its_way()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, []
    with capture_logs() as events:
        deliver.enqueue(message_id)
    assert mailoutbox == []
    assert events[-1]["error"] == "accounts.services.outgoing.Unreadable"


def test_whoever_was_erased_gets_nothing_that_was_on_its_way(freelancer, mailoutbox):
    message_id = mail_on_its_way(user=freelancer)
    forget_all_to(freelancer)
    deliver.enqueue(message_id)
    assert mailoutbox == []


def test_what_no_task_will_send_is_pruned(monkeypatch):
    message_id = mail_on_its_way()
    assert prune_outgoing() == 0
    OutgoingMessage.objects.filter(pk=message_id).update(
        queued_at=timezone.now() - timedelta(days=4)
    )
    assert prune_outgoing() == 1
