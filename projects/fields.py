"""Fields that only serializers of projects have."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.fields import StringField
from profiles.fields import DayField

MAX_AHEAD = timedelta(days=10 * 366)


class StartField(DayField):
    """A day on which work can begin: not over anywhere, and within ten years."""

    default_error_messages = {
        "in_the_past": _("This day is over."),
        "too_far": _("This is too far ahead."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": "When the work can begin."} | kwargs)

    def to_internal_value(self, data: Any) -> date:  # type: ignore[override]
        day = super().to_internal_value(data)
        today = timezone.now().date()
        if day < today - timedelta(days=1):
            self.fail("in_the_past")
        if day > today + MAX_AHEAD:
            self.fail("too_far")
        return day


def to_field() -> StringField:
    """Whom something of a project is meant for."""
    return StringField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text="For the client: the username of a freelancer who has a proposal or an "
        "invitation. May be left out when somebody does the project.",
    )
