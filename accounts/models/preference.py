"""What a user chose of how things are shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preference(models.Model):
    """What a user chose. An empty field: the browser's language, or the site's; UTC."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="preference",
    )
    language = models.CharField(max_length=20, blank=True, help_text=_("As in LANGUAGES."))
    time_zone = models.CharField(max_length=64, blank=True, help_text=_("IANA: Europe/Berlin"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(language__regex=r"^([a-z]{2,3}(-[a-z0-9]+)*)?$"),
                name="preference_language_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(time_zone__regex=r"^([A-Za-z][A-Za-z0-9_+/-]*)?$"),
                name="preference_time_zone_is_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language or '-'}, {self.time_zone or '-'}"
