"""What higher apps do, in the same transaction, when an account is made or changes.

Imports run downwards only and there are no signals between apps: an app registers its functions
here when it is ready, as with `accounts.personal_data`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import Address, User


def _nothing(*_changed: object) -> None:
    """An app need not react to everything."""


@dataclass(frozen=True)
class Reaction:
    """One app's functions. `changed` covers names, username, role and status; `blocked` is called
    with who blocks and who is blocked, both rows locked.
    """

    created: Callable[[User], object] = _nothing
    changed: Callable[[User], None] = _nothing
    address_saved: Callable[[Address], None] = _nothing
    blocked: Callable[[User, User], None] = _nothing
    zone_chosen: Callable[[User], object] = _nothing


_reactions: dict[str, Reaction] = {}


def register(app: str, reaction: Reaction) -> None:
    """Have an app react."""
    _reactions[app] = reaction


def account_created(user: User) -> None:
    """A user registered."""
    for reaction in _reactions.values():
        reaction.created(user)


def account_changed(user: User) -> None:
    """A user's names, username, role or status are other ones now."""
    for reaction in _reactions.values():
        reaction.changed(user)


def address_saved(address: Address) -> None:
    """A user's address was set."""
    for reaction in _reactions.values():
        reaction.address_saved(address)


def zone_chosen(user: User) -> None:
    """A user lives in another time zone now, or said so for the first time."""
    for reaction in _reactions.values():
        reaction.zone_chosen(user)


def person_blocked(blocker: User, blocked: User) -> None:
    """One of two users has just blocked the other."""
    for reaction in _reactions.values():
        reaction.blocked(blocker, blocked)
