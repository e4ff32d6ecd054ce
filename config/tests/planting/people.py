"""The people, and the words that they wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

numbers = count(1)


@dataclass
class Person:
    """Somebody, and the words of theirs by what each was written into."""

    user: User
    words: dict[str, str] = field(default_factory=dict)

    def word(self, place: str) -> str:
        """A word that stands nowhere else."""
        return self._noted(place, f"zq{next(numbers):06}w")

    def phone(self, place: str) -> str:
        return self._noted(place, f"+4915{next(numbers):09}")

    def network_address(self, place: str) -> str:
        return self._noted(place, f"198.51.100.{next(numbers) % 200 + 20}")

    def text(self, place: str) -> str:
        """A text with such a word, long enough for a review."""
        return f"It was {self.word(place)} as we had agreed."

    def email(self, place: str) -> str:
        return f"{self.word(place)}@example.org"

    def _noted(self, place: str, word: str) -> str:
        assert place not in self.words, place
        self.words[place] = word
        return word


@dataclass
class Story:
    """What a client and a freelancer went through, with staff."""

    client: Person
    freelancer: Person
    staff: User

    @property
    def people(self) -> tuple[Person, Person]:
        return self.client, self.freelancer
