"""Delivering a code: by a background task, tried again, its outcome recorded.

The code is made here and lives in this process only: a task's arguments would be stored. So each
try makes a code of its own, and the last one that was sent counts.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db.models.functions import Now
from django.template import loader
from django.utils import translation
from django_tasks import task

from foundation.retries import retried
from otp import limits
from otp.codes import hash_code, new_code
from otp.models import Delivery, OneTimeCode, Purpose
from otp.sms import DeliveryFailed, send

logger = structlog.get_logger("guildhall.otp")


def _give_up(code_id: str, _language: str) -> None:
    """A code that was never delivered is given back to the phone's allowance."""
    row = OneTimeCode.objects.filter(pk=code_id, delivery=Delivery.QUEUED).first()
    if row is not None:
        _record(row, Delivery.FAILED)
        limits.forgive_send(row.phone_number)


@task()
@retried(waits="OTP_RETRY_WAITS", on=DeliveryFailed, given_up=_give_up)
def deliver_code(code_id: str, language: str) -> None:
    """Make the code of a row and send it, or tell why there is none to send, in the language in
    which it was asked for.
    """
    row = OneTimeCode.objects.open().filter(pk=code_id, delivery=Delivery.QUEUED).first()
    if row is None:
        return  # superseded while it waited, or sent by a worker that was killed afterwards
    code = new_code()
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, code))
    if row.is_decoy and not settings.OTP_TELL_WHY:
        _record(row, Delivery.NOT_SENT)
        return
    with translation.override(language):
        text = _text(row, code)
    _send(row, text)
    _record(row, Delivery.SENT)


def _text(row: OneTimeCode, code: str) -> str:
    """What the message says."""
    template = f"otp/{'decoy' if row.is_decoy else 'code'}.txt"
    context = {
        "code": code,
        "is_login": row.purpose == Purpose.LOGIN,
        "minutes": int(settings.OTP_LIFETIME.total_seconds() // 60),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
    }
    return loader.render_to_string(template, context).strip()


def _send(row: OneTimeCode, text: str) -> None:
    try:
        send(row.phone_number, text)
    except DeliveryFailed as error:
        logger.warning("sms_failed", phone=row.masked_phone_number, error=str(error))
        raise
    logger.info("sms_sent", phone=row.masked_phone_number)


def _record(row: OneTimeCode, delivery: Delivery) -> None:
    delivered_at = Now() if delivery == Delivery.SENT else None
    OneTimeCode.objects.filter(pk=row.pk).update(delivery=delivery, delivered_at=delivered_at)


@task()
def notify(phone_number: str, text: str) -> None:
    """Send a notice that holds no secret; a provider that does not answer is only logged."""
    try:
        send(phone_number, text)
    except DeliveryFailed as error:
        logger.warning("sms_failed", error=str(error))
    else:
        logger.info("sms_sent")
