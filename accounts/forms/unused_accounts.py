"""The forms after a code by SMS that was not enough. The challenge is that of the step before."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.forms.own_second_factor import code_field
from accounts.second_factor_serializers import RecoverSerializer, ReleasePhoneSerializer
from foundation.forms.serialized import SerializedForm


class HalfwayForm(SerializedForm):
    """A form of somebody who has passed the first step."""

    def __init__(self, *args: Any, challenge: str, **kwargs: Any) -> None:
        self.challenge = challenge
        super().__init__(*args, **kwargs)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return super().given(cleaned) | {"challenge": self.challenge}


class RecoverForm(HalfwayForm):
    serializer_class = RecoverSerializer

    code = code_field(_("One of the recovery codes that you were given for this account."))


class ReleasePhoneForm(HalfwayForm):
    serializer_class = ReleasePhoneSerializer
