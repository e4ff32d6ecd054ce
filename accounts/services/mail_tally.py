"""How many mails were sent, bounced and were reported as spam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Sum, Value
from django.db.models.functions import Coalesce, Now

from accounts.models import MailTally

COUNT = """
INSERT INTO accounts_mailtally AS tally (hour, sent, bounced, complained)
VALUES (date_trunc('hour', statement_timestamp()), %s, %s, %s)
ON CONFLICT (hour) DO UPDATE SET
    sent = tally.sent + EXCLUDED.sent,
    bounced = tally.bounced + EXCLUDED.bounced,
    complained = tally.complained + EXCLUDED.complained
"""
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Rates:
    """The numbers of a while. Reports come later than what they are about, so a share may be of
    other mails; over a week that hardly matters.
    """

    sent: int
    bounced: int
    complained: int

    @property
    def bounced_share(self) -> float:
        return self.bounced / self.sent if self.sent else 0

    @property
    def complained_share(self) -> float:
        return self.complained / self.sent if self.sent else 0


def count(*, sent: int = 0, bounced: int = 0, complained: int = 0) -> None:
    """Add to this hour."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [sent, bounced, complained])


def rates(within: timedelta) -> Rates:
    """The numbers of the last hours or days."""
    hours = MailTally.objects.filter(hour__gt=Now() - Value(within))
    names = ("sent", "bounced", "complained")
    return Rates(**hours.aggregate(**{name: Coalesce(Sum(name), 0) for name in names}))


def prune_tally(*, kept: timedelta) -> int:
    """Delete old hours; how many."""
    return MailTally.objects.filter(hour__lt=Now() - Value(kept)).delete()[0]
