"""Mail, text messages and the tasks that send them. Nothing is sent."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import mail
from django.db.models import Count, Min, Q, Value
from django.db.models.functions import Now

from accounts.models import Status, User
from accounts.services import mail_tally
from foundation.mail_providers import PROVIDERS
from foundation.models import LimitCounter
from operations.doctor.findings import Finding, check
from operations.models import QueuedTask
from operations.plurals import counted
from otp import sms, tally
from otp.models import ALL_COUNTRIES, SendTally

if TYPE_CHECKING:
    from collections.abc import Iterator

PRINTING = ("console", "dummy", "filebased", "locmem")
ANYBODY = "+919820012345"
LONGEST_WAIT = timedelta(minutes=5)
UNUSED_BY = 0.05  # of the members, on a bad day
MANY_ADDRESSES = 5
# Amazon SES and others look into senders from these on; of a few mails they are chance.
MANY_BOUNCES, FEW_BOUNCES = 0.05, 5
MANY_COMPLAINTS, FEW_COMPLAINTS = 0.001, 2


def keeps_mails() -> bool:
    return settings.EMAIL_BACKEND.split(".")[-2] in PRINTING


@check("mail")
def mails_leave() -> Iterator[Finding]:
    if keeps_mails():
        yield Finding(
            "W075",
            "Mails are printed or kept, not sent.",
            "Nobody can prove an address or set a new password.",
            "EMAIL_URL=smtp+tls://user:password@host:587",
        )


@check("mail", looks_outside=True)
def mail_server_takes_us() -> Iterator[Finding]:
    if keeps_mails():
        return
    try:
        connection = mail.get_connection()
        connection.open()  # logs in
        connection.close()
    except Exception as error:  # smtplib's own, ssl's, or the network's
        yield Finding(
            "E076",
            f"The mail server refuses us ({type(error).__name__}).",
            f"Each mail is given up after {len(settings.MAIL_RETRY_WAITS) + 1} tries.",
            "Check host, port, user and password in EMAIL_URL, and that the port is let through.",
        )


@check("mail")
def sender() -> Iterator[Finding]:
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield Finding(
            "W077",
            "Mails come from guildhall@localhost.",
            "Most mail servers refuse such a sender, or file it as spam.",
            "DEFAULT_FROM_EMAIL=Guildhall <no-reply@guildhall.example.com>",
        )


@check("mail")
def bounces_are_reported() -> Iterator[Finding]:
    of_provider = settings.EMAIL_BACKEND in {one.backend for one in PROVIDERS.values()}
    if of_provider and not settings.MAIL_WEBHOOK_PROVIDER:
        yield Finding(
            "W078",
            "The provider of mail cannot report what bounces.",
            "Mails go on being sent where none arrives, which the provider counts against you, and "
            "nobody is told.",
            "MAIL_WEBHOOK_SECRET, or MAIL_WEBHOOK_SIGNING_KEY, and the webhook in the provider's "
            "console (docs/operations.md).",
        )


@check("mail", needs_database=True)
def mails_arrive() -> Iterator[Finding]:
    week = mail_tally.rates(mail_tally.WEEK)
    if week.bounced >= FEW_BOUNCES and week.bounced_share > MANY_BOUNCES:
        yield Finding(
            "W079",
            f"{week.bounced} of {counted(week.sent, 'mail')} bounced within 7 days.",
            "Providers stop senders with so many, and then nobody gets a link or a code.",
            "Look for accounts that are made by programs, and at the sender's SPF, DKIM and DMARC.",
        )
    if week.complained >= FEW_COMPLAINTS and week.complained_share > MANY_COMPLAINTS:
        yield Finding(
            "W080",
            f"{week.complained} of {counted(week.sent, 'mail')} were reported as spam within 7 "
            "days.",
            "Large mailboxes file everything from such a sender as spam.",
            "See in the metrics which mails are many, and who is sent them.",
        )


@check("sms")
def messages_leave() -> Iterator[Finding]:
    if settings.SMS_URL == sms.CONSOLE:
        yield Finding(
            "W081",
            "Text messages are printed, not sent.",
            "Nobody can log in or register by a code, and codes are in the log.",
            "SMS_URL=twilio://SID:TOKEN@FROM, or another of apprise's addresses.",
        )
    elif settings.SMS_URL != sms.MEMORY and not sms.is_usable(ANYBODY):
        yield Finding(
            "E082",
            "SMS_URL is no address that apprise can send a text message to.",
            "Every code fails to be delivered.",
            "Compare SMS_URL with apprise's page of your provider; then "
            "python manage.py send_test_sms NUMBER",
        )


@check("sms", needs_database=True)
def codes_are_used() -> Iterator[Finding]:
    since = Now() - Value(timedelta(days=tally.MEAN_DAYS))
    paused = SendTally.objects.filter(paused_at__gt=since)
    for row in paused.order_by("dial_code", "-day").distinct("dial_code"):
        where = f"+{row.dial_code}" if row.dial_code != ALL_COUNTRIES else "all countries"
        setting = (
            "OTP_UNUSED_PER_DAY"
            if row.dial_code == ALL_COUNTRIES
            else "OTP_UNUSED_PER_DIAL_CODE_DAY"
        )
        yield Finding(
            "W083",
            f"Codes to {where} were paused on {row.day:%d %B}: {row.sent - row.used} of "
            f"{row.sent} were not used.",
            "Somebody asks for codes to numbers that they earn by, or the limit no longer fits.",
            f"If your members do not get theirs: {setting} above {row.sent - row.used}. If nobody "
            "of yours lives there: take the country out of OTP_COUNTRIES.",
        )


@check("sms", needs_database=True)
def limits_fit_the_members() -> Iterator[Finding]:
    members = User.objects.filter(phone_verified_at__isnull=False, status=Status.ACTIVE).count()
    wanted = math.ceil(members * UNUSED_BY)
    if wanted > settings.OTP_UNUSED_PER_DAY:
        yield Finding(
            "W084",
            f"{members} members can log in by a code, and OTP_UNUSED_PER_DAY is "
            f"{settings.OTP_UNUSED_PER_DAY}.",
            f"If one in {round(1 / UNUSED_BY)} of them asked for a code on a day and did not use "
            "it, nobody would get one until midnight.",
            f"OTP_UNUSED_PER_DAY={wanted}",
        )
    crowded = LimitCounter.objects.filter(
        key__startswith="otp:address:",
        expires_at__gt=Now(),
        count__gte=settings.OTP_PER_ADDRESS_HOUR,
    ).count()
    if crowded >= MANY_ADDRESSES:
        yield Finding(
            "W089",
            f"{crowded} addresses have no code left in this hour.",
            "People behind one address of a carrier or an office wait for each other, or somebody "
            "asks from many addresses.",
            "If the codes of W083 are used, raise OTP_PER_ADDRESS_HOUR.",
        )


@check("tasks", needs_database=True)
def tasks_are_done() -> Iterator[Finding]:
    if settings.TASKS_BACKEND != "database":
        return
    is_late = Q(since__lt=Now() - Value(LONGEST_WAIT))
    found = QueuedTask.objects.waiting().aggregate(
        count=Count("*"), late=Count("pk", filter=is_late), oldest=Min("since")
    )
    if found["late"]:
        yield Finding(
            "W085",
            f"{counted(found['count'], 'task waits', 'tasks wait')}, "
            f"the oldest since {found['oldest']:%d %B, %H:%M} UTC.",
            "Mails, codes and CVs are late.",
            "Run python manage.py procrastinate worker (guildhall-worker.service), or more of "
            "them.",
        )
    if count := QueuedTask.objects.stalled().count():
        yield Finding(
            "W086",
            f"{counted(count, 'task was', 'tasks were')} begun by a worker that is gone.",
            "It was probably killed, and mails, codes or CVs wait with them.",
            "Run python manage.py procrastinate worker (guildhall-worker.service): any worker has "
            "them done again within a minute.",
        )
    if count := QueuedTask.objects.failed_within(timedelta(days=1)).count():
        yield Finding(
            "W087",
            f"{counted(count, 'task')} failed in the last 24 hours.",
            "A mail, a code or a CV did not get where it should.",
            "The events task_failed in the worker's log, and the tasks in the admin, tell which.",
        )
