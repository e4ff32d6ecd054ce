"""Mails for tests of how mails are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.services import outgoing

if TYPE_CHECKING:
    from accounts.models import User


def mail_on_its_way(subject: str = "subject", *, user: User | None = None) -> str:
    """The id of a mail that waits to be sent, for the task that sends it."""
    content = {"text": "text", "html": "<p>text</p>", "recipient": "a@example.com"}
    return outgoing.keep(user, subject=subject, headers=None, **content)
