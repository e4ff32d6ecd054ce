"""Text messages to a user's phone, sent by the app that has a provider: it registers how."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User

    Send = Callable[[User, str, str], object]

_senders: list[Send] = []


def register(send: Send) -> None:
    """Have messages sent by `send(user, phone_number, text)`, once the transaction is committed."""
    _senders[:] = [send]


def send(user: User, phone_number: str, text: str) -> None:
    """Send a message that holds no code to a number that is, or was, this user's."""
    for registered in _senders:
        registered(user, phone_number, text)
