"""Text messages that hold no secret."""

from __future__ import annotations

from functools import partial

import structlog
from django.db import transaction
from django_tasks import task

from otp.sms import DeliveryFailed, send

logger = structlog.get_logger("guildhall.otp")


@task()
def notify(phone_number: str, text: str) -> None:
    """Send a notice that holds no secret; a provider that does not answer is only logged."""
    try:
        send(phone_number, text)
    except DeliveryFailed as error:
        logger.warning("sms_failed", error=str(error))
    else:
        logger.info("sms_sent")


def notify_later(phone_number: str, text: str) -> None:
    """Queue the notice once the transaction is committed."""
    transaction.on_commit(partial(notify.enqueue, phone_number, text))
