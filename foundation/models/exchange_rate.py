"""The rows of `foundation.exchange`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ExchangeRate(models.Model):
    """How much of a currency one unit of another is worth. All rows are of one import, and are
    replaced together.
    """

    currency = models.CharField(max_length=3, primary_key=True, help_text=_("ISO 4217"))
    rate = models.DecimalField(
        max_digits=24, decimal_places=12, help_text=_("Units for one unit of the base currency.")
    )
    base = models.CharField(max_length=3, help_text=_("ISO 4217"))
    as_of = models.DateField(help_text=_("The date of the rates."))
    source = models.CharField(max_length=100)
    imported_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="exchange_rate_is_positive"),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$", base__regex="^[A-Z]{3}$"),
                name="exchange_rate_is_between_currencies",
            ),
        ]

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.currency}"
