"""Mails of notifications: to whom, when, with what, and that none is lost."""

from __future__ import annotations

import smtplib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.test import TestCase
from django.utils import timezone

from accounts.models import EmailTrouble, Role, Status, User
from accounts.services.account import erase
from accounts.services.preferences import save_preference
from accounts.tests.factories import PASSWORD, UserFactory, with_status
from foundation.events.delivery import deliver as hand_out
from notifications.models import Channel, Delivery, Frequency, Notification
from notifications.services import mailing, sending, timing
from notifications.services.preferences import choose
from notifications.services.pruning import prune_notifications
from notifications.tests.factories import happens, make_delivery, make_notification, verified
from projects.models import Project
from projects.services.completion import deliver, reject_delivery
from projects.services.proposals import submit_proposal, withdraw_proposal
from projects.services.reminding import remind_due
from projects.tests.factories import make_project, make_proposal
from reviews.tests.factories import make_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    user = make_party(Role.CLIENT, email="office@greenview.example")
    verified(user)
    return user


@pytest.fixture
def unsent(client, running, worker, monkeypatch) -> Delivery:
    """A mail that is planned, whose worker was killed before it began."""
    monkeypatch.setattr(type(mailing.send_by_mail), "enqueue", lambda *_args: None)
    happens(lambda: deliver(freelancer=worker, project=running))
    monkeypatch.undo()
    return Delivery.objects.get()


def pass_time(**time: float) -> None:
    by = timedelta(**time)
    Delivery.objects.update(due_at=F("due_at") - by, next_try_at=F("next_try_at") - by)


def settle() -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        call_command("settle")


# --- What a mail is -------------------------------------------------------------------------------


def test_a_mail_leads_to_the_thing_itself(mailoutbox, running, client, worker):
    happens(lambda: deliver(freelancer=worker, project=running))
    (sent,) = mailoutbox
    assert sent.to == ["office@greenview.example"]
    assert sent.subject == "Asha Rao delivered the work"
    page = f"http://localhost:8000/projects/{running.pk}"
    assert page in sent.body
    assert f'href="{page}"' in sent.alternatives[0].content
    headers = sent.extra_headers
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["References"] == headers["In-Reply-To"] == f"<project.{running.pk}@localhost>"
    assert headers["Message-ID"] == f"<{client.notifications.get().pk}@localhost>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert Delivery.objects.get().sent_at is not None


def test_a_mail_leads_to_the_front_end_and_one_click_comes_here(
    mailoutbox, settings, running, worker
):
    app = "https://app.example.com"
    settings.FRONTEND_URLS = {
        "project": f"{app}/jobs/{{id}}",
        "notification_preferences": f"{app}/settings",
    }
    happens(lambda: deliver(freelancer=worker, project=running))
    (sent,) = mailoutbox
    for text in (sent.body, sent.alternatives[0].content):
        assert f"{app}/jobs/{running.pk}" in text
        assert f"{app}/settings" in text
    one_click = sent.extra_headers["List-Unsubscribe"]
    assert one_click.startswith(f"<{settings.SITE_URL}/unsubscribe?token=")


def test_a_reason_is_quoted_and_escaped(mailoutbox, running, client, worker):
    verified(worker)
    happens(lambda: deliver(freelancer=worker, project=running))
    happens(lambda: reject_delivery(client=client, project=running, reason="<b>No</b>\nAgain."))
    sent = mailoutbox[-1]
    assert "<b>No</b>\nAgain." in sent.body
    assert "&lt;b&gt;No&lt;/b&gt;" in sent.alternatives[0].content


def test_no_name_or_title_makes_a_second_header(mailoutbox, client):
    worker = make_party(first_name="Eve", last_name="Bcc: all@example.com")
    User.objects.filter(pk=worker.pk).update(first_name="Eve\r\nBcc: all@example.com")
    project = make_project(client=client, freelancer=worker, status="in_progress")
    happens(lambda: deliver(freelancer=worker, project=project))
    (sent,) = mailoutbox
    assert "\n" not in sent.subject
    assert "\nBcc:" not in sent.message().as_string()


@pytest.mark.parametrize("status", [Status.PENDING, Status.INACTIVE, Status.SUSPENDED])
def test_only_accounts_in_use_get_mails(mailoutbox, running, client, worker, status):
    with_status(client, status)
    happens(lambda: deliver(freelancer=worker, project=running))
    assert mailoutbox == []
    assert not Delivery.objects.exists()


def test_an_address_that_nobody_verified_gets_none(mailoutbox, running, client, worker):
    User.objects.update(email_verified_at=None)
    happens(lambda: deliver(freelancer=worker, project=running))
    assert mailoutbox == []
    assert Notification.objects.count() == 1


# --- When -----------------------------------------------------------------------------------------


def test_a_daily_mail_has_all_of_the_day_at_eight_in_the_readers_zone(mailoutbox, client, worker):
    save_preference(user=client, time_zone="Asia/Kolkata")
    proposals = [make_proposal(make_project(client=client), worker) for _ in range(2)]
    for proposal in proposals:
        happens(lambda one=proposal: withdraw_proposal(freelancer=worker, proposal=one))
    assert mailoutbox == []
    first, second = Delivery.objects.all()
    local = first.due_at.astimezone(ZoneInfo("Asia/Kolkata"))
    assert (local.hour, local.minute) == (8, 0)
    assert first.due_at == second.due_at > timezone.now()
    settle()
    assert mailoutbox == []
    pass_time(days=1)
    settle()
    (sent,) = mailoutbox
    assert sent.subject == "2 notifications from Guildhall"
    assert sent.body.count("Asha Rao withdrew the proposal") == 2
    assert "References" not in sent.extra_headers
    settle()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("UTC", datetime(2026, 3, 1, 7, 59), datetime(2026, 3, 1, 8)),
        ("UTC", datetime(2026, 3, 1, 8, 0), datetime(2026, 3, 2, 8)),
        ("Europe/Berlin", datetime(2026, 3, 28, 12), datetime(2026, 3, 29, 6)),  # summer begins
        ("Pacific/Kiritimati", datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 18)),
        ("America/Los_Angeles", datetime(2026, 3, 1, 12), datetime(2026, 3, 1, 16)),
    ],
)
def test_the_next_eight_o_clock(client, zone, now, due):
    utc = ZoneInfo("UTC")
    save_preference(user=client, time_zone=zone)
    found = timing.due(client, "daily", now.replace(tzinfo=utc), is_obligatory=False)
    assert found == due.replace(tzinfo=utc)


def test_whoever_wants_no_mail_of_a_kind_finds_it_on_the_site(mailoutbox, running, client, worker):
    choose(user=client, wanted={("project_delivered", "email"): "never"})
    happens(lambda: deliver(freelancer=worker, project=running))
    assert mailoutbox == []
    assert Notification.objects.get().is_in_product


def test_whoever_wants_it_nowhere_is_told_nowhere(mailoutbox, running, client, worker):
    wanted = {("project_delivered", str(channel)): str(Frequency.NEVER) for channel in Channel}
    choose(user=client, wanted=wanted)
    happens(lambda: deliver(freelancer=worker, project=running))
    assert mailoutbox == []
    assert not Notification.objects.exists()


def test_by_mail_alone(mailoutbox, running, client, worker):
    choose(user=client, wanted={("project_delivered", "in_product"): "never"})
    happens(lambda: deliver(freelancer=worker, project=running))
    assert len(mailoutbox) == 1
    assert not Notification.objects.get().is_in_product


# --- What is lost, and what is not worth a mail any more ------------------------------------------


def test_what_a_killed_worker_left_is_sent_later(mailoutbox, unsent):
    settle()
    assert mailoutbox == []  # a worker may have it
    pass_time(minutes=11)
    settle()
    assert len(mailoutbox) == 1
    settle()
    assert len(mailoutbox) == 1


def test_a_mail_server_that_is_away_for_an_hour_loses_nothing(mailoutbox, unsent, monkeypatch):
    real = mail.EmailMultiAlternatives.send
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", _refuse)
    for _ in range(8):
        pass_time(hours=1)
        settle()
    delivery = Delivery.objects.get()
    assert (delivery.tries, delivery.sent_at, delivery.dropped_at) == (8, None, None)
    assert delivery.next_try_at > timezone.now() + timedelta(minutes=29)
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", real)
    pass_time(hours=1)
    settle()
    assert len(mailoutbox) == 1


def _refuse(*_args: object) -> None:
    raise ConnectionRefusedError


def test_what_the_server_refuses_for_good_is_dropped(mailoutbox, unsent, monkeypatch):
    def refuse(*_args: object) -> None:
        raise smtplib.SMTPRecipientsRefused({"office@greenview.example": (550, b"No such user")})

    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", refuse)
    sending.send_by_mail.call(unsent.pk)
    assert Delivery.objects.get().dropped_at is not None


def test_after_three_days_a_mail_is_given_up(unsent, monkeypatch):
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", _refuse)
    pass_time(days=3, minutes=1)
    settle()
    assert Delivery.objects.get().dropped_at is not None
    assert mailing.next_mail() is None


def test_a_reminder_of_what_was_answered_meanwhile_is_not_sent(
    mailoutbox, running, client, worker, monkeypatch
):
    happens(lambda: deliver(freelancer=worker, project=running))
    mailoutbox.clear()
    names = ("started_at", "delivered_at", "completes_at", "reminds_at")
    Project.objects.update(**{name: F(name) - timedelta(days=11) for name in names})
    monkeypatch.setattr(type(mailing.send_by_mail), "enqueue", lambda *_args: None)
    happens(remind_due)
    monkeypatch.undo()
    reject_delivery(client=client, project=running, reason="The ceiling.")
    pass_time(minutes=11)
    settle()
    assert mailoutbox == []
    assert Delivery.objects.filter(dropped_at__isnull=False).count() == 1


@pytest.mark.parametrize("change", ["unsubscribed", "suspended", "address", "spam", "erased"])
def test_who_must_not_get_it_by_now_does_not(mailoutbox, unsent, client, change):
    if change == "unsubscribed":
        choose(user=client, wanted={("project_delivered", "email"): "never"})
    elif change == "suspended":
        with_status(client, Status.SUSPENDED)
    elif change == "address":
        User.objects.update(email_verified_at=None)
    elif change == "spam":
        User.objects.update(email_trouble=EmailTrouble.COMPLAINED)
    else:
        erase(user=client, session_id=None, current_password=PASSWORD)
        mailoutbox.clear()
    pass_time(minutes=11)
    settle()
    assert mailoutbox == []
    assert not Delivery.objects.waiting().exists()


def test_it_goes_to_the_address_of_the_moment(mailoutbox, unsent, client):
    User.objects.filter(pk=client.pk).update(email="new@greenview.example")
    pass_time(minutes=11)
    settle()
    assert [sent.to for sent in mailoutbox] == [["new@greenview.example"]]


def test_a_task_holds_the_id_alone(monkeypatch, client, running, worker):
    queued: list[tuple[object, ...]] = []
    of_tasks = type(sending.send_by_mail)
    monkeypatch.setattr(of_tasks, "enqueue", lambda _task, *args: queued.append(args))
    happens(lambda: deliver(freelancer=worker, project=running))
    assert [args for args in queued if args] == [(Delivery.objects.get().pk,)]


def test_notifications_of_last_year_are_pruned_with_their_mails():
    old, new = make_notification(), make_notification()
    make_delivery(old)
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=366))
    assert prune_notifications(kept=timedelta(days=365)) == 1
    assert Notification.objects.get() == new
    assert not Delivery.objects.exists()


# --- At once --------------------------------------------------------------------------------------


def at_once(*acts) -> list[object]:
    barrier = threading.Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_a_mail_once(mailoutbox):
    client, worker = UserFactory(role=Role.CLIENT), UserFactory()
    verified(client)
    project = make_project(client=client, freelancer=worker, status="in_progress")
    one = make_notification(client, kind="project_delivered", subject_id=project.pk)
    delivery = make_delivery(one, due_at=timezone.now() - timedelta(minutes=1))
    at_once(*[lambda: sending.send_by_mail.call(delivery.pk)] * 4)
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_one_digest_of_all(mailoutbox):
    client, worker = UserFactory(role=Role.CLIENT), UserFactory()
    verified(client)
    project = make_project(client=client, freelancer=worker, status="in_progress")
    past = timezone.now() - timedelta(minutes=1)
    due = {"is_digest": True, "due_at": past, "next_try_at": past}
    deliveries = [
        make_delivery(
            make_notification(client, kind="proposal_withdrawn", subject_id=project.pk), **due
        )
        for _ in range(4)
    ]
    at_once(*[lambda pk=one.pk: sending.send_by_mail.call(pk) for one in deliveries])
    (sent,) = mailoutbox
    assert sent.subject == "4 notifications from Guildhall"


@pytest.mark.django_db(transaction=True)
def test_many_processes_hand_a_mail_to_one_worker():
    for _ in range(5):
        make_delivery(make_notification(), next_try_at=timezone.now() - timedelta(minutes=1))
    assert sum(at_once(*[mailing.queue_due] * 4)) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_telling_somebody_who_closes_their_account(settings, turn):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    client = make_party(Role.CLIENT)
    worker = make_party()
    project = make_project(client=client)
    submit_proposal(freelancer=worker, project=project, cover_note="In May.")
    at_once(
        hand_out,
        hand_out,
        lambda: erase(user=client, session_id=None, current_password=PASSWORD),
    )
    hand_out()
    assert not Notification.objects.filter(person=client).exists()
    assert User.objects.get(pk=client.pk).erased_at is not None
