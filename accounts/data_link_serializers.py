"""What goes over the wire around the data of a suspended account."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.fields import EmailField, PasswordField, PhoneCountryField, PhoneNumberField
from accounts.second_factor_serializers import SecondFactorCodeField
from accounts.serializers import only_identifier
from foundation.fields import StringField
from foundation.schema_rules import not_exactly_one

RECIPIENTS = ("email", "phone_number")


class AskForDataLinkSerializer(serializers.Serializer[Any]):
    """What the account is known by: one of the two."""

    email = EmailField(required=False)
    phone_number = PhoneNumberField(required=False)
    phone_country = PhoneCountryField()
    not_allowed = not_exactly_one(*RECIPIENTS)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        message = _("Give an e-mail address or a phone number.")
        return {"identifier": only_identifier(attrs, RECIPIENTS, message)}


class UseDataLinkSerializer(serializers.Serializer[Any]):
    """The token of the link; the others only where they are asked for."""

    token = StringField(max_length=500)
    current_password = PasswordField(
        required=False, help_text="If what the link was sent to may be read by others."
    )
    code = SecondFactorCodeField(required=False)
