"""Fields that only serializers of projects have."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MAX_AHEAD = timedelta(days=10 * 366)


class DayField(serializers.DateField):
    """A day as `2026-05-04`, and in no other way: DRF's own field also takes week dates."""

    def to_internal_value(self, value: Any) -> date:
        if not isinstance(value, str) or not DAY.fullmatch(value):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class StartField(DayField):
    """A day on which work can begin: not over anywhere, and within ten years."""

    default_error_messages = {
        "in_the_past": _("This day is over."),
        "too_far": _("This is too far ahead."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": "When the work can begin."} | kwargs)

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value)
        today = timezone.now().date()
        if day < today - timedelta(days=1):
            self.fail("in_the_past")
        if day > today + MAX_AHEAD:
            self.fail("too_far")
        return day
