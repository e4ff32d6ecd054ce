"""Forms of the pages: times and a place, a choice, a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.forms.preferences import ZoneField
from appointments.models import MAX_TIMES
from appointments.serializers.inputs import (
    CancelAppointmentSerializer,
    ConfirmTimeSerializer,
    DeclineTimesSerializer,
    NewAppointmentSerializer,
    ProposeTimesSerializer,
)
from foundation.forms.fields import line_field, text_field
from foundation.forms.serialized import SerializedForm
from foundation.moments import moment

if TYPE_CHECKING:
    from appointments.models import AppointmentTime

MINUTES = (30, 60, 90, 120, 180, 240, 360, 480)
OF_TIME = re.compile(r"times\.(\d)\.")
STARTS = [f"start_{number}" for number in range(1, MAX_TIMES + 1)]


def _lengths() -> list[tuple[int, Any]]:
    hours = ngettext_lazy("%(number)s hour", "%(number)s hours", "number")
    minutes = _("%(number)s minutes")
    return [
        (one, (hours % {"number": one // 60}) if one % 60 == 0 else minutes % {"number": one})
        for one in MINUTES
    ]


def _start_field(label: Any, *, is_first: bool = False) -> forms.CharField:
    """Date and time, which a browser that knows the kind of field lets one pick; others take it as
    it is written.
    """
    widget = forms.TextInput(attrs={"type": "datetime-local", "step": "300", "autocomplete": "off"})
    help_text = _("Like this: 2026-05-04 09:00.") if is_first else ""
    return forms.CharField(label=label, widget=widget, required=is_first, help_text=help_text)


class ProposeForm(SerializedForm):
    """Up to three times of the same length."""

    serializer_class: ClassVar[type[ProposeTimesSerializer]] = ProposeTimesSerializer

    start_1 = _start_field(_("When?"), is_first=True)
    start_2 = _start_field(_("Or when?"))
    start_3 = _start_field(_("Or when?"))
    minutes = forms.TypedChoiceField(
        label=_("How long does it take?"), choices=_lengths, coerce=int, initial=60
    )
    time_zone = ZoneField(required=True)
    is_online = forms.BooleanField(label=_("Online, or by phone"), required=False)
    place = line_field(_("Where?"), help_text=_("The other side reads it."))
    note = text_field(_("Anything to say?"), rows=3)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The starts as the API takes them, in the order of those that are filled in."""
        length = {"minutes": cleaned["minutes"]} if "minutes" in cleaned else {}
        self.filled = [name for name in STARTS if cleaned.get(name)]
        times = [{"starts_at": cleaned[name]} | length for name in self.filled]
        return super().given(cleaned) | {"times": times}

    def field_for(self, attr: str | None) -> str | None:
        if found := OF_TIME.match(attr or ""):
            return self.filled[int(found[1])]
        return STARTS[0] if attr == "times" else super().field_for(attr)


class NewAppointmentForm(ProposeForm):
    """Times for an appointment with somebody whom the address names."""

    serializer_class = NewAppointmentSerializer

    to = forms.CharField(widget=forms.HiddenInput, required=False)


class ConfirmForm(SerializedForm):
    """Which of the times."""

    serializer_class = ConfirmTimeSerializer

    time = forms.ChoiceField(label=_("Which time suits you?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, times: list[AppointmentTime], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time"].choices = [(str(one.pk), moment(one.starts_at)) for one in times]


class DeclineForm(SerializedForm):
    """With or without words."""

    serializer_class = DeclineTimesSerializer

    note = text_field(_("Anything to say?"), rows=3, help_text=_("The other side reads it."))


class CancelForm(SerializedForm):
    """Why."""

    serializer_class = CancelAppointmentSerializer

    reason = text_field(_("Reason"), rows=3, help_text=_("The other side reads it."))
