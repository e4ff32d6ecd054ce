"""The base of every domain error, and the one that belongs to no app.

A domain error says what is wrong with a business event, and which answer that is. Each app has its
own in its `errors`; one handler in `config.errors` turns them into the API's error format, or into
a page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Long enough for PostgreSQL to be restarted, short enough for a person to wait.
DATABASE_RETRY_SECONDS = 5


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
        super().__init__(
            _("Too many attempts. Try again in %(seconds)d seconds.") % {"seconds": retry_after}
        )
