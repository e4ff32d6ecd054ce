"""Where a user can be found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User
from foundation.countries import countries_by_name


class Address(models.Model):
    """Where a user can be found. Private: only city and country ever appear in public."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, primary_key=True, related_name="address"
    )
    door_no = models.CharField(max_length=50, blank=True)
    street = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    state = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, choices=countries_by_name, help_text=_("ISO 3166-1"))
    pin_code = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(country__regex=r"^[A-Z]{2}$"), name="address_country_is_iso_3166_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city}, {self.country}"
