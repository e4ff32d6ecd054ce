"""Asking for a code."""

from __future__ import annotations

from functools import partial

import phonenumbers
import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Now
from django.utils.translation import get_language
from phonenumbers import PhoneNumberType

from accounts.models import User
from foundation.errors import LimitExceeded
from otp import limits
from otp.errors import NumberRefused
from otp.models import OneTimeCode, Purpose, mask
from otp.services.delivery import deliver_code

logger = structlog.get_logger("guildhall.otp")

# Landlines do not read messages; premium and shared-cost numbers are how pumping earns. Some
# countries' plans do not tell mobile numbers from others.
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)


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
        transaction.on_commit(partial(deliver_code.enqueue, str(code.pk), language))


def refuse_number(phone_number: str) -> None:
    """Raise NumberRefused for a country that is not served, or a number that is not mobile."""
    number = phonenumbers.parse(phone_number)
    country = phonenumbers.region_code_for_number(number)
    if country not in settings.OTP_COUNTRIES or phonenumbers.number_type(number) not in MOBILE:
        raise NumberRefused


def _is_decoy(purpose: Purpose, owner: User | None, user: User | None) -> bool:
    """Whether no code can help: nobody to log in, or a number that is somebody else's already."""
    if purpose == Purpose.LOGIN:
        return owner is None
    return owner is not None and owner != user
