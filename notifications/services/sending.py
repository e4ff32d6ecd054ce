"""One mail of one or, in a digest, several notifications: written and sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import task

from accounts.models import Status
from accounts.services.mails import is_permanent, write_mail
from accounts.services.preferences import preferred_by
from foundation.retries import backed_off
from notifications import unsubscribing
from notifications.kinds import registered
from notifications.models import Channel, Delivery, Frequency
from notifications.services.preferences import chosen_by
from notifications.writing import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from notifications.writing import Written

logger = structlog.get_logger("guildhall.notifications")

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=30)
GIVEN_UP_AFTER = timedelta(days=3)
DIGEST_LOCK = 0x6E6F7469  # "noti": of the advisory locks that digests take


@task()
def send_by_mail(delivery_id: int) -> None:
    """Send what is due of this delivery, with the rest of its digest. Runs on a task worker."""
    with transaction.atomic():
        if deliveries := _locked(delivery_id):
            _send(deliveries)


def _locked(delivery_id: int) -> list[Delivery]:
    """The delivery, or all of its digest that are due, unless it is sent, or another worker is at
    it: the locks are held until it is sent.
    """
    waiting = Delivery.objects.waiting().select_related("notification__person")
    first = waiting.filter(pk=delivery_id).first()
    if first is None:
        return []
    if not first.is_digest:
        locked = waiting.select_for_update(skip_locked=True, of=("self",))
        return list(locked.filter(pk=delivery_id))
    person_id = first.notification.person_id
    if not _is_alone_at_digest_of(person_id):
        return []
    due = waiting.filter(notification__person=person_id, is_digest=True, due_at__lte=Now())
    return list(due.select_for_update(of=("self",)).order_by("notification_id"))


def _is_alone_at_digest_of(person_id: UUID) -> bool:
    """Whether nobody else writes this person's digest until the transaction ends: of two, each
    would have a part.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [DIGEST_LOCK, str(person_id)]
        )
        (is_mine,) = cursor.fetchone()
    return bool(is_mine)


def _send(deliveries: list[Delivery]) -> None:
    person = deliveries[0].notification.person
    written = _worth_sending(deliveries, person)
    sent = {one.notification.pk for one in written}
    drop = [one.pk for one in deliveries if one.notification_id not in sent]
    Delivery.objects.filter(pk__in=drop).update(dropped_at=Now())
    if not written:
        return
    left = Delivery.objects.filter(pk__in=[one.pk for one in deliveries if one.pk not in drop])
    try:
        _mail(written, person, is_digest=deliveries[0].is_digest)
    except OSError as error:
        is_over = min(one.due_at for one in deliveries) < timezone.now() - GIVEN_UP_AFTER
        if is_permanent(error) or is_over:
            left.update(dropped_at=Now())
            return
        tries = max(one.tries for one in deliveries)
        wait = backed_off(tries, first=FIRST_WAIT, longest=LONGEST_WAIT)
        left.update(tries=tries + 1, next_try_at=Now() + wait)
    else:
        left.update(sent_at=Now())


def _worth_sending(deliveries: Sequence[Delivery], person: User) -> list[Written]:
    """What is news still, to somebody who can be mailed and wants to."""
    choices = chosen_by([person.pk])
    kinds = registered()
    wanted = [
        one.notification
        for one in deliveries
        if (kind := kinds.get(one.notification.kind))
        and choices.frequency(person, kind, Channel.EMAIL) != Frequency.NEVER
    ]
    if not can_be_mailed(person):
        return []
    with preferred_by(person).active(otherwise=settings.LANGUAGE_CODE):
        return [one for one in write(wanted, person) if one.is_news]


def can_be_mailed(person: User) -> bool:
    """Whether mails about what others do go to somebody: to verified addresses of accounts in use
    alone.
    """
    is_in_use = person.status == Status.ACTIVE and person.erased_at is None
    return is_in_use and bool(person.email) and person.email_verified_at is not None


def _mail(written: list[Written], person: User, *, is_digest: bool) -> None:
    """Write the mail in its reader's language, and hand it over. Raises OSError."""
    first = written[0]
    kind = unsubscribing.DIGEST if is_digest else first.notification.kind
    link = unsubscribing.link(person, kind)
    mail = write_mail(
        app="notifications",
        template="digest" if is_digest else "notification",
        user=person,
        otherwise=settings.LANGUAGE_CODE,
        addressee=person.get_short_name(),
        one=first,
        notifications=written,
        unsubscribe_link=link,
        preferences_link=f"{settings.SITE_URL}/account/notifications",
    )
    mail.send_to(person.email or "", _headers(first, link, is_digest=is_digest))
    logger.info("notified_by_mail", user=str(person.pk), number=len(written))


def _headers(first: Written, link: str, *, is_digest: bool) -> dict[str, str]:
    """What mail programs go by: no answer by machines, one click that stops them (RFC 8058), one
    thread for each project, and an id that is the same if it is sent twice.
    """
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": f"<{first.notification.pk}@{host}>",
    }
    if first.project_id and not is_digest:
        thread = f"<project.{first.project_id}@{host}>"
        headers |= {"References": thread, "In-Reply-To": thread}
    return headers
