"""The forms after a code by SMS that was not enough. The challenge is that of the step before."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms.halfway import HalfwayForm
from accounts.forms.own_second_factor import code_field
from accounts.second_factor_serializers import RecoverSerializer, ReleasePhoneSerializer


class RecoverForm(HalfwayForm):
    serializer_class = RecoverSerializer

    code = code_field(_("One of the recovery codes that you were given for this account."))


class ReleasePhoneForm(HalfwayForm):
    serializer_class = ReleasePhoneSerializer
