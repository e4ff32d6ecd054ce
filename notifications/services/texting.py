"""One text message of one notification: its heading and a link. For those who have a verified phone
and no verified e-mail address where mails arrive.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Now
from django_tasks import task

from foundation import limits, site_links
from foundation.errors import LimitExceeded
from notifications.kinds import is_obligatory, registered
from notifications.models import Channel, Delivery
from notifications.services.outcomes import TAKEN_FOR, note_failure, these, wait_for_quiet_hours
from notifications.services.sending import worth_sending
from otp.sms import DeliveryFailed, send

if TYPE_CHECKING:
    from notifications.writing import Written

logger = structlog.get_logger("guildhall.notifications")

DAY = timedelta(days=1)
MAX_HEADING = 100  # so that it is one message, or two, with the link


@task()
def send_by_text(delivery_id: int) -> None:
    """Send what is due of this delivery. Runs on a task worker."""
    texts = Delivery.objects.filter(pk=delivery_id, channel=Channel.SMS)
    texts = texts.select_related("notification__person")
    delivery = texts.first()
    if delivery is None or not delivery.is_waiting:
        return
    if not _is_wanted(delivery) or not _may_be_sent(delivery):
        return
    with transaction.atomic():
        for mine in texts.select_for_update(skip_locked=True, of=("self",)):
            if mine.is_waiting:
                _send(mine)


def _is_wanted(delivery: Delivery) -> bool:
    """Whether it is to be sent now: else it is dropped, or waits for the end of quiet hours."""
    person = delivery.notification.person
    if not worth_sending([delivery], person, Channel.SMS):
        these([delivery]).update(dropped_at=Now())
        return False
    return is_obligatory(delivery.notification) or not wait_for_quiet_hours([delivery], person)


def _may_be_sent(delivery: Delivery) -> bool:
    """Count one more message of the day, once for each delivery; whether it may be sent. What is
    obligatory is not counted: no other person can cause much of it.
    """
    if is_obligatory(delivery.notification):
        return True
    first = these([delivery]).filter(tries=0)
    if not first.update(tries=1, next_try_at=Now() + Value(TAKEN_FOR)):
        return True  # it was counted
    limit = limits.Limit("notification-text:user", settings.TEXTS_PER_DAY, DAY)
    try:
        limits.hit((limit, delivery.notification.person_id))
    except LimitExceeded:
        these([delivery]).update(dropped_at=Now())
        logger.info("text_withheld", user=str(delivery.notification.person_id))
        return False
    return True


def _send(delivery: Delivery) -> None:
    """Write it in its reader's language, and hand it to the provider. The number is the one that
    they have now.
    """
    person = delivery.notification.person
    written = worth_sending([delivery], person, Channel.SMS)
    if not written:
        these([delivery]).update(dropped_at=Now())
        return
    try:
        send(str(person.phone_number), _text(written[0]))
    except DeliveryFailed as error:
        logger.warning("sms_failed", error=str(error))
        note_failure([delivery], is_permanent=False)
    else:
        these([delivery]).update(sent_at=Now())
        logger.info("notified_by_text", user=str(person.pk))


def _text(written: Written) -> str:
    person = written.notification.person
    heading = written.heading
    if len(heading) > MAX_HEADING:
        heading = f"{heading[: MAX_HEADING - 3].rstrip()}..."
    kind = registered()[written.notification.kind]
    link = kind.outside(written.notification, person) if kind.outside else ""
    if not link and written.path:
        link = site_links.link_to(written.path)
    return f"{settings.SITE_NAME}: {heading} {link}".strip()
