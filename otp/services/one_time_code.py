"""The life of a one-time code, step by step: asked for, delivered (`delivering`), judged, used.

It goes to a recipient: a phone number in E.164, or an e-mail address in the form in which it is
compared. A code by mail logs in, and only by an address that was verified.

What the caller sees never depends on whether the recipient has an account: where no code can help,
a decoy takes the row's place and goes through the same steps. What a used code opens is
`verifying`.

What is shared with strangers, as the allowance of a country, may be used up by them. That is told
where it says nothing of the phone; to whoever logs in it is not, and a phone that was verified gets
its code all the same.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now
from django.utils.translation import get_language

from accounts.errors import SessionEnded
from accounts.known_devices import is_known
from accounts.models import User
from accounts.phone_numbers import refusal_of
from accounts.services.admission import refuse_blocked_network
from accounts.services.locking import is_live
from foundation import limits as counting
from foundation.addresses import network_of
from foundation.errors import LimitExceeded
from otp import limits, tally
from otp.codes import fits
from otp.errors import CodeInvalid, CodesPaused, NumberRefused, SendsExceeded
from otp.models import MAX_ATTEMPTS, Delivery, OneTimeCode, Purpose, field_of, is_mail, mask
from otp.services.delivering import deliver_code
from otp.services.pauses import tell_of_pause

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.otp")

# --- Asked for --------------------------------------------------------------------------------


def request_code(
    *,
    recipient: str,
    purpose: Purpose,
    address: str,
    user: User | None = None,
    session_id: UUID | None = None,
    device: str | None = None,
) -> None:
    """Send a code, or what else there is to say, to a recipient; it replaces the older code.

    What the caller sees does not depend on whether the recipient has an account: where no code can
    help, a decoy takes the row's place. `user` is who verifies a phone in the session
    `session_id`, `device` the token of one on which somebody has logged in before.

    Raises NetworkBlocked of whoever registers, NumberRefused, SendsExceeded, CodesPaused and
    SessionEnded.
    """
    if purpose == Purpose.REGISTRATION:
        refuse_blocked_network(address)
    if not is_mail(recipient):
        refuse_number(recipient)
    owner = _owner_of(recipient)
    code = OneTimeCode(
        **{field_of(recipient): recipient},
        purpose=purpose,
        user=user or (owner if purpose == Purpose.LOGIN else None),
        is_decoy=_is_decoy(purpose, owner, user),
        was_verified=_is_way_in(recipient, purpose, owner),
    )
    if not (code.was_verified and is_known(device, owner)):
        code.network = network_of(address)
    _count(code)
    try:
        _replace_code(code, session_id)
    except IntegrityError as error:
        # Another request for the same recipient came first, past a cool-down set to nothing.
        raise SendsExceeded(1, purpose, is_mail=is_mail(recipient)) from error
    logger.info("code_requested", to=mask(recipient), purpose=purpose)


def _count(code: OneTimeCode) -> None:
    """Count the code as one to be sent. If what it shares with strangers is used up, it is not
    sent: for a log-in in silence, as a phone that was verified might still get one.
    """
    purpose, by_mail = Purpose(code.purpose), is_mail(code.recipient)
    try:
        limits.count_send(code)
    except LimitExceeded as error:
        raise SendsExceeded(error.retry_after or 1, purpose, is_mail=by_mail) from error
    if by_mail or not code.network:
        return
    refusal = _count_shared(code)
    if refusal is None:
        return
    if purpose != Purpose.LOGIN:
        limits.take_back_send(code)
        raise refusal
    code.delivery = Delivery.PAUSED


def _count_shared(code: OneTimeCode) -> SendsExceeded | None:
    """What speaks against the code where it is counted with others; staff are told of a pause."""
    purpose = Purpose(code.purpose)
    try:
        closed = limits.count_shared(code.recipient, is_verified=code.was_verified)
    except LimitExceeded as error:
        return SendsExceeded(error.retry_after or 1, purpose, is_mail=False)
    if closed is None:
        return None
    tell_of_pause(closed, is_verified=code.was_verified)
    return CodesPaused(tally.seconds_left_today(), purpose)


def _replace_code(code: OneTimeCode, session_id: UUID | None) -> None:
    """Kill the recipient's open code, store the new one and queue its delivery, unless the session
    that asks has ended. Its row is not locked: a code is locked before its user, to use it.
    """
    with transaction.atomic():
        if code.user and session_id and not is_live(session_id=session_id, user=code.user):
            raise SessionEnded
        OneTimeCode.objects.sent_to(code.recipient).filter(purpose=code.purpose).supersede()
        code.expires_at = Now() + Value(limits.lifetime_of(code.recipient))
        code.save(force_insert=True)
        language = get_language() or settings.LANGUAGE_CODE
        deliver_code.enqueue(str(code.pk), language)


def refuse_number(phone_number: str) -> None:
    """Raise NumberRefused for a country that is not served, or a number that is not mobile."""
    if refusal := refusal_of(phone_number):
        raise NumberRefused(refusal)


def _owner_of(recipient: str) -> User | None:
    """Whose account a code to this recipient may open. An address that was never verified is
    nobody's: whoever typed it in may not be who reads its mail.
    """
    if is_mail(recipient):
        having = User.objects.with_email(recipient)
        return having.filter(email_verified_at__isnull=False).first()
    return User.objects.held_by(recipient).first()


def _is_decoy(purpose: Purpose, owner: User | None, user: User | None) -> bool:
    """Whether no code can help: nobody to log in, or a number that is somebody else's already.
    Whoever merely typed it in does not keep it from a member who verifies it.
    """
    if purpose == Purpose.LOGIN:
        return owner is None
    if owner is None or owner == user:
        return False
    return user is None or owner.phone_verified_at is not None


def _is_way_in(recipient: str, purpose: Purpose, owner: User | None) -> bool:
    """Whether the code logs somebody in by a recipient that was verified before."""
    if purpose != Purpose.LOGIN or owner is None:
        return False
    return is_mail(recipient) or owner.phone_verified_at is not None


# --- Judged, and used -------------------------------------------------------------------------


def judge(
    *, recipient: str, purpose: Purpose, code: str, address: str, device: str | None = None
) -> OneTimeCode:
    """The row that the code fits.

    A try is counted before the code is looked at, so that of any number at once five are judged.
    A success takes the counts back. The tries of a `device` of the owner's are counted apart.

    Raises CodeInvalid for wrong, used, expired, superseded and never sent alike, and
    LimitExceeded when the code is burnt, or when too often was tried for this recipient or from
    this address.
    """
    row = _of_known_device(recipient, purpose, device)
    if row is not None and row.user is not None:
        failures = limits.failures(limits.of_known_device(row.user))
        counting.hit(failures, limits.tries_of_known_device(row))
        tried = 0
    else:
        failures = limits.failures(recipient)
        counting.hit(limits.tries(address))
        counting.hit(failures)
        row, tried = _count_try(recipient, purpose, failures), 1
    if row is None or not fits(row, code):
        logger.info("code_refused", to=mask(recipient), purpose=purpose)
        raise CodeInvalid
    OneTimeCode.objects.filter(pk=row.pk).update(attempts=F("attempts") - tried, verified_at=Now())
    counting.reset(failures)
    return row


def refuse_others(user: User, recipient: str, address: str) -> None:
    """Refuse a try at a code that somebody else asked for, which it must not burn. It is counted
    against who tries, so that any number of them is answered as if there were no code.

    Raises CodeInvalid and LimitExceeded.
    """
    live = OneTimeCode.objects.sent_to(recipient).filter(purpose=Purpose.VERIFICATION)
    if live.open().unexpired().exclude(user=user).exists():
        counting.hit(limits.tries(address))
        logger.info("code_refused", to=mask(recipient), purpose=Purpose.VERIFICATION)
        raise CodeInvalid


def _of_known_device(recipient: str, purpose: Purpose, device: str | None) -> OneTimeCode | None:
    """The open code of a verified recipient, if it is its owner's device that asks."""
    if purpose != Purpose.LOGIN or not device:
        return None
    live = OneTimeCode.objects.sent_to(recipient).filter(purpose=purpose, was_verified=True)
    row = live.open().unexpired().select_related("user").first()
    return row if row is not None and is_known(device, row.user) else None


def _count_try(recipient: str, purpose: Purpose, failures: counting.Hit) -> OneTimeCode | None:
    """The recipient's open code with one more try counted; None if there is none."""
    live = OneTimeCode.objects.sent_to(recipient).filter(purpose=purpose)
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
