"""The domain errors of one-time codes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError


class CodeInvalid(DomainError):
    """Wrong, used, expired, superseded or never sent: nobody is told which."""

    status_code = 401
    code = "otp_invalid"
    detail = _("This code is not valid.")
    attr = "code"


class NumberRefused(DomainError):
    """A number that no code is sent to: its country, or its kind."""

    status_code = 422
    code = "number_refused"
    detail = _("Codes are sent to mobile numbers of the countries that are served only.")
    attr = "phone_number"
