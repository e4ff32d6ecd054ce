"""The skills that a text names and that decide who is meant: whoever looks for a Django engineer
wants Django, and engineers without it do not do.

Most names of skills are half of a trade's (design, solar energy, public speaking), and the
occupations that the text means say more. Those decide after which hardly anybody is called.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from profiles.search.general_words import ROLES
from profiles.search.mentioned_skills import skills_within
from profiles.search.reading import normaliser
from profiles.search.tags import Kind
from search.entries import Question, Wanted
from search.words import Word, with_stems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from profiles.search.asking import Rarity
    from search.tantivy_index import TantivyIndex

# Occupations with the skill's name in one of their own.
MAX_CALLED_SO = 3
# Of the best score of the words; learnt with queries such as "Laravel developer".
SHARE = 2.5


@dataclass(frozen=True)
class DecisiveSkills:
    """By their ids: the words that name them in a text. `implied` are those that another skill of
    the text implies.
    """

    words_of: Mapping[int, tuple[str, ...]]
    implied: Collection[int] = ()

    @classmethod
    def within(
        cls, text: str, occupations: TantivyIndex | None, implied: Collection[int] = ()
    ) -> DecisiveSkills:
        """Those that a short text names; none without the index of occupations."""
        if occupations is None:
            return cls({})
        written = skills_within(text) or skills_within(text.replace("-", " "))
        named = {skill: _telling(run) for skill, run in written.items()}
        deciding = {
            skill: words for skill, words in named.items() if words and _decides(occupations, words)
        }
        return cls(deciding, implied)

    def __bool__(self) -> bool:
        return bool(self.words_of)

    def required(self, telling: Sequence[Wanted]) -> list[Wanted]:
        """The words without those that ask for no more than the skills: a Django engineer is
        whoever does Django, and does Python as well.
        """
        if not self:
            return list(telling)
        asked = {word for skill in self.words_of.keys() - self.implied for word in self._of(skill)}
        spare = ROLES | {word for skill in self.implied for word in self._of(skill)}
        return [word for word in telling if word.forms[0] in asked or word.forms[0] not in spare]

    def scores(
        self, unit: float, rarity: Rarity, required: Sequence[Wanted]
    ) -> dict[Wanted, float]:
        """What whoever has the skills gets, or has the words that name them, where the best score
        of the words alone is `unit`: less for a skill that many have than for a rare one.
        """
        highest = max(map(rarity, required), default=0) or 1.0
        return {
            word: SHARE * unit * min(1.0, rarity(word) / highest) / number
            for word, number in self._wanted()
        }

    def _wanted(self) -> Iterator[tuple[Wanted, int]]:
        """Each word, with how many name the same skill."""
        for skill, words in self.words_of.items():
            for word in with_stems([Word((word,)) for word in words]):
                yield Wanted(word.forms, tags=(Kind.SKILL.tag(skill),)), len(words)

    def _of(self, skill: int) -> tuple[str, ...]:
        return self.words_of.get(skill, ())


def _telling(name: str) -> tuple[str, ...]:
    """The words of a skill's name, but those for whoever has it: a Python developer has Python."""
    words = (word.forms[0] for word in normaliser().words(name))
    return tuple(word for word in words if word not in ROLES)


def _decides(occupations: TantivyIndex, words: tuple[str, ...]) -> bool:
    called_so = occupations.ask(Question(phrases=[words]), limit=MAX_CALLED_SO + 1).hits
    return len(called_so) <= MAX_CALLED_SO
