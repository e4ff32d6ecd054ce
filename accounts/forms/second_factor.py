"""The form of the second factor of staff."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import password_field


class SecondFactorForm(forms.Form):
    """Long enough for a recovery code, with its dash."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class EnrolStaffForm(SecondFactorForm):
    """The first code of an app, and the password, unless it was given a moment ago."""

    current_password = password_field(
        _("Current password"),
        required=False,
        help_text=_("Leave it out if you logged in within the last five minutes."),
    )
