"""Typos are forgiven over the vocabularies of skills and occupations, and not over the profiles.

Each process keeps the names for some minutes. What is exact (filters, the beginning of a name)
always asks the database.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connections, router

from foundation.skill_keys import skill_key
from profiles.models import OccupationName, SkillAlias, SkillStatus
from search.folding import fold
from search.words import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

KEPT_SECONDS = 300
MOST_FUZZY = 20
SHORTEST_FUZZY = 4  # letters: shorter words have too many neighbours
NEIGHBOURS = 30  # of a word with a typo, of which the likeliest is taken
# Letters of words that are set right without being asked: most unknown words are no typos.
SHORTEST_SET_RIGHT, SHORTEST_SET_RIGHT_BY_TWO = 5, 9
LANGUAGES = "en", "de"  # of the names
MOST_CORRECTED = 12  # words of a text: in a longer one, a word with a typo is not missed
WORDS_OF_OCCUPATIONS = """
    SELECT word, count(*) FROM profiles_occupationname name
    JOIN profiles_occupation occupation ON occupation.id = name.occupation_id,
        unnest(string_to_array(key, ' ')) word
    WHERE status = %s GROUP BY word
"""
ACCENTED_OCCUPATIONS = """
    SELECT key, occupation_id FROM profiles_occupationname WHERE key ~ '[^ -~]' ORDER BY key
"""


def plain_key(text: str) -> str:
    """The form in which names are compared, without accents and what cannot be seen."""
    return skill_key(fold(text))


def tolerated(word: str) -> int:
    """How many letters of a word may be missing, wrong, added or swapped."""
    if len(word) < SHORTEST_FUZZY:
        return 0
    return 1 if len(word) < 8 else 2


def set_right_by(word: str) -> int:
    """How many letters of an unknown word are changed at most, to make it a known one."""
    if len(word) < SHORTEST_SET_RIGHT:
        return 0
    return 1 if len(word) < SHORTEST_SET_RIGHT_BY_TWO else 2


@dataclass
class Vocabulary:
    """The names of all accepted skills, and the words that they and the names of occupations are
    made of, each with the number of names that have it.
    """

    skill_of: dict[str, int] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    stems: set[str] = field(default_factory=set)
    accented_skills: list[tuple[str, int]] = field(default_factory=list)
    accented_occupations: list[tuple[str, int]] = field(default_factory=list)
    """Those names that are not written in ASCII, as they are without accents, with the id of what
    is called so.
    """

    read_at: float | None = None
    _reading: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def refresh(self) -> None:
        """Read the names anew when they are older than `KEPT_SECONDS`."""
        if self._is_young():
            return
        with self._reading:  # the first requests of a process come at once
            if not self._is_young():
                self._read()

    def _is_young(self) -> bool:
        return self.read_at is not None and time.monotonic() - self.read_at < KEPT_SECONDS

    def _read(self) -> None:
        now = time.monotonic()
        names = SkillAlias.objects.filter(skill__status=SkillStatus.ACCEPTED)
        self.skill_of = dict(names.order_by("key").values_list("key", "skill_id"))
        words = Counter(word for key in self.skill_of for word in key.split())
        with connections[router.db_for_read(OccupationName)].cursor() as cursor:
            cursor.execute(WORDS_OF_OCCUPATIONS, [SkillStatus.ACCEPTED])
            words.update(dict(cursor.fetchall()))
            cursor.execute(ACCENTED_OCCUPATIONS)
            self.accented_occupations = [(plain_key(key), pk) for key, pk in cursor.fetchall()]
        self.accented_skills = [
            (plain_key(key), pk) for key, pk in self.skill_of.items() if not key.isascii()
        ]
        self.words = words
        self.stems = {stem(word, language) for word in words for language in LANGUAGES}
        self.read_at = now

    def forget(self) -> None:
        """Read the names anew at the next use."""
        self.read_at = None

    def names_a_skill(self, text: str) -> bool:
        """Whether the text is the name of a skill."""
        self.refresh()
        return skill_key(text) in self.skill_of

    def skills_without_accents(self, text: str) -> list[int]:
        """The ids of skills one of whose names begins so, but for accents."""
        self.refresh()
        return _beginning(self.accented_skills, text)

    def occupations_without_accents(self, text: str) -> list[int]:
        """The same of occupations."""
        self.refresh()
        return _beginning(self.accented_occupations, text)

    def similar_skills(self, text: str) -> list[int]:
        """The ids of skills whose name, or its beginning, is the text but for a typo or two, the
        most similar first.
        """
        self.refresh()
        key = skill_key(text)
        if not (most := tolerated(key)):
            return []
        length = len(key)
        skill_of = self.skill_of  # another thread may read the names anew meanwhile
        beginnings = [name[: length + 1] for name in skill_of]
        ids = list(skill_of.values())
        best: dict[int, float] = {}
        for _beginning, distance, place in _nearest(key, beginnings, most, limit=MOST_FUZZY * 3):
            best.setdefault(ids[place], distance)
        return list(best)[:MOST_FUZZY]

    def knows(self, word: str) -> bool:
        """Whether a word is spelt as in some name of a skill or an occupation, or is a form of one
        that is: leaks are no misspelt leak.
        """
        self.refresh()
        return word in self.words or any(stem(word, one) in self.stems for one in LANGUAGES)

    def correct(
        self,
        text: str,
        is_known: Callable[[str], bool] = lambda _word: False,
        other: Callable[[str], tuple[str, int] | None] = lambda _word: None,
    ) -> str:
        """The text with each word set right that is nearly one of the vocabularies, and neither one
        itself nor known otherwise; the text itself when there is none, or when it is long.

        `other` may have a nearer word, with how many letters it differs by; an empty one leaves the
        word as it is.
        """
        words = text.split()
        if len(words) > MOST_CORRECTED:
            return text
        self.refresh()
        corrected = [word if is_known(word) else self._correct_word(word, other) for word in words]
        return text if corrected == words else " ".join(corrected)

    def _correct_word(self, word: str, other: Callable[[str], tuple[str, int] | None]) -> str:
        key = skill_key(word)
        known = self.words  # another thread may read them anew meanwhile
        if self.knows(key) or not (most := set_right_by(key)) or not key.isalpha():
            return word
        # People get the first letter right.
        found = [one for one in nearest(key, [*known], most) if one[1] < 2 or one[0][0] == key[0]]
        found.sort(key=lambda one: (one[1], one[0][0] != key[0], -known[one[0]], one[0]))
        if not found or found[0][1] > 1:
            among_others = other(key)
            if among_others and (not found or among_others[1] < found[0][1]):
                found = [among_others]
        right = found[0][0] if found else ""
        if not right:
            return word
        return word.lower().replace(key, right) if key in word.lower() else right


def _beginning(names: Sequence[tuple[str, int]], text: str) -> list[int]:
    key = plain_key(text)
    return [pk for name, pk in names if key and name.startswith(key)]


def nearest(key: str, choices: Sequence[str], most: int) -> list[tuple[str, int]]:
    """The choices within so many edits of the key, with their distance."""
    found = _nearest(key, choices, most, limit=NEIGHBOURS)
    return [(choice, int(distance)) for choice, distance, _place in found]


def _nearest(
    key: str, choices: Sequence[str], most: int, limit: int
) -> list[tuple[str, float, int]]:
    """The choices within so many edits of the key, with their distance and place."""
    # Not loaded until somebody mistypes.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    return list(
        process.extract(
            key,
            choices,
            scorer=OSA.distance,  # type: ignore[arg-type]  # it is one
            score_cutoff=most,
            limit=limit,
        )
    )


vocabulary = Vocabulary()
