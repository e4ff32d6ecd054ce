"""What somebody types, as a question for the engine.

By relevance any telling word finds somebody, and the rarer the word, the more it counts. What is
counted, and listed in another order, are good matches: those who have all the telling words, or
enough of them to carry `GOOD_SHARE` of their rarity.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from profiles.search.general_words import GENERAL, ROLES
from profiles.search.reading import normaliser
from profiles.search.source import NAMES
from profiles.search.stop_words import ASKING, STOP_WORDS
from search.entries import Wanted
from search.words import Word, with_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


GOOD_SHARE = 2 / 3
MAX_EXACT = 8  # telling words of which every set that is enough is looked for
MAX_TELLING = 100  # of a long text: the rarest
MAX_JOINED = 12  # telling words of a text of which each two neighbours are tried as one
ROUNDING = 1e-3  # of the engine, which adds weights up in single precision
PHRASE = re.compile(r'(?<!\S)(-?)["“”„]([^"“”„]+)["“”„]')
EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")
OR = "OR"  # in capitals: a lower-case one is a word


@dataclass
class Text:
    """A text that was typed, read."""

    telling: list[Wanted] = field(default_factory=list)
    phrases: list[tuple[str, ...]] = field(default_factory=list)
    excluded: list[Wanted] = field(default_factory=list)

    plain: str = ""
    """The text without what it excludes."""


def read(text: str, languages: Sequence[str] = ()) -> Text:
    """The telling words of a text, its "phrases" and its -words.

    Words of asking ("looking for", "senior"), unless nothing else was typed, and those that
    everybody uses find nobody but people who are called so: Will is a name. Of words with OR
    between them, any will do. In a long text, quotes and hyphens ask for nothing.
    """
    found = _read(text, languages)
    if len(found.telling) > MAX_JOINED and (found.phrases or found.excluded):
        return _read(_without_signs(text), languages)
    return found


def _without_signs(text: str) -> str:
    """A long text is pasted: its quotes are quotes, and hyphens begin the lines of its lists."""
    return EXCLUDED.sub(r" \1", PHRASE.sub(r" \2 ", text))


def _read(text: str, languages: Sequence[str]) -> Text:
    found = Text()
    for sign, quoted in PHRASE.findall(text):
        words = normaliser().words(quoted)
        if sign:
            found.excluded += [Wanted(word.forms) for word in words]
        elif words:
            found.phrases.append(tuple(word.forms[0] for word in words))
    text = PHRASE.sub(lambda phrase: " " if phrase[1] else f" {phrase[2]} ", text)
    for word in EXCLUDED.findall(text):
        found.excluded += [Wanted(word.forms) for word in normaliser().words(word)]
    found.plain = EXCLUDED.sub(" ", text)
    found.telling = list(dict.fromkeys(_alternatives(found.plain, languages)))
    if all(word.texts and word.forms[0] not in STOP_WORDS for word in found.telling):
        found.telling = [_in_any_text(word, languages) for word in found.telling]
    return found


def _in_any_text(word: Wanted, languages: Sequence[str]) -> Wanted:
    """Nothing was typed but words of asking: "expert" is found wherever it stands."""
    return Wanted(with_stems([Word(word.forms)], languages)[0].forms)


def _alternatives(text: str, languages: Sequence[str]) -> list[Wanted]:
    """The words that are wanted, those with OR between them as one."""
    found: list[Wanted] = []
    is_alternative = False
    for chunk in text.split():
        if chunk == OR and found:
            is_alternative = True
            continue
        wanted = [_wanted(word, languages) for word in normaliser().words(chunk)]
        if is_alternative and wanted:
            forms = (*found[-1].forms, *wanted[0].forms)
            found[-1:] = [Wanted(tuple(dict.fromkeys(forms))), *wanted[1:]]
        else:
            found += wanted
        is_alternative = False
    return found


def is_everyday(word: Word) -> bool:
    """Whether everybody uses the word, or asks with it."""
    return word.forms[0] in STOP_WORDS or word.forms[0] in ASKING


def is_spelt_right(word: Word) -> bool:
    """Whether the word is none that is nearly another one, whoever has it: a Firma is no Figma."""
    return is_everyday(word) or word.forms[0] in GENERAL or word.forms[0] in ROLES


def _wanted(word: Word, languages: Sequence[str]) -> Wanted:
    if is_everyday(word):
        return Wanted(word.forms, texts=(NAMES,))
    return Wanted(with_stems([word], languages)[0].forms)


class Rarity:
    """How much each word tells, by how many of all people have it (inverse document frequency)."""

    def __init__(self, frequency: Callable[[Wanted], int], people: int) -> None:
        self.frequency = frequency
        self.people = max(people, 1)

    def __call__(self, wanted: Wanted) -> float:
        return math.log(1 + self.people / (1 + self.frequency(wanted)))


def rarest(telling: Sequence[Wanted], rarity: Rarity) -> list[Wanted]:
    """The words of a long text that tell most, in their order."""
    if len(telling) <= MAX_TELLING:
        return list(telling)
    kept = set(sorted(telling, key=rarity, reverse=True)[:MAX_TELLING])
    return [word for word in telling if word in kept]


def required(telling: Sequence[Wanted]) -> list[Wanted]:
    """The words that a good match has all or enough of. Those of asking, and those that say only
    that somebody is wanted, are not asked of anybody, unless nothing else was typed.
    """
    telling_most = [word for word in telling if not word.texts] or list(telling)
    return [word for word in telling_most if word.forms[0] not in GENERAL] or telling_most


def share_needed(weights: Mapping[Wanted, float]) -> float:
    """What the words of a good match weigh together at least."""
    return GOOD_SHARE * sum(weights.values()) - ROUNDING


def enough(telling: Sequence[Wanted], rarity: Rarity) -> list[tuple[Wanted, ...]]:
    """The smallest sets of telling words that carry `GOOD_SHARE` of the weight of all.

    Of more than `MAX_EXACT` words, the rarest stand for all.
    """
    asked = sorted(required(telling), key=rarity, reverse=True)[:MAX_EXACT]
    weights = {word: rarity(word) for word in asked}
    needed = share_needed(weights)
    found: list[tuple[Wanted, ...]] = []
    for size in range(1, len(asked) + 1):
        for words in combinations(asked, size):
            is_enough = sum(weights[word] for word in words) >= needed
            if is_enough and not _has_subset(found, words):
                found.append(words)
    return found


def with_joined(telling: Sequence[Wanted], is_known: Callable[[str], bool]) -> list[Wanted]:
    """The words of a short text, two that somebody writes as one found by that as well: who asks
    for a wall paper finds wallpaper.
    """
    found = list(telling)
    if len(found) > MAX_JOINED:
        return found
    for place, (first, second) in enumerate(pairwise(telling)):
        joined = first.forms[0] + second.forms[0]
        if joined.isalpha() and not (first.texts or second.texts) and is_known(joined):
            for one in (place, place + 1):
                forms = dict.fromkeys((*found[one].forms, joined))
                found[one] = replace(found[one], forms=tuple(forms))
    return found


def _has_subset(sets: Iterable[tuple[Wanted, ...]], words: tuple[Wanted, ...]) -> bool:
    return any(set(smaller) <= set(words) for smaller in sets)
