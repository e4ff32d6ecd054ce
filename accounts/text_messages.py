"""Text messages to a user's phone, sent by the app that has a provider: it registers how."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_senders: list[Callable[[str, str], object]] = []


def register(send: Callable[[str, str], object]) -> None:
    """Have messages sent by `send(phone_number, text)`, once the transaction is committed."""
    _senders[:] = [send]


def send(phone_number: str, text: str) -> None:
    """Send a message that holds no code."""
    for registered in _senders:
        registered(phone_number, text)
