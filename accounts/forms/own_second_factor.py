"""The forms of a member's own second factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.account import WHY_PASSWORD
from accounts.forms.halfway import HalfwayForm
from accounts.second_factor_serializers import (
    ConfirmSerializer,
    EnrolSerializer,
    ProofSerializer,
    SecondStepSerializer,
)
from foundation.forms.fields import password_field
from foundation.forms.serialized import SerializedForm


def code_field(help_text: Any = "") -> forms.CharField:
    """A code of the app, or a recovery code: with letters, so without a keypad of digits."""
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=_("Code"), help_text=help_text, widget=forms.TextInput(attrs=attrs)
    )


class EnrolForm(SerializedForm):
    """The first code of an app that holds the key."""

    serializer_class = EnrolSerializer

    enrolment = forms.CharField(widget=forms.HiddenInput)
    code = code_field(_("The six digits that the app shows now."))
    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)


class ConfirmForm(SerializedForm):
    serializer_class = ConfirmSerializer

    code = code_field(
        _(
            "From your authenticator app, or one of your recovery codes. Logging in again with a "
            "passkey does as well."
        )
    )


class ProofForm(SerializedForm):
    serializer_class = ProofSerializer

    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)


class SecondStepForm(HalfwayForm):
    """The second step of a log-in."""

    serializer_class = SecondStepSerializer

    code = code_field(_("From your authenticator app, or one of your recovery codes."))
    remember_device = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = settings.SECOND_FACTOR_REMEMBERED.days
        label = _("Do not ask again on this device for %(days)d days") % {"days": days}
        self.fields["remember_device"].label = label
        if not days:
            del self.fields["remember_device"]
