"""The two forms of logging in by a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import phone_field
from accounts.forms.serialized import SerializedForm
from otp.models import Purpose
from otp.serializers import RequestCodeSerializer, VerifyCodeSerializer


class PhoneForm(SerializedForm):
    """Where the code goes."""

    serializer_class = RequestCodeSerializer

    phone_number = phone_field()

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return super().given(cleaned) | {"purpose": Purpose.LOGIN}


class CodeForm(SerializedForm):
    """The code that came. The phone is that of the step before."""

    serializer_class = VerifyCodeSerializer

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits, good for five minutes."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    # Asked for when the right code leads to an account that its owner switched off.
    reactivate = forms.BooleanField(
        required=False, label=_("Switch my account on again, if it is switched off")
    )

    def __init__(self, *args: Any, phone_number: str, **kwargs: Any) -> None:
        self.phone_number = phone_number
        super().__init__(*args, **kwargs)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        phone = {"phone_number": self.phone_number, "purpose": Purpose.LOGIN}
        return super().given(cleaned) | phone
