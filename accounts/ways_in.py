"""Ways into an account that other modules hold: passkeys, second factors, codes.

Whoever takes an account over by verifying an identifier from outside must be alone in it, so each
module registers here how its ways in end. Imports run downwards only, as with
`accounts.personal_data`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


class End(Protocol):
    """Ends a kind of way into `user`'s account: all of them, or those made at `made_since` or
    later. Runs in the transaction that holds the user's row.
    """

    def __call__(self, user: User, *, made_since: datetime | None) -> object: ...


_kinds: dict[str, End] = {}


def register(kind: str, end: End) -> None:
    """Have a kind of way in end with the others."""
    _kinds[kind] = end


def end_all(user: User, *, made_since: datetime | None = None) -> None:
    """End every registered way into the account."""
    for end in _kinds.values():
        end(user, made_since=made_since)
