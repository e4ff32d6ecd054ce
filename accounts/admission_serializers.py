"""What goes over the wire around admission (`accounts.services.admission`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from accounts.admission import HEADER, Act
from accounts.fields import EmailField
from foundation.fields import StringField

ADMISSION = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="After a 428: `work`, a space, and the solved challenge, as base64 of "
    '`{"challenge": …, "solution": {"counter": …, "derivedKey": …}}`; or `code`, its digits and '
    "its token.",
)
ACTS = [(act.value, act.value) for act in Act]


class AdmissionCodeSerializer(serializers.Serializer[Any]):
    """What a code is for. Whoever registers gives the address that it is mailed to."""

    act = serializers.ChoiceField(choices=ACTS)
    email = EmailField(required=False)

    def validate_act(self, value: str) -> Act:
        return Act(value)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["act"] is Act.REGISTER and "email" not in attrs:
            raise serializers.ValidationError({"email": _("Say where to mail the code to.")})
        return attrs


class AdmissionTokenSerializer(serializers.Serializer[Any]):
    """What is sent back with the digits."""

    token = StringField(read_only=True)
    expires_in = serializers.IntegerField(read_only=True, help_text="Seconds.")
