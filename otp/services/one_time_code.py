"""The life of a one-time code, step by step: asked for, made and delivered, judged, used.

What the caller sees never depends on whether the phone has an account: where no code can help, a
decoy takes the row's place and goes through the same steps. What a used code opens is `verifying`.

The code itself is made by the task that delivers it and lives in that process only: a task's
arguments would be stored. Each try to deliver makes the same one again.
"""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language
from django_tasks import task

from accounts.models import User
from accounts.phone_numbers import refusal_of
from foundation import limits as counting
from foundation.errors import LimitExceeded
from foundation.retries import retried
from otp import limits
from otp.codes import code_for, fits, hash_code
from otp.errors import CodeInvalid, NumberRefused
from otp.models import MAX_ATTEMPTS, Delivery, OneTimeCode, Purpose, mask
from otp.sms import DeliveryFailed, send

logger = structlog.get_logger("guildhall.otp")

# --- Asked for --------------------------------------------------------------------------------


def request_code(
    *, phone_number: str, purpose: Purpose, address: str, user: User | None = None
) -> None:
    """Send a code, or what else there is to say, to a phone; it replaces the phone's older code.

    What the caller sees does not depend on whether the phone has an account: where no code can
    help, a decoy takes the row's place. `user` is who verifies a phone.

    Raises NumberRefused and LimitExceeded.
    """
    refuse_number(phone_number)
    limits.count_send(phone_number, address)
    owner = User.objects.held_by(phone_number).first()
    try:
        _replace_code(phone_number, purpose, owner, user)
    except IntegrityError as error:
        # Another request for the same phone came first, past a cool-down set to nothing.
        raise LimitExceeded(1) from error
    logger.info("code_requested", phone=mask(phone_number), purpose=purpose)


def _replace_code(
    phone_number: str, purpose: Purpose, owner: User | None, user: User | None
) -> None:
    """Kill the phone's open code, store the new one and queue its delivery."""
    with transaction.atomic():
        same = OneTimeCode.objects.filter(phone_number=phone_number, purpose=purpose)
        same.supersede()
        code = OneTimeCode.objects.create(
            phone_number=phone_number,
            purpose=purpose,
            user=user or (owner if purpose == Purpose.LOGIN else None),
            is_decoy=_is_decoy(purpose, owner, user),
            expires_at=Now() + Value(settings.OTP_LIFETIME),
        )
        language = get_language() or settings.LANGUAGE_CODE
        deliver_code.enqueue(str(code.pk), language)


def refuse_number(phone_number: str) -> None:
    """Raise NumberRefused for a country that is not served, or a number that is not mobile."""
    if refusal := refusal_of(phone_number):
        raise NumberRefused(refusal)


def _is_decoy(purpose: Purpose, owner: User | None, user: User | None) -> bool:
    """Whether no code can help: nobody to log in, or a number that is somebody else's already."""
    if purpose == Purpose.LOGIN:
        return owner is None
    return owner is not None and owner != user


# --- Made and delivered -----------------------------------------------------------------------


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
    code = code_for(row)
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


# --- Judged, and used -------------------------------------------------------------------------


def judge(*, phone_number: str, purpose: Purpose, code: str, address: str) -> OneTimeCode:
    """The row that the code fits.

    A try is counted before the code is looked at, so that of any number at once five are judged.
    A success takes the counts back.

    Raises CodeInvalid for wrong, used, expired, superseded and never sent alike, and
    LimitExceeded when the code is burnt, or when the phone or the address has tried too often.
    """
    failures = limits.failures(phone_number)
    counting.hit(limits.tries(address))
    counting.hit(failures)
    row = _count_try(phone_number, purpose, failures)
    if row is None or not fits(row, code):
        logger.info("code_refused", phone=mask(phone_number), purpose=purpose)
        raise CodeInvalid
    OneTimeCode.objects.filter(pk=row.pk).update(attempts=F("attempts") - 1, verified_at=Now())
    counting.reset(failures)
    return row


def _count_try(phone_number: str, purpose: Purpose, failures: counting.Hit) -> OneTimeCode | None:
    """The phone's open code with one more try counted; None if there is none."""
    live = OneTimeCode.objects.filter(phone_number=phone_number, purpose=purpose)
    live = live.open().unexpired()
    if live.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1):
        return live.first()
    counting.take_back(failures)  # nothing was judged: nobody is locked out for it
    burnt = live.filter(attempts__gte=MAX_ATTEMPTS).first()
    if burnt:
        raise LimitExceeded(seconds_left(burnt))
    return None


def seconds_left(row: OneTimeCode) -> int:
    """Whole seconds until the row expires, by the database's clock, rounded up."""
    left = OneTimeCode.objects.annotate(left=F("expires_at") - Now()).get(pk=row.pk).left
    return max(1, -int(-left.total_seconds() // 1))


def use(row: OneTimeCode) -> None:
    """Use the code up. Of any number of uses at once one wins; the others are CodeInvalid."""
    unused = OneTimeCode.objects.filter(Q(pk=row.pk)).open()
    if not unused.update(used_at=Now()):
        raise CodeInvalid
