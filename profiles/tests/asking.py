"""Searches by many, for tests of what is learnt from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.tests.factories import UserFactory
from conftest import Client
from profiles.popular_searches import noting

if TYPE_CHECKING:
    from accounts.models import User


def ask(text: str, *, user: User | None = None, address: str = "192.0.2.1", **filters: Any) -> Any:
    """The first page of a search by an account, or by a stranger at this address."""
    client = Client().log_in(user) if user else Client()
    answer = client.get("profiles", {"q": text, **filters}, REMOTE_ADDR=address)
    assert answer.status_code == 200
    return answer.json()


def ask_from_networks(text: str, *numbers: int, **filters: Any) -> None:
    """Strangers of as many networks."""
    for number in numbers or range(5):
        ask(text, address=f"10.0.{number}.9", **filters)


def ask_as_accounts(text: str, number: int = 5) -> None:
    """As many accounts, all at one address."""
    for _ in range(number):
        ask(text, user=UserFactory(), address="10.9.9.9")


def count() -> None:
    """What the process does some seconds later."""
    noting.collector.count()
