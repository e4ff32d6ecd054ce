"""The domain errors of one-time codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from foundation.errors import DomainError, LimitExceeded
from otp.models import Purpose

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


# What else leads there, each with its code for programs: another way is one entry more.
OTHER_WAYS: dict[Purpose, list[tuple[str, StrOrPromise]]] = {
    Purpose.LOGIN: [
        ("use_password", _("You can log in with your password instead.")),
        ("use_email", _("You can have a code sent to your verified e-mail address instead.")),
        ("use_phone", _("You can have a code sent to your phone instead.")),
    ],
    Purpose.REGISTRATION: [("use_email", _("You can register with an e-mail address instead."))],
    Purpose.VERIFICATION: [("use_email", _("You can verify your e-mail address instead."))],
}


class SendsExceeded(LimitExceeded):
    """Too many codes were asked for. Names the other ways, each by a code of its own."""

    def __init__(
        self, retry_after: int, purpose: Purpose = Purpose.LOGIN, *, is_mail: bool | None = None
    ) -> None:
        """Without `is_mail`, all other ways are named."""
        super().__init__(retry_after)
        self.purpose = purpose
        self.tried = {None: "", True: "use_email", False: "use_phone"}[is_mail]

    @property
    def errors(self) -> list[tuple[str, str, str | None]]:
        ways = OTHER_WAYS[self.purpose]
        others = [(code, str(text), None) for code, text in ways if code != self.tried]
        return [*super().errors, *others]


class CodesPaused(SendsExceeded):
    """Too few of the day's codes to this country were used: new numbers there get none for now."""

    code = "codes_paused"

    def __init__(self, retry_after: int, purpose: Purpose = Purpose.REGISTRATION) -> None:
        super().__init__(retry_after, purpose, is_mail=False)
        self.detail = _("We cannot send codes to new numbers in this country at the moment.")


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
    detail = _("We can only send codes to mobile numbers in supported countries.")
    attr = "phone_number"
