"""The forms by which somebody comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.phone import AsksForPhone, phone_country_field
from accounts.phone_numbers import likely_country
from accounts.serializers import ForgotPasswordSerializer, RegisterSerializer
from accounts.services.identity import Identifier
from foundation.forms.fields import (
    email_field,
    line_field,
    password_field,
    phone_field,
    radio_field,
)
from foundation.forms.serialized import PageForm, SerializedForm

ROLES = (
    ("freelancer", _("I offer work")),
    ("client", _("I look for people")),
)


class RegisterForm(AsksForPhone):
    """A new account."""

    serializer_class = RegisterSerializer

    role = radio_field(_("What brings you here?"), ROLES)
    first_name = line_field(_("First name"), "given-name")
    last_name = line_field(_("Last name"), "family-name")
    username = line_field(
        _("Username"),
        "username",
        help_text=_("3 to 30 of a-z, 0-9, _ and -. It is the address of your page."),
    )
    email = email_field(help_text=_("Or a phone number below; one of the two is enough."))
    phone_number = phone_field()
    phone_country = phone_country_field()
    password = password_field(
        _("Password"),
        is_new=True,
        help_text=_("At least 12 characters; several words make a good one."),
    )


class LogInForm(PageForm):
    """One identifier, whichever, and the password."""

    # `webauthn`: the browser offers its passkeys there (static/passkeys.js).
    identifier = line_field(_("E-mail address, username or phone number"), "username webauthn")
    password = password_field(_("Password"))
    # Asked for when the right password leads to an account that its owner switched off.
    reactivate = forms.BooleanField(
        required=False, label=_("Switch my account on again"), widget=forms.HiddenInput
    )

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "identifier": Identifier.parse(data["identifier"], likely_country(self.request)),
            "password": data["password"],
            "reactivate": data["reactivate"],
        }

    def offer_reactivation(self) -> None:
        """Ask whether the account is to be switched on again."""
        self.fields["reactivate"].widget = forms.CheckboxInput()


class ForgotPasswordForm(SerializedForm):
    serializer_class = ForgotPasswordSerializer

    email = email_field()
