"""The life of a one-time code, step by step: asked for, made and delivered, judged, used.

What the caller sees never depends on whether the phone has an account: where no code can help, a
decoy takes the row's place and goes through the same steps. What a used code opens is `verifying`.

What is shared with strangers, as the allowance of a country, may be used up by them. That is told
where it says nothing of the phone; to whoever logs in it is not, and a phone that was verified gets
its code all the same.

The code itself is made by the task that delivers it and lives in that process only: a task's
arguments would be stored. Each try to deliver makes the same one again.
"""

from __future__ import annotations

from functools import partial

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.template import loader
from django.utils import translation
from django.utils.translation import get_language
from django_tasks import task

from accounts.known_devices import is_known
from accounts.models import User
from accounts.phone_numbers import refusal_of
from foundation import limits as counting
from foundation.addresses import network_of
from foundation.errors import LimitExceeded
from foundation.retries import retried
from otp import limits, tally
from otp.codes import code_for, fits, hash_code
from otp.errors import CodeInvalid, CodesPaused, NumberRefused, SendsExceeded
from otp.models import MAX_ATTEMPTS, Delivery, OneTimeCode, Purpose, mask
from otp.services.pauses import tell_of_pause
from otp.sms import DeliveryFailed, send

logger = structlog.get_logger("guildhall.otp")

# --- Asked for --------------------------------------------------------------------------------


def request_code(
    *,
    phone_number: str,
    purpose: Purpose,
    address: str,
    user: User | None = None,
    device: str | None = None,
) -> None:
    """Send a code, or what else there is to say, to a phone; it replaces the phone's older code.

    What the caller sees does not depend on whether the phone has an account: where no code can
    help, a decoy takes the row's place. `user` is who verifies a phone, `device` the token of one
    on which somebody has logged in before.

    Raises NumberRefused, SendsExceeded and CodesPaused.
    """
    refuse_number(phone_number)
    owner = User.objects.held_by(phone_number).first()
    code = OneTimeCode(
        phone_number=phone_number,
        purpose=purpose,
        user=user or (owner if purpose == Purpose.LOGIN else None),
        is_decoy=_is_decoy(purpose, owner, user),
        was_verified=_is_way_in(purpose, owner),
    )
    if not (code.was_verified and is_known(device, owner)):
        code.network = network_of(address)
    _count(code)
    try:
        _replace_code(code)
    except IntegrityError as error:
        # Another request for the same phone came first, past a cool-down set to nothing.
        raise SendsExceeded(1, purpose) from error
    logger.info("code_requested", phone=mask(phone_number), purpose=purpose)


def _count(code: OneTimeCode) -> None:
    """Count the code as one to be sent. If what it shares with strangers is used up, it is not
    sent: for a log-in in silence, as a phone that was verified might still get one.
    """
    asker, purpose = limits.asker_of(code), Purpose(code.purpose)
    try:
        limits.count_send(asker, code.network)
    except LimitExceeded as error:
        raise SendsExceeded(error.retry_after or 1, purpose) from error
    if not code.network:
        return
    refusal = _count_shared(code)
    if refusal is None:
        return
    if purpose != Purpose.LOGIN:
        limits.take_back_send(asker, code.network)
        raise refusal
    code.delivery = Delivery.PAUSED


def _count_shared(code: OneTimeCode) -> SendsExceeded | None:
    """What speaks against the code where it is counted with others; staff are told of a pause."""
    purpose = Purpose(code.purpose)
    try:
        closed = limits.count_shared(code.phone_number, is_verified=code.was_verified)
    except LimitExceeded as error:
        return SendsExceeded(error.retry_after or 1, purpose)
    if closed is None:
        return None
    tell_of_pause(closed, is_verified=code.was_verified)
    return CodesPaused(tally.seconds_left_today(), purpose)


def _replace_code(code: OneTimeCode) -> None:
    """Kill the phone's open code, store the new one and queue its delivery."""
    with transaction.atomic():
        same = OneTimeCode.objects.filter(phone_number=code.phone_number, purpose=code.purpose)
        same.supersede()
        code.expires_at = Now() + Value(settings.OTP_LIFETIME)
        code.save(force_insert=True)
        language = get_language() or settings.LANGUAGE_CODE
        deliver_code.enqueue(str(code.pk), language)


def refuse_number(phone_number: str) -> None:
    """Raise NumberRefused for a country that is not served, or a number that is not mobile."""
    if refusal := refusal_of(phone_number):
        raise NumberRefused(refusal)


def _is_decoy(purpose: Purpose, owner: User | None, user: User | None) -> bool:
    """Whether no code can help: nobody to log in, or a number that is somebody else's already.
    Whoever merely typed it in does not keep it from a member who verifies it.
    """
    if purpose == Purpose.LOGIN:
        return owner is None
    if owner is None or owner == user:
        return False
    return user is None or owner.phone_verified_at is not None


def _is_way_in(purpose: Purpose, owner: User | None) -> bool:
    """Whether the code logs somebody in by a phone that was verified before."""
    return purpose == Purpose.LOGIN and owner is not None and owner.phone_verified_at is not None


# --- Made and delivered -----------------------------------------------------------------------


def _give_up(code_id: str, _language: str) -> None:
    """A code that was never delivered is given back to the phone's allowance."""
    queued = OneTimeCode.objects.select_related("user").filter(delivery=Delivery.QUEUED)
    row = queued.filter(pk=code_id).first()
    if row is not None:
        _record(row, Delivery.FAILED)
        limits.forgive_send(row)


@task()
@retried(waits="OTP_RETRY_WAITS", on=DeliveryFailed, given_up=_give_up)
def deliver_code(code_id: str, language: str) -> None:
    """Make the code of a row and send it, or tell why there is none to send, in the language in
    which it was asked for.
    """
    row = OneTimeCode.objects.open().filter(pk=code_id, delivery=Delivery.QUEUED).first()
    if row is None:
        return  # superseded meanwhile, paused, or sent by a worker that was killed afterwards
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


def judge(
    *, phone_number: str, purpose: Purpose, code: str, address: str, device: str | None = None
) -> OneTimeCode:
    """The row that the code fits.

    A try is counted before the code is looked at, so that of any number at once five are judged.
    A success takes the counts back. The tries of a `device` of the owner's are counted apart.

    Raises CodeInvalid for wrong, used, expired, superseded and never sent alike, and
    LimitExceeded when the code is burnt, or when the phone or the address has tried too often.
    """
    row = _of_known_device(phone_number, purpose, device)
    if row is not None and row.user is not None:
        failures = limits.failures(limits.of_known_device(row.user))
        counting.hit(failures, limits.tries_of_known_device(row))
        tried = 0
    else:
        failures = limits.failures(phone_number)
        counting.hit(limits.tries(address))
        counting.hit(failures)
        row, tried = _count_try(phone_number, purpose, failures), 1
    if row is None or not fits(row, code):
        logger.info("code_refused", phone=mask(phone_number), purpose=purpose)
        raise CodeInvalid
    OneTimeCode.objects.filter(pk=row.pk).update(attempts=F("attempts") - tried, verified_at=Now())
    counting.reset(failures)
    return row


def _of_known_device(phone_number: str, purpose: Purpose, device: str | None) -> OneTimeCode | None:
    """The open code of a phone that was verified, if it is its owner's device that asks."""
    if purpose != Purpose.LOGIN or not device:
        return None
    live = OneTimeCode.objects.filter(phone_number=phone_number, purpose=purpose, was_verified=True)
    row = live.open().unexpired().select_related("user").first()
    return row if row is not None and is_known(device, row.user) else None


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
    """Use the code up. Of any number of uses at once one wins; the others are CodeInvalid. That it
    was used counts when the transaction is committed.
    """
    unused = OneTimeCode.objects.filter(Q(pk=row.pk)).open()
    if not unused.update(used_at=Now()):
        raise CodeInvalid
    transaction.on_commit(partial(limits.count_use, row))
