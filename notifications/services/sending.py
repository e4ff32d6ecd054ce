"""One mail of one or, in a digest, several notifications: written and sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django_tasks import task

from accounts.services.email import written_for
from accounts.services.mails import is_permanent
from accounts.services.preferences import preferred_by
from foundation import site_links
from notifications import unsubscribing
from notifications.kinds import is_obligatory, registered
from notifications.models import Channel, Delivery, Frequency
from notifications.services.outcomes import note_failure, these, wait_for_quiet_hours
from notifications.services.preferences import chosen_by
from notifications.services.reaching import can_be_reached
from notifications.writing import write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.models import User
    from accounts.services.mails import Mail
    from notifications.kinds import Kind
    from notifications.writing import Written

logger = structlog.get_logger("guildhall.notifications")

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
    mails = Delivery.objects.filter(channel=Channel.EMAIL).select_related("notification__person")
    first = mails.filter(pk=delivery_id).first()
    if first is None or not first.is_waiting:
        return []
    if not first.is_digest:
        locked = mails.select_for_update(skip_locked=True, of=("self",)).filter(pk=delivery_id)
        return [one for one in locked if one.is_waiting]
    person_id = first.notification.person_id
    if not _is_alone_at_digest_of(person_id):
        return []
    due = mails.waiting().filter(notification__person=person_id, is_digest=True, due_at__lte=Now())
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
    always_comes = is_obligatory(deliveries[0].notification)
    if not always_comes and wait_for_quiet_hours(deliveries, person):
        return
    written = worth_sending(deliveries, person, Channel.EMAIL)
    sent = {one.notification.pk for one in written}
    these([one for one in deliveries if one.notification_id not in sent]).update(dropped_at=Now())
    left = [one for one in deliveries if one.notification_id in sent]
    if not left:
        return
    try:
        _mail(written, person, is_digest=left[0].is_digest)
    except OSError as error:
        note_failure(left, is_permanent=is_permanent(error))
    else:
        these(left).update(sent_at=Now())


def worth_sending(deliveries: Sequence[Delivery], person: User, channel: Channel) -> list[Written]:
    """What is news still, to somebody who can be reached and wants to."""
    choices = chosen_by([person.pk])
    kinds = registered()
    wanted = [
        one.notification
        for one in deliveries
        if (kind := kinds.get(one.notification.kind))
        and choices.frequency(person, kind, channel) != Frequency.NEVER
        and can_be_reached(person, kind, channel)
    ]
    with preferred_by(person).active(otherwise=settings.LANGUAGE_CODE):
        return [one for one in write(wanted, person) if one.is_news]


def _mail(written: list[Written], person: User, *, is_digest: bool) -> None:
    """Write the mail in its reader's language, and hand it over. Raises OSError."""
    first = written[0]
    kind = registered()[first.notification.kind]
    link = ""
    if not kind.is_obligatory:
        stops = unsubscribing.DIGEST if is_digest else kind.name
        link = unsubscribing.link(person, stops)
    mail = _own_mail(first, person, kind) or _usual_mail(written, person, link, is_digest=is_digest)
    mail.send_to(person.email or "", _headers(first, link, is_digest=is_digest))
    logger.info("notified_by_mail", user=str(person.pk), number=len(written))


def _own_mail(one: Written, person: User, kind: Kind) -> Mail | None:
    own = kind.own_mail(one.notification, person) if kind.own_mail else None
    if own is None:
        return None
    return written_for(
        person.email or "", template=own.template, app=own.app, user=person, **own.context
    )


def _usual_mail(written: list[Written], person: User, link: str, *, is_digest: bool) -> Mail:
    return written_for(
        person.email or "",
        app="notifications",
        template="digest" if is_digest else "notification",
        user=person,
        one=written[0],
        notifications=written,
        unsubscribe_link=link,
        preferences_link=site_links.link("notification_preferences"),
    )


def _headers(first: Written, link: str, *, is_digest: bool) -> dict[str, str]:
    """What mail programs go by: no answer by machines, one click that stops them (RFC 8058) where
    they can be stopped, one thread for each project, and an id that is the same if it is sent
    twice.
    """
    host = urlsplit(settings.SITE_URL).hostname
    headers = {
        "Auto-Submitted": "auto-generated",  # RFC 3834
        "Message-ID": f"<{first.notification.pk}@{host}>",
    }
    if link:
        headers["List-Unsubscribe"] = f"<{link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if first.project_id and not is_digest:
        thread = f"<project.{first.project_id}@{host}>"
        headers |= {"References": thread, "In-Reply-To": thread}
    return headers
