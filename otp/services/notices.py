"""Text messages that hold no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django_tasks import task

from accounts.services import outgoing
from otp.sms import DeliveryFailed, send

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.otp")


@task()
def notify(message_id: str) -> None:
    """Send a notice that holds no secret; a provider that does not answer is only logged."""
    with outgoing.kept(message_id) as kept:
        if kept is None:
            return
        try:
            send(kept["phone_number"], kept["text"])
        except DeliveryFailed as error:
            logger.warning("sms_failed", error=str(error))
        else:
            logger.info("sms_sent")


def notify_later(user: User, phone_number: str, text: str) -> None:
    """Queue the notice with the transaction."""
    notify.enqueue(outgoing.keep(user, phone_number=phone_number, text=text))
