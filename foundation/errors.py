"""The base of every domain error, and the one that belongs to no app.

A domain error says what is wrong with a business event, and which answer that is. Each app has its
own in its `errors`; one handler in `config.errors` turns them into the API's error format, or into
a page.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Long enough for PostgreSQL to be restarted, short enough for a person to wait.
DATABASE_RETRY_SECONDS = 5
MINUTE, HOUR = 60, 3600


class DomainError(Exception):
    """A rule said no. Subclasses set the HTTP status, a stable code and a text for people."""

    status_code = 409
    code = "conflict"
    detail: StrOrPromise = _("That is not possible now.")
    attr: str | None = None
    retry_after: int | None = None

    def __init__(self, detail: StrOrPromise | None = None, *, attr: str | None = None) -> None:
        if detail is not None:
            self.detail = detail
        if attr is not None:
            self.attr = attr
        super().__init__(str(self.detail))

    @property
    def errors(self) -> list[tuple[str, str, str | None]]:
        """Each thing that is wrong: its code, its text, and the field that it concerns."""
        return [(self.code, str(self.detail), self.attr)]

    @property
    def more(self) -> dict[str, Any]:
        """What the answer has besides, for the client's next step."""
        return {}


class LimitExceeded(DomainError):
    """Too many tries; `retry_after` is the number of whole seconds until the next may succeed."""

    status_code = 429
    code = "throttled"

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(_too_many(retry_after))


def _too_many(seconds: int) -> StrOrPromise:
    """Says when, as a person would: not in 86,400 seconds, but in 24 hours."""
    if seconds < 2 * MINUTE:
        written = ngettext_lazy(
            "Too many attempts. Try again in %(number)d second.",
            "Too many attempts. Try again in %(number)d seconds.",
            seconds,
        )
        return written % {"number": seconds}
    if seconds < 2 * HOUR:
        minutes = math.ceil(seconds / MINUTE)
        return _("Too many attempts. Try again in %(number)d minutes.") % {"number": minutes}
    hours = math.ceil(seconds / HOUR)
    return _("Too many attempts. Try again in %(number)d hours.") % {"number": hours}
