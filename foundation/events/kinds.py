"""The kinds of events: each is declared once, by the app that it happens in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from foundation.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    Value = UUID | int | bool | str | None

NAME = re.compile(r"[a-z_]+\.[a-z_]+")
# A state or a choice of the product's own: nothing that a person wrote looks like it for long.
WORD = re.compile(r"[a-z0-9_]{1,40}")


class Audience(StrEnum):
    """Who may learn of events of a kind. What is internal leaves the product by no door."""

    PUBLIC = "public"
    PARTIES = "parties"
    STAFF = "staff"
    INTERNAL = "internal"


@dataclass(frozen=True)
class EventKind:
    """A kind: `name` is `noun.what_happened`, `holds` names what its body holds, and `version`
    counts how often that was changed.
    """

    name: str
    audience: Audience
    meaning: str
    holds: frozenset[str]
    version: int

    def __call__(
        self,
        subject: UUID,
        *,
        actor: UUID | None,
        concerns: Iterable[UUID],
        person: UUID | None = None,
        **body: Value,
    ) -> Event:
        """An event of this kind, for `record`. `person` is the human who acted for the account
        `actor`, who is the same unless it is said; nobody acted where time did.

        Raises ValueError for a body that is not as declared, or holds a text.
        """
        if body.keys() != self.holds:
            raise ValueError(f"{self.name} holds {sorted(self.holds)}, not {sorted(body)}.")
        return Event(
            type=self.name,
            version=self.version,
            actor_id=actor,
            person_id=person or actor,
            subject_id=subject,
            concerns=list(dict.fromkeys(concerns)),
            body={name: _plain(value) for name, value in body.items()},
        )


_declared: dict[str, EventKind] = {}


def declare(
    name: str, *, audience: Audience, meaning: str, holds: Iterable[str] = (), version: int = 1
) -> EventKind:
    """Declare a kind of events. Raises ValueError for a name that is taken or is none."""
    if name in _declared or not NAME.fullmatch(name):
        raise ValueError(f"{name} is taken, or no name of an event.")
    kind = EventKind(name, audience, meaning, frozenset(holds), version)
    _declared[name] = kind
    return kind


def declared() -> Mapping[str, EventKind]:
    """Every kind, by its name."""
    return _declared


def _plain(value: Value) -> Value:
    if isinstance(value, str) and not WORD.fullmatch(value):
        raise ValueError("An event holds ids, numbers and states, and nothing that was written.")
    return str(value) if isinstance(value, UUID) else value
