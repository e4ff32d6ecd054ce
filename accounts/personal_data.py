"""Export and erasure of all that is held about a user, in whichever app.

Imports run downwards only, so each app registers its part here when it is ready. Nothing else
needs to know which apps there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User


@dataclass(frozen=True)
class Part:
    """How one app hands out and erases what it holds about a user."""

    export: Callable[[User], dict[str, Any]]
    erase: Callable[[User], None]


_parts: dict[str, Part] = {}


def register(
    app: str, *, export: Callable[[User], dict[str, Any]], erase: Callable[[User], None]
) -> None:
    """Add an app's part. Its export's keys become sections of the whole."""
    _parts[app] = Part(export, erase)


def export(user: User) -> dict[str, Any]:
    """The sections of all apps."""
    return {name: data for part in _parts.values() for name, data in part.export(user).items()}


def erase(user: User) -> None:
    """Erase every app's part, the apps registered last first: they build on the earlier ones."""
    for part in reversed(_parts.values()):
        part.erase(user)
