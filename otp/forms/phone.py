"""The forms of one-time codes: where one goes, and the code that came."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.entering import ROLES
from accounts.forms.phone import AsksForPhone, phone_country_field
from foundation.forms.fields import (
    email_field,
    line_field,
    password_field,
    phone_field,
    radio_field,
)
from foundation.forms.serialized import SerializedForm
from otp.limits import lifetime_of
from otp.models import Purpose, field_of
from otp.serializers import RequestCodeSerializer, VerifyCodeSerializer


class RecipientForm(SerializedForm):
    """Where the code goes."""

    serializer_class = RequestCodeSerializer

    def __init__(self, *args: Any, purpose: Purpose, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return super().given(cleaned) | {"purpose": self.purpose}


class PhoneForm(RecipientForm, AsksForPhone):
    needed = ("phone_number",)

    phone_number = phone_field()
    phone_country = phone_country_field()


class EmailForm(RecipientForm):
    needed = ("email",)

    email = email_field()


class CodeForm(SerializedForm):
    """The code that came. What it went to is that of the step before."""

    serializer_class = VerifyCodeSerializer
    purpose = Purpose.LOGIN

    code = forms.CharField(
        label=_("Code"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, *args: Any, recipient: str, **kwargs: Any) -> None:
        self.recipient = recipient
        super().__init__(*args, **kwargs)
        text = _("Six digits, good for %(minutes)d minutes.")
        minutes = lifetime_of(recipient).total_seconds() // 60
        self.fields["code"].help_text = text % {"minutes": minutes}

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        sent = {field_of(self.recipient): self.recipient, "purpose": self.purpose}
        return super().given(cleaned) | sent

    def values(self) -> dict[str, Any]:
        """The code with what it went to, and what else the form asks for."""
        names = {"recipient", *self.fields}
        return {name: value for name, value in super().values().items() if name in names}


class LogInCodeForm(CodeForm):
    reactivate = forms.BooleanField(
        required=False, label=_("Switch my account on again, if it is switched off")
    )
    # Asked for when nothing of the account was verified before: see accounts.services.verification.
    current_password = forms.CharField(
        required=False, label=_("Password of the account"), strip=False, widget=forms.HiddenInput
    )
    start_over = forms.BooleanField(
        required=False,
        label=_(
            "I did not make this account, or have forgotten its password: end every other way "
            "into it"
        ),
        widget=forms.HiddenInput,
    )

    def values(self) -> dict[str, Any]:
        return super().values() | {"start_over": self.cleaned_data["start_over"]}

    def ask_for_password(self) -> None:
        """Ask for the account's password, or whether everything else in it is to end."""
        attrs = {"autocomplete": "current-password"}
        self.fields["current_password"].widget = forms.PasswordInput(attrs=attrs)
        self.fields["start_over"].widget = forms.CheckboxInput()


class RegisterCodeForm(CodeForm):
    """A new account with a proved phone; a password can be set later."""

    purpose = Purpose.REGISTRATION
    needed = ("username", "role")

    role = radio_field(_("What brings you here?"), ROLES)
    first_name = line_field(_("First name"), "given-name")
    last_name = line_field(_("Last name"), "family-name")
    username = line_field(
        _("Username"),
        "username",
        help_text=_("3 to 30 of a-z, 0-9, _ and -. It is the address of your page."),
    )


class ProveCodeForm(CodeForm):
    """The proof that a phone is one's own."""

    purpose = Purpose.VERIFICATION

    current_password = password_field(
        _("Current password"), help_text=_("Only for a number that is not yet your account's.")
    )
