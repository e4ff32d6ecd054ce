"""Mail, text messages and the tasks that send them. Nothing is sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import mail
from django.db.models import Min, Value
from django.db.models.functions import Now
from django_tasks_db.models import DBTaskResult

from operations.doctor.registry import Finding, check
from otp import sms

if TYPE_CHECKING:
    from collections.abc import Iterator

PRINTING = ("console", "dummy", "filebased", "locmem")
ANYBODY = "+919820012345"
LONGEST_WAIT = timedelta(minutes=5)
STUCK_AFTER = timedelta(hours=1)


@check("mail")
def mails_leave() -> Iterator[Finding]:
    if settings.EMAIL_BACKEND.split(".")[-2] in PRINTING:
        yield Finding(
            "Mails are printed or kept, not sent.",
            "Nobody can prove an address or set a new password.",
            "EMAIL_URL=smtp+tls://user:password@host:587",
        )
        return
    try:
        connection = mail.get_connection()
        connection.open()  # logs in
        connection.close()
    except Exception as error:  # smtplib's own, ssl's, or the network's
        yield Finding(
            f"The mail server refuses us ({type(error).__name__}).",
            f"Each mail is given up after {len(settings.MAIL_RETRY_WAITS) + 1} tries.",
            "Check host, port, user and password in EMAIL_URL, and that the port is let through.",
        )


@check("mail")
def sender() -> Iterator[Finding]:
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Finding(
            "Mails come from guildhall@localhost.",
            "Most mail servers refuse such a sender, or file it as spam.",
            "DEFAULT_FROM_EMAIL=Guildhall <no-reply@guildhall.example.com>",
        )


@check("sms")
def messages_leave() -> Iterator[Finding]:
    if settings.SMS_URL == sms.CONSOLE:
        yield Finding(
            "Text messages are printed, not sent.",
            "Nobody can log in or register by a code, and codes are in the log.",
            "SMS_URL=twilio://SID:TOKEN@FROM, or another of apprise's addresses.",
        )
    elif settings.SMS_URL != sms.MEMORY and not sms.is_usable(ANYBODY):
        yield Finding(
            "SMS_URL is no address that apprise can send a text message to.",
            "Every code fails to be delivered.",
            "Compare SMS_URL with apprise's page of your provider; then "
            "python manage.py send_test_sms NUMBER",
        )


@check("tasks", needs_database=True)
def tasks_are_done() -> Iterator[Finding]:
    if settings.TASKS_BACKEND != "database":
        return
    oldest = DBTaskResult.objects.ready().order_by().aggregate(at=Min("enqueued_at"))["at"]
    late = DBTaskResult.objects.filter(enqueued_at__lt=Now() - Value(LONGEST_WAIT))
    if oldest and late.ready().order_by().exists():
        yield Finding(
            f"{DBTaskResult.objects.ready().order_by().count()} tasks wait, the oldest since "
            f"{oldest:%d %B, %H:%M} UTC.",
            "Mails, codes and CVs are late.",
            "Run python manage.py db_worker (guildhall-worker.service), or more of them.",
        )
    stuck = DBTaskResult.objects.running().filter(started_at__lt=Now() - Value(STUCK_AFTER))
    if count := stuck.order_by().count():
        yield Finding(
            f"{count} tasks were begun more than an hour ago and not finished.",
            "Their worker was probably killed, and mails, codes or CVs wait with them.",
            "Run python manage.py settle every few minutes (guildhall-settle.timer): it has them "
            "done again.",
        )
    yesterday = Now() - Value(timedelta(days=1))
    failed = DBTaskResult.objects.failed().filter(finished_at__gt=yesterday)
    if count := failed.order_by().count():
        yield Finding(
            f"{count} tasks failed in the last 24 hours.",
            "A mail, a code or a CV did not get where it should.",
            "The events task_failed in the worker's log, and the tasks in the admin, tell which.",
        )
