"""The country of a phone number that is typed as it is dialled at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.fields import PHONE_COUNTRY
from accounts.phone_numbers import likely_country, served_countries
from foundation.forms.fields import choice_field
from foundation.forms.serialized import SerializedForm

if TYPE_CHECKING:
    from django import forms


def phone_country_field() -> forms.ChoiceField:
    """The country of a phone number, where its code is left out."""
    return choice_field(
        _("Country of the phone number"),
        served_countries,
        help_text=_("Only used when the number has no country code."),
    )


class AsksForPhone(SerializedForm):
    """A form with a phone number and its country, which is guessed."""

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == PHONE_COUNTRY:
            return likely_country(self.request)
        return super().get_initial_for_field(field, field_name)
