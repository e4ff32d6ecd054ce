"""Mails for tests of how mails are sent."""

from __future__ import annotations

from accounts.services import outgoing


def mail_on_its_way(subject: str = "subject") -> str:
    """The id of a mail that waits to be sent, for the task that sends it."""
    content = {"text": "text", "html": "<p>text</p>", "recipient": "a@example.com"}
    return outgoing.keep(None, subject=subject, headers=None, **content)
