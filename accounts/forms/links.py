"""Forms of the pages that e-mailed links open."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

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
