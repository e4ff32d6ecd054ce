"""The forms of passkeys. The script of the pages fills in what the browser's authenticator says."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.account import WHY_PASSWORD
from accounts.forms.halfway import HalfwayForm
from accounts.passkey_serializers import (
    BeginPasskeySerializer,
    LogInByPasskeySerializer,
    PasskeyNameSerializer,
    RegisterPasskeySerializer,
    SecondStepByPasskeySerializer,
    UsePasskeySerializer,
)
from foundation.forms.fields import line_field, password_field
from foundation.forms.serialized import SerializedForm

NAME_HELP = _("How you will know it again: “My phone”, “The blue security key”.")


class CredentialField(forms.CharField):
    """The JSON of a credential, which the page's script puts there."""

    default_error_messages = {
        "required": _("Your browser sent no passkey. Try again, with JavaScript switched on.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100_000, widget=forms.HiddenInput, **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return json.loads(text) if text else ""
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(self.error_messages["required"]) from error

    def run_validators(self, value: Any) -> None:
        """None: what it may hold says the serializer."""


class AddPasskeyForm(SerializedForm):
    """What is asked before the browser is: a name, and that it is the owner."""

    serializer_class = BeginPasskeySerializer

    name = line_field(_("Name"), help_text=NAME_HELP, max_length=60)
    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if name := cleaned.get("name"):
            judged = PasskeyNameSerializer(data={"name": name})
            for errors in () if judged.is_valid() else judged.errors.values():
                self.add_error("name", str(errors[0]))
        return cleaned


class NewPasskeyForm(SerializedForm):
    """The passkey that the browser made."""

    serializer_class = RegisterPasskeySerializer

    name = forms.CharField(widget=forms.HiddenInput)
    credential = CredentialField()


class PasskeyNameForm(SerializedForm):
    """Another name."""

    serializer_class = PasskeyNameSerializer

    name = line_field(_("Name"))


class RemovePasskeyForm(SerializedForm):
    """That it is the owner who removes it."""

    serializer_class = BeginPasskeySerializer

    current_password = password_field(_("Current password"), help_text=WHY_PASSWORD)


class UsePasskeyForm(SerializedForm):
    """A passkey that shows that its owner is there."""

    serializer_class = UsePasskeySerializer

    credential = CredentialField()


class SecondStepByPasskeyForm(HalfwayForm):
    """A passkey as the second step of a log-in."""

    serializer_class = SecondStepByPasskeySerializer

    credential = CredentialField()


class LogInByPasskeyForm(SerializedForm):
    """The passkey that the browser's owner chose."""

    serializer_class = LogInByPasskeySerializer

    credential = CredentialField()
    # Asked for when the right passkey leads to an account that its owner switched off.
    reactivate = forms.BooleanField(
        required=False, label=_("Switch my account on again"), widget=forms.HiddenInput
    )

    def offer_reactivation(self) -> None:
        """Ask whether the account is to be switched on again."""
        self.fields["reactivate"].widget = forms.CheckboxInput()
