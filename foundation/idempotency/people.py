"""Whose text an answer may hold, besides that of whoever was answered.

Higher apps say it of their own things, by the ids that are in an answer and its address; accounts
says whether they are all still there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_finders: dict[str, Callable[[set[UUID]], Iterable[UUID]]] = {}
_holders: dict[str, Callable[[set[UUID]], bool]] = {}


def register(app: str, find: Callable[[set[UUID]], Iterable[UUID]]) -> None:
    """`find` answers the accounts that have part in those of an app's rows that have these ids."""
    _finders[app] = find


def register_holder(app: str, hold: Callable[[set[UUID]], bool]) -> None:
    """`hold` locks accounts against their erasure until the transaction ends, and answers whether
    none of them has been erased.
    """
    _holders[app] = hold


def ids_in(text: str) -> set[UUID]:
    """The ids that a text has."""
    return {UUID(found) for found in ID.findall(text)}


def having_part(ids: set[UUID]) -> set[UUID]:
    """The accounts that have part in what has these ids."""
    if not ids:
        return set()
    return {account for find in _finders.values() for account in find(ids)}


def hold(accounts: set[UUID]) -> bool:
    """Keep them from being erased until the transaction ends; False if one of them has been."""
    return not accounts or all(hold(accounts) for hold in _holders.values())
