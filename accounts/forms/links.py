"""Forms of the pages that e-mailed links open."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import password_field
from foundation.forms.serialized import PageForm


class LinkForm(PageForm):
    """A link is used by a press of a button, not by opening it: mail scanners open links."""

    token = forms.CharField(max_length=500, widget=forms.HiddenInput)


class NewPasswordForm(LinkForm):
    new_password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )


class ConfirmForm(LinkForm):
    """One of the two, where the service asks for it."""

    password = password_field(_("Password of the account"), required=False)
    new_password = password_field(
        _("Or a new password"),
        is_new=True,
        required=False,
        help_text=_("If you did not make this account, or have forgotten its password."),
    )
