"""How many codes were sent in a day, and how many of them were used."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

ALL_COUNTRIES = 0  # in the place of a calling code


class SendTally(models.Model):
    """The codes of one day (UTC) to one calling code, or to all. Phones that were verified before
    are counted apart from numbers that anybody can make up.
    """

    dial_code = models.PositiveSmallIntegerField(help_text=_("0: all countries together."))
    day = models.DateField()
    is_verified = models.BooleanField()
    sent = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dial_code", "is_verified", "day"], name="tally_once_a_day"
            ),
            models.CheckConstraint(condition=Q(used__lte=F("sent")), name="tally_used_were_sent"),
        ]

    def __str__(self) -> str:
        return f"+{self.dial_code} {self.day}: {self.used}/{self.sent}"
