"""What is fed to an engine and what is asked of it, whatever engine it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from search.errors import UnfitEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from search.words import Word

MAX_NUMBER = 2**63 - 1
MAX_TOLERATED = 2


@dataclass(frozen=True)
class Declaration:
    """What the entries of one index have. Names of fields are those of the app that declares them.

    `texts` are searched by words, `numbers` by range and order. Besides, each entry has tags, of
    which a question asks for all or any. Numbers and tags are whole, from 0 to `MAX_NUMBER`.
    """

    name: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    min_lengths: Mapping[str, int] = field(default_factory=dict)
    """Of texts: one of fewer words counts as if it had so many. By relevance a word tells more in a
    short text than in a long one, and what says next to nothing would come before what says a lot.
    """


@dataclass(frozen=True)
class Entry:
    """One row of an app, as an engine sees it."""

    id: UUID
    texts: Mapping[str, Sequence[Word]]
    tags: Collection[int] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)

    def require_fit(self, declaration: Declaration) -> None:
        """Raises UnfitEntry unless this is an entry of such an index."""
        if unknown := self.texts.keys() - set(declaration.texts):
            raise UnfitEntry(self.id, f"has texts that are not declared: {sorted(unknown)}")
        if self.numbers.keys() != set(declaration.numbers):
            raise UnfitEntry(self.id, "has other numbers than are declared")
        for number in (*self.tags, *self.numbers.values()):
            if type(number) is not int or not 0 <= number <= MAX_NUMBER:
                raise UnfitEntry(self.id, f"has a number that is not from 0 to {MAX_NUMBER}")
        for words in self.texts.values():
            # All at once: an index that is built asks this of every word that anybody wrote.
            if not is_encodable("".join(chain.from_iterable(forms for (forms,) in words))):
                raise UnfitEntry(self.id, "has a word with half a character in it")


def is_encodable(word: str) -> bool:
    """Not with a lone surrogate, which is no character."""
    if word.isascii():
        return True
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Wanted:
    """One word that is asked for: any of its forms, in any of these texts (none named: in all), or
    any of these tags, which mean the same. Tags find nobody by `telling`: they have no rarity.
    """

    forms: tuple[str, ...]
    texts: tuple[str, ...] = ()
    tags: tuple[int, ...] = ()
    tolerated: int = 0
    """How many letters of the first form may be wrong, missing, added or swapped; not more than
    `MAX_TOLERATED`.
    """

    weight: float = 1.0
    """What its score is multiplied by, where it has one."""


@dataclass(frozen=True)
class Range:
    """From the lowest to the highest value of a number, both included."""

    field: str
    lowest: int | None = None
    highest: int | None = None


@dataclass(frozen=True)
class Question:
    """Which entries are looked for, and how they are ordered.

    An entry is found when it has at least one of `telling`, of `weighed` or of the tags `preferred`
    or `alike`, if there are any; all of one of the sets `enough`, if there are any; all `phrases`,
    none of `excluded`, all of `all_tags`, one of each of `any_tags`; lies in each range, in one of
    each of `any_ranges` and, if there are `ranges_by_tag`, in all of those of one of its tags; has
    one of the values of each number in `among`; is one of `ids`, unless they are None; and none of
    `excluded_ids`. By relevance, `telling` count by their rarity; each of `weighed` and
    `preferred`, and the best of each of `alike`, adds its score. A word or number that no entry can
    have finds nobody.
    """

    telling: Sequence[Wanted] = ()
    enough: Sequence[Sequence[Wanted]] = ()
    phrases: Sequence[Sequence[str]] = ()
    excluded: Sequence[Wanted] = ()
    all_tags: Sequence[int] = ()
    any_tags: Sequence[Sequence[int]] = ()
    preferred: Mapping[int, float] = field(default_factory=dict)
    alike: Sequence[Mapping[int, float]] = ()
    """Tags that say nearly the same, with their scores: of each such group the best counts."""

    weighed: Mapping[Wanted, float] = field(default_factory=dict)
    """Words that score the same wherever and however often they stand."""

    ids: Collection[UUID] | None = None
    excluded_ids: Collection[UUID] = ()
    ranges: Sequence[Range] = ()
    ranges_by_tag: Mapping[int, Sequence[Range]] = field(default_factory=dict)
    any_ranges: Sequence[Sequence[Range]] = ()
    among: Mapping[str, Collection[int]] = field(default_factory=dict)
    text_weights: Mapping[str, float] = field(default_factory=dict)
    """Of each text that is searched; empty: all alike."""

    by_best_form: bool = False
    """Each word counts by the rarest of its forms instead of by all of them. That costs time in
    large indexes.
    """

    order_by: str = ""
    """A number, instead of relevance; with a - before it the highest first. Equals by their ids, in
    the same direction.
    """

    after: tuple[int, UUID] | None = None
    """In such an order only those behind this number and id."""

    @property
    def finds_by_any(self) -> bool:
        """Whether an entry has to have something that scores."""
        return bool(self.telling or self.weighed or self.preferred or any(self.alike))


class Hit(NamedTuple):
    """An entry that was found, with its score and the numbers that were asked for."""

    number: int
    """Its id as a number: who puts hundreds into order needs no more, and to make the id of each
    takes as long as to find them.
    """

    score: float
    numbers: tuple[int, ...] = ()

    @property
    def id(self) -> UUID:
        return UUID(int=self.number)


@dataclass(frozen=True)
class Found:
    """Those found, in order; how many there are, if that was asked."""

    hits: Sequence[Hit]
    count: int | None = None
