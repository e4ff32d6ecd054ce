"""Usernames that somebody gave up: kept from others for a while, as links still mean who had them.

A page that says `rel="me"` of a profile, or a contract that names one, would else vouch for whoever
takes the username next. Kept is a keyed hash: whose account is erased leaves no name behind.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from foundation.secret_keys import digests


def digests_of(username: str) -> list[str]:
    """What is kept of a username: HMAC-SHA256 with the secret key, then with those before it."""
    return digests("accounts.released_username", username.lower())


class ReleasedUsername(models.Model):
    """One username that its holder changed, and may take back, or that an erased account had."""

    digest = models.CharField(primary_key=True, max_length=64, editable=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    released_at = models.DateTimeField(db_index=True, editable=False)

    def __str__(self) -> str:
        return f"{self.digest[:8]}… ({self.released_at:%Y-%m-%d})"
