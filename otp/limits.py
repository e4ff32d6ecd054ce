"""How often codes are sent and tried. All numbers are settings; all counting is foundation.limits.

What is sent costs money and annoys people (SMS pumping, bombing); what is tried can be guessed.
"""

from __future__ import annotations

from datetime import timedelta

import phonenumbers
from django.conf import settings

from foundation import limits
from foundation.addresses import network_of
from foundation.errors import LimitExceeded

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RANGE_DIGITS = 3  # numbers that differ in their last three digits are one range


def _per_phone(phone_number: str) -> list[limits.Hit]:
    return [
        (limits.Limit("otp:phone-hour", settings.OTP_PER_PHONE_HOUR, HOUR), phone_number),
        (limits.Limit("otp:phone-day", settings.OTP_PER_PHONE_DAY, DAY), phone_number),
    ]


def _cooldown(phone_number: str) -> limits.Hit:
    """One code until the wait is over: it doubles with each code of the day, up to the longest."""
    sent_today = limits.count(*_per_phone(phone_number)[1])
    wait = min(settings.OTP_COOLDOWN * 2**sent_today, settings.OTP_LONGEST_COOLDOWN)
    return limits.Limit("otp:cooldown", 1, wait), phone_number


def count_send(phone_number: str, address: str) -> None:
    """Count one code to be sent. Raises LimitExceeded, and then counts nothing."""
    cooldown = _cooldown(phone_number)
    limits.hit(cooldown)
    rest = [
        *_per_phone(phone_number),
        (limits.Limit("otp:address", settings.OTP_PER_ADDRESS_HOUR, HOUR), network_of(address)),
        (
            limits.Limit("otp:range", settings.OTP_PER_RANGE_HOUR, HOUR),
            phone_number[:-RANGE_DIGITS],
        ),
        (
            limits.Limit("otp:dial-code", settings.OTP_PER_DIAL_CODE_DAY, DAY),
            phonenumbers.parse(phone_number).country_code,
        ),
        (limits.Limit("otp:all", settings.OTP_PER_DAY, DAY), "all"),
    ]
    try:
        limits.hit(*rest)
    except LimitExceeded:
        limits.take_back(cooldown, *rest)
        raise


def forgive_send(phone_number: str) -> None:
    """Give a phone its allowance back: the code never arrived."""
    limits.take_back(*_per_phone(phone_number))
    limits.reset(_cooldown(phone_number))


def failures(phone_number: str) -> limits.Hit:
    """The failed tries of a phone, whatever codes were sent: only a success resets them."""
    limit = limits.Limit("otp:failures", settings.OTP_FAILURES_PER_PHONE_DAY, DAY)
    return limit, phone_number


def tries(address: str) -> limits.Hit:
    """The tries of an address, on whatever phones."""
    limit = limits.Limit("otp:tries", settings.OTP_TRIES_PER_ADDRESS_MINUTE, timedelta(minutes=1))
    return limit, network_of(address)


def lift(phone_number: str) -> None:
    """Forget all that is counted for a phone."""
    limits.reset(*_per_phone(phone_number), _cooldown(phone_number), failures(phone_number))
