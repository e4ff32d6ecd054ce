"""A one-time code made and delivered, by SMS or by mail.

The code itself is made by the task that delivers it and lives in that process only: a task's
arguments would be stored. Each try to deliver makes the same one again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db.models.functions import Now
from django.template import loader
from django.utils import translation
from django_tasks import task

from accounts.email_addresses import compared
from accounts.services.mails import is_permanent, write_mail
from foundation import site_links
from foundation.retries import retried
from otp import limits
from otp.codes import code_for, hash_code
from otp.models import Delivery, OneTimeCode, Purpose
from otp.sms import DeliveryFailed, send

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.otp")


def _give_up(code_id: str, _language: str) -> None:
    """A code that was never delivered is given back to the recipient's allowance."""
    queued = OneTimeCode.objects.select_related("user").filter(delivery=Delivery.QUEUED)
    row = queued.filter(pk=code_id).first()
    if row is not None:
        _record(row, Delivery.FAILED)
        limits.forgive_send(row)


def _is_permanent(error: DeliveryFailed) -> bool:
    """Whether a mail server refused the mail for good. A provider of SMS never says so."""
    return isinstance(error.__cause__, OSError) and is_permanent(error.__cause__)


@task()
@retried(waits="OTP_RETRY_WAITS", on=DeliveryFailed, unless=_is_permanent, given_up=_give_up)
def deliver_code(code_id: str, language: str) -> None:
    """Make the code of a row and send it, or tell why there is none to send, in the language in
    which it was asked for.
    """
    open_codes = OneTimeCode.objects.open().select_related("user")
    row = open_codes.filter(pk=code_id, delivery=Delivery.QUEUED).first()
    if row is None:
        return  # superseded meanwhile, paused, or sent by a worker that was killed afterwards
    code = code_for(row)
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, code))
    if not _has_something_to_say(row):
        _record(row, Delivery.NOT_SENT)
        return
    if row.email and row.user is not None:
        _mail(row, row.user, code, language)
    else:
        _text(row, code, language)
    _record(row, Delivery.SENT)


def _has_something_to_say(row: OneTimeCode) -> bool:
    """Whether the recipient gets a code, or is told why none comes. Mail goes to the account's own
    address alone: any other one is a stranger's.
    """
    if row.email:
        return row.user is not None and compared(row.user.email or "") == row.email
    return settings.OTP_TELL_WHY or not row.is_decoy


def _text(row: OneTimeCode, code: str, language: str) -> None:
    template = f"otp/{'decoy' if row.is_decoy else 'code'}.txt"
    is_login = row.purpose == Purpose.LOGIN
    with translation.override(language):
        context = _context(row, code) | {"is_login": is_login}
        text = loader.render_to_string(template, context).strip()
    try:
        send(row.recipient, text)
    except DeliveryFailed as error:
        logger.warning("sms_failed", phone=row.masked_recipient, error=str(error))
        raise
    logger.info("sms_sent", phone=row.masked_recipient)


def _mail(row: OneTimeCode, user: User, code: str, language: str) -> None:
    """Written in the owner's language, or else in the one in which the code was asked for; sent at
    once, as what is queued is stored.
    """
    mail = write_mail(
        template="code",
        app="otp",
        user=user,
        otherwise=language,
        has_links=False,
        **_context(row, code),
    )
    try:
        mail.send_to(user.email or "")
    except OSError as error:
        raise DeliveryFailed(type(error).__name__) from error


def _context(row: OneTimeCode, code: str) -> dict[str, object]:
    return {
        "code": code,
        "minutes": int(limits.lifetime_of(row.recipient).total_seconds() // 60),
        "site_name": settings.SITE_NAME,
        "site_url": site_links.link("home"),
    }


def _record(row: OneTimeCode, delivery: Delivery) -> None:
    delivered_at = Now() if delivery == Delivery.SENT else None
    OneTimeCode.objects.filter(pk=row.pk).update(delivery=delivery, delivered_at=delivered_at)
