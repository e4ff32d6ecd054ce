"""What goes over the wire to ask for a code and to give it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.fields import (
    EmailField,
    NewPasswordField,
    PasswordField,
    PhoneCountryField,
    PhoneNumberField,
    UsernameField,
)
from accounts.known_devices import MAX_LENGTH
from accounts.serializers import SELF_SERVICE_CHOICES, RememberedTokenField
from foundation.fields import FlagField, LineField, StringField
from foundation.schema_rules import when
from otp.codes import normalize
from otp.models import Purpose


class DeviceTokenField(StringField):
    """What the last log-in on this device answered."""

    def __init__(self, **kwargs: Any) -> None:
        text = "To log in: what the last log-in with this account answered on this device."
        super().__init__(max_length=MAX_LENGTH, required=False, help_text=text, **kwargs)


class RequestCodeSerializer(serializers.Serializer[Any]):
    """A phone, and what the code is for."""

    phone_number = PhoneNumberField()
    phone_country = PhoneCountryField()
    purpose = serializers.ChoiceField(Purpose.choices)
    device_token = DeviceTokenField()


@extend_schema_field(
    {"type": "string", "pattern": r"^\s*([0-9][ -]*){5}[0-9]\s*$", "example": "123456"}
)
class CodeField(StringField):
    """Six digits; spaces and dashes between them, and other scripts' digits, are fine."""

    default_error_messages = {"invalid_code": _("A code has six digits.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, help_text="Six digits.", **kwargs)

    def to_internal_value(self, data: Any) -> str:
        code = normalize(super().to_internal_value(data))
        if code is None:
            self.fail("invalid_code")
        return code


class VerifyCodeSerializer(serializers.Serializer[Any]):
    """A code, with what its purpose needs besides.

    `login`: `reactivate` switches an account on again that its owner switched off;
    `current_password` keeps what is in an account of which nothing was verified before;
    `remembered_token` spares the second factor on a remembered device.
    `registration`: `username` and `role` are required; a password can be set later.
    `verification`: `current_password`, when the number is not yet the user's.
    """

    phone_number = PhoneNumberField()
    phone_country = PhoneCountryField()
    purpose = serializers.ChoiceField(Purpose.choices)
    code = CodeField()
    reactivate = FlagField(required=False, default=False)
    remembered_token = RememberedTokenField()
    username = UsernameField(required=False)
    role = serializers.ChoiceField(SELF_SERVICE_CHOICES, required=False)
    first_name = LineField(max_length=100, required=False, allow_blank=True, default="")
    last_name = LineField(max_length=100, required=False, allow_blank=True, default="")
    email = EmailField(required=False, allow_null=True)
    password = NewPasswordField(required=False)
    current_password = PasswordField(required=False)
    device_token = DeviceTokenField()
    not_allowed = when("purpose", "registration", lacks=("username", "role"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["purpose"] == Purpose.REGISTRATION:
            missing = [name for name in ("username", "role") if name not in attrs]
            if missing:
                message = _("This field is required to register.")
                errors = {name: [message] for name in missing}
                raise serializers.ValidationError(errors, code="required")
        return attrs
