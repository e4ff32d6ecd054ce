"""How often codes are sent and tried. All numbers are settings; counting is foundation.limits, and
`otp.tally` where it is a matter of how many codes are used.

What is sent costs money and annoys people (SMS pumping, bombing); what is tried can be guessed.
Anybody can use up what is counted by recipient, network, range or country, also against its owner.
So what a device asks on which the owner has logged in before is counted apart (`of_known_device`).

Codes by mail cost nothing: no range and no country is counted for them. What a network may ask is
counted apart from its codes by SMS: of each, the other one is the way that is left.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from foundation import limits
from foundation.addresses import network_of
from foundation.errors import LimitExceeded
from otp import tally
from otp.models import MAX_ATTEMPTS, OneTimeCode, is_mail

if TYPE_CHECKING:
    from accounts.models import User

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
RANGE_DIGITS = 3  # numbers that differ in their last three digits are one range


def lifetime_of(recipient: str) -> timedelta:
    """How long a code is good. Mail is slower than a text message: servers queue and scan it."""
    return settings.OTP_MAIL_LIFETIME if is_mail(recipient) else settings.OTP_LIFETIME


def _per_asker(asker: str) -> list[limits.Hit]:
    """What is counted for a recipient, or for the known devices of an account."""
    return [
        (limits.Limit("otp:phone-hour", settings.OTP_PER_PHONE_HOUR, HOUR), asker),
        (limits.Limit("otp:phone-day", settings.OTP_PER_PHONE_DAY, DAY), asker),
    ]


def of_known_device(user: User) -> str:
    """As whom the known devices of an account are counted, all of them together."""
    return f"device of {user.pk}"


def _cooldown(asker: str) -> limits.Hit:
    """One code until the wait is over: it doubles with each code of the day, up to the longest."""
    sent_today = limits.count(*_per_asker(asker)[1])
    wait = min(settings.OTP_COOLDOWN * 2**sent_today, settings.OTP_LONGEST_COOLDOWN)
    return limits.Limit("otp:cooldown", 1, wait), asker


def _of_network(network: str, recipient: str) -> limits.Hit:
    limit = limits.Limit("otp:address", settings.OTP_PER_ADDRESS_HOUR, HOUR)
    return limit, f"mail {network}" if is_mail(recipient) else network


def _of_range(phone_number: str, *, is_verified: bool) -> limits.Hit:
    """The numbers around one. Those that were verified are nobody's to use up by made-up ones."""
    kind = "verified " if is_verified else ""
    limit = limits.Limit("otp:range", settings.OTP_PER_RANGE_HOUR, HOUR)
    return limit, f"{kind}{phone_number[:-RANGE_DIGITS]}"


def count_send(code: OneTimeCode) -> None:
    """Count one code that whoever reads what goes to a recipient, or a known device, asks for.
    Raises LimitExceeded, and then counts nothing.
    """
    asker = asker_of(code)
    cooldown = _cooldown(asker)
    limits.hit(cooldown)
    rest = _per_asker(asker)
    if code.network:
        rest.append(_of_network(code.network, code.recipient))
    try:
        limits.hit(*rest)
    except LimitExceeded:
        limits.take_back(cooldown, *rest)
        raise


def count_shared(phone_number: str, *, is_verified: bool) -> int | None:
    """Count one code where it is counted with those to other numbers. Where too few of the day's
    are used, count nothing and answer which calling code is closed, or that all are.

    Raises LimitExceeded for a range of numbers, and then counts nothing either.
    """
    of_range = _of_range(phone_number, is_verified=is_verified)
    try:
        limits.hit(of_range)
    except LimitExceeded:
        limits.take_back(of_range)
        raise
    closed = tally.count_send(phone_number, is_verified=is_verified)
    if closed is not None:
        limits.take_back(of_range)
    return closed


def take_back_send(code: OneTimeCode) -> None:
    """Uncount what `count_send` counted, the wait included: nothing was sent."""
    asker = asker_of(code)
    limits.take_back(*_per_asker(asker), _of_network(code.network, code.recipient))
    limits.reset(_cooldown(asker))


def asker_of(row: OneTimeCode) -> str:
    """As whom a code was counted."""
    if row.network or row.user is None:
        return row.recipient
    return of_known_device(row.user)


def forgive_send(row: OneTimeCode) -> None:
    """Give a recipient its allowance back: the code never arrived."""
    asker = asker_of(row)
    limits.take_back(*_per_asker(asker))
    limits.reset(_cooldown(asker))
    if row.network and row.phone_number:
        day = row.created_at.date()
        tally.take_back(row.phone_number, day, is_verified=row.was_verified)


def count_use(row: OneTimeCode) -> None:
    """A code was used: whoever asked for it did no harm, so its network, range and country have
    its place again. Behind one address of a carrier there are thousands who do.
    """
    if not row.network:
        return
    limits.take_back(_of_network(row.network, row.recipient))
    if row.phone_number:
        limits.take_back(_of_range(row.phone_number, is_verified=row.was_verified))
        day = row.created_at.date()
        tally.count_use(row.phone_number, day, is_verified=row.was_verified)


def failures(asker: str) -> limits.Hit:
    """The failed tries of a recipient, or of known devices, whatever codes were sent: only a
    success resets them.
    """
    limit = limits.Limit("otp:failures", settings.OTP_FAILURES_PER_PHONE_DAY, DAY)
    return limit, asker


def tries(address: str) -> limits.Hit:
    """The tries of an address, on whatever recipients."""
    limit = limits.Limit("otp:tries", settings.OTP_TRIES_PER_ADDRESS_MINUTE, timedelta(minutes=1))
    return limit, network_of(address)


def tries_of_known_device(row: OneTimeCode) -> limits.Hit:
    """The tries of known devices on one code, which strangers can burn for themselves alone."""
    limit = limits.Limit("otp:device-tries", MAX_ATTEMPTS, lifetime_of(row.recipient))
    return limit, row.pk


def lift(recipient: str) -> None:
    """Forget all that is counted for a recipient."""
    limits.reset(*_per_asker(recipient), _cooldown(recipient), failures(recipient))
