"""Members who are logged in, and what they can write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts import tokens
from accounts.services.sessions import open_session
from reviews.tests.factories import make_party

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Member:
    """Somebody with an access token."""

    user: User
    token: str


def make_members(role: str, number: int) -> list[Member]:
    """So many new members of this role, each with a profile."""
    return [_logged_in(make_party(role)) for _ in range(number)]


def _logged_in(user: User) -> Member:
    session = open_session(user=user, user_agent="", address="127.0.0.1")
    return Member(user, tokens.access_token(user, session))
