"""Whether the codes that are sent get used: where too few are, somebody is paid for sending them.

SMS pumping asks for codes to numbers that nobody reads. So what is limited is not how many codes go
to a country but how many of a day's are not used: as many as a share of what was sent there on an
average day of the last week, and at least a floor. Whoever uses a code gives its place back.

That limit is shared with strangers, who can use it up. It holds for new numbers only: a phone that
was verified gets its codes all the same, up to the floor of all countries together.
"""

from __future__ import annotations

import datetime
import math
from typing import Any

import phonenumbers
from django.conf import settings
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from foundation.limits import require_no_transaction
from otp.models import ALL_COUNTRIES, SendTally

MEAN_DAYS = 7
UNLIMITED = 2**31 - 1
# One statement, and no more pass at once than may: ON CONFLICT waits for the row and then looks.
COUNT = """
    INSERT INTO otp_sendtally AS tally (dial_code, is_verified, day, sent, used)
    VALUES (%(dial_code)s, %(is_verified)s, current_date, 1, 0)
    ON CONFLICT (dial_code, is_verified, day) DO UPDATE SET sent = tally.sent + 1
    WHERE tally.sent - tally.used < greatest(%(floor)s::bigint, (
        SELECT %(share)s::float8 * coalesce(sum(past.sent), 0) / %(days)s::int
        FROM otp_sendtally past
        WHERE past.dial_code = tally.dial_code AND past.is_verified = tally.is_verified
            AND past.day BETWEEN current_date - %(days)s::int AND current_date - 1
    ))
    RETURNING tally.day
"""


def dial_code_of(phone_number: str) -> int:
    """The calling code of a number's country."""
    return int(phonenumbers.parse(phone_number).country_code or 0)


def count_send(phone_number: str, *, is_verified: bool) -> int | None:
    """Count one code to a phone. Where it is one too many, count nothing and answer which calling
    code that closes, or ALL_COUNTRIES.
    """
    require_no_transaction()
    country = dial_code_of(phone_number)
    floor = UNLIMITED if is_verified else settings.OTP_UNUSED_PER_DIAL_CODE_DAY
    day = _count(country, is_verified, floor)
    if day is None:
        return country
    if _count(ALL_COUNTRIES, is_verified, settings.OTP_UNUSED_PER_DAY) is None:
        _rows(country, is_verified, day).filter(sent__gt=F("used")).update(sent=F("sent") - 1)
        return ALL_COUNTRIES
    return None


def _count(dial_code: int, is_verified: bool, floor: int) -> datetime.date | None:
    parameters = {
        "dial_code": dial_code,
        "is_verified": is_verified,
        "floor": floor,
        "share": settings.OTP_UNUSED_SHARE,
        "days": MEAN_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(COUNT, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def count_use(phone_number: str, day: datetime.date, *, is_verified: bool) -> None:
    """A code of that day was used."""
    _both(phone_number, day, is_verified).update(used=F("used") + 1)


def take_back(phone_number: str, day: datetime.date, *, is_verified: bool) -> None:
    """A code of that day was not sent after all."""
    _both(phone_number, day, is_verified).update(sent=F("sent") - 1)


def _both(phone_number: str, day: datetime.date, is_verified: bool) -> Any:
    """The day's rows of the phone's country and of all."""
    require_no_transaction()
    rows = SendTally.objects.filter(
        dial_code__in=(dial_code_of(phone_number), ALL_COUNTRIES), day=day, is_verified=is_verified
    )
    return rows.filter(sent__gt=F("used"))


def _rows(dial_code: int, is_verified: bool, day: datetime.date) -> Any:
    return SendTally.objects.filter(dial_code=dial_code, is_verified=is_verified, day=day)


def prune(*, kept: datetime.timedelta) -> int:
    """Delete the days that are over by more than `kept`, but none that the mean asks for; how
    many.
    """
    last = timezone.now().date() - max(kept, datetime.timedelta(days=MEAN_DAYS + 1))
    return SendTally.objects.filter(day__lt=last).delete()[0]


def note_pause(dial_code: int, *, is_verified: bool) -> bool:
    """Note that codes are paused for the rest of the day; whether that is news."""
    today = SendTally.objects.filter(
        dial_code=dial_code, is_verified=is_verified, day=TruncDate(Now()), paused_at=None
    )
    return bool(today.update(paused_at=Now()))


def seconds_left_today() -> int:
    """Until a pause is over, rounded up."""
    now = timezone.now()
    midnight = (now + datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return math.ceil((midnight - now).total_seconds())
