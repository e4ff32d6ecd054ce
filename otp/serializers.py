"""What goes over the wire to ask for a code and to give it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.email_addresses import compared
from accounts.fields import (
    EmailField,
    NewPasswordField,
    PasswordField,
    PhoneCountryField,
    PhoneNumberField,
    UsernameField,
)
from accounts.serializers import SELF_SERVICE_CHOICES, DeviceTokenField, RememberedTokenField
from foundation.fields import FlagField, LineField, StringField
from foundation.schema_rules import Rule, all_of, any_of, has, is_value, not_exactly_one
from otp.codes import normalize
from otp.models import Purpose, is_mail

# What a code goes to, to log in; for any other purpose it is a phone.
RECIPIENTS = ("phone_number", "email")
PHONE_PURPOSES = (Purpose.REGISTRATION, Purpose.VERIFICATION)


def when(purpose: Purpose, rule: Rule) -> Rule:
    """An object with this purpose that is so."""
    return all_of(is_value("purpose", purpose.value), rule)


RECIPIENT_RULES = (
    when(Purpose.LOGIN, any_of(not_exactly_one(*RECIPIENTS), is_value("email", None))),
    *(when(purpose, {"not": has("phone_number")}) for purpose in PHONE_PURPOSES),
)


class RequestCodeSerializer(serializers.Serializer[Any]):
    """Where a code goes, and what it is for: to a phone, or, to log in, to a verified e-mail
    address instead.
    """

    phone_number = PhoneNumberField(required=False)
    phone_country = PhoneCountryField()
    email = EmailField(required=False, help_text="To log in, instead of `phone_number`.")
    purpose = serializers.ChoiceField(Purpose.choices)
    device_token = DeviceTokenField()
    not_allowed = any_of(
        *RECIPIENT_RULES, *(when(purpose, has("email")) for purpose in PHONE_PURPOSES)
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["purpose"] in PHONE_PURPOSES and "email" in attrs:
            message = _("Codes by mail are only for logging in.")
            raise serializers.ValidationError({"email": [message]}, code="only_to_log_in")
        return with_recipient(attrs)


def with_recipient(attrs: dict[str, Any]) -> dict[str, Any]:
    """The input with the one thing that the code goes to as its `recipient`, in the form in which
    it is compared.
    """
    if attrs["purpose"] in PHONE_PURPOSES:
        if "phone_number" not in attrs:
            message = _("This field is required.")
            raise serializers.ValidationError({"phone_number": [message]}, code="required")
        return attrs | {"recipient": attrs.pop("phone_number")}
    given = [attrs.pop(name) for name in RECIPIENTS if name in attrs]
    if len(given) != 1 or given[0] is None:
        message = _("Give exactly one of phone_number and email.")
        raise serializers.ValidationError(message, code="one_identifier")
    (recipient,) = given
    return attrs | {"recipient": compared(recipient) if is_mail(recipient) else recipient}


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
    """A code, with what it was sent to and what its purpose needs besides.

    `login`: `phone_number` or `email`; `reactivate` switches an account on again that its owner
    switched off; `current_password` keeps what is in an account of which nothing was verified
    before; `remembered_token` spares the second factor on a remembered device.
    `registration`: `phone_number`, `username` and `role` are required; `email` is the account's; a
    password can be set later.
    `verification`: `phone_number`, and `current_password` when the number is not yet the user's.
    """

    phone_number = PhoneNumberField(required=False)
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
    not_allowed = any_of(
        *RECIPIENT_RULES, when(Purpose.REGISTRATION, {"not": has("username", "role")})
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["purpose"] == Purpose.REGISTRATION:
            missing = [name for name in ("username", "role") if name not in attrs]
            if missing:
                message = _("This field is required to register.")
                errors = {name: [message] for name in missing}
                raise serializers.ValidationError(errors, code="required")
        return with_recipient(attrs)
