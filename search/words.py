"""A text as words, each in the forms by which it is found: what is indexed and what is asked.

>>> [word.forms for word in Normaliser.of(["C++"]).words("Copy-editor's C++/Python")]
[('copy', 'copyeditor'), ('editor',), ('c++',), ('python',)]
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import Stemmer

from search.folding import APOSTROPHE, HYPHEN, SIGNS, fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

MAX_ELISION = 2  # letters before an apostrophe that are no word: l'eau, d'art, qu'un, O'Brien
MAX_INITIALS = 3  # letters of a term without its signs that may be another word
MAX_LENGTH = 64  # characters of a word; nobody types more of one
POSSESSIVE = "'s"
SHORTEST_PART = 3  # letters of a word that makes a compound with another
SEPARATORS = re.compile(r"[/&]")
INNER = re.compile(r"[+#.]+")
PUNCTUATION = "./&'-"
# Scripts that put no space between words: each two neighbours are a word.
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uac00-\ud7af\U00020000-\U0003134f]+"
)
ENGLISH = "en"
# Of ISO 639-1, for which Snowball has rules.
STEMMED = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip


class Word(NamedTuple):
    """One place of a text, in the forms by which it is found: as it is written first."""

    forms: tuple[str, ...]


@lru_cache(maxsize=len(STEMMED))
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(STEMMED[language])


def stem(word: str, language: str) -> str:
    """The stem of a folded word; a term with signs, and a word in a language without rules, is its
    own.
    """
    if language not in STEMMED or not word.isalnum():
        return word
    stemmed: str = _stemmer(language).stemWord(word)
    return stemmed


@dataclass(frozen=True)
class Normaliser:
    """Reads texts. `terms` are the words of the vocabulary that have signs in them, as `fold` has
    them ("c++", ".net", "ci/cd"): wherever they stand, they are one word. `compounds` are those
    that two others make: a book keeper is found as a bookkeeper.
    """

    terms: frozenset[str] = field(default_factory=frozenset)
    compounds: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, names: Iterable[str], others: Iterable[str] = ()) -> Normaliser:
        """With the terms among the words of these names, and the compounds among those of all."""
        written = {word for name in names for word in fold(name).split()}
        # One name at a time: all words at once took 10 MB that stayed with the process.
        known = written | {word for name in others for word in fold(name).split()}
        return cls(
            frozenset(word for word in written if not SIGNS.isdisjoint(word)),
            frozenset(word for word in known if _is_compound(word, known)),
        )

    def words(self, text: str) -> list[Word]:
        """The words of the text, in order."""
        words = [word for chunk in fold(text).split() for word in _split(chunk, self.terms)]
        for place, (first, second) in enumerate(pairwise(words)):
            if (joined := first.forms[0] + second.forms[0]) in self.compounds:
                words[place] = Word((*first.forms, joined))
        return words


def _is_compound(word: str, known: Collection[str]) -> bool:
    """Whether two of the known words make it."""
    cuts = range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    return word.isalpha() and any(word[:cut] in known and word[cut:] in known for cut in cuts)


@lru_cache(maxsize=100_000)
def _split(chunk: str, terms: frozenset[str]) -> tuple[Word, ...]:
    """The words of what stands between two spaces."""
    if term := _term(chunk, terms):
        return tuple(_term_words(term))
    if chunk.isascii() and chunk.isalnum():
        return (Word((chunk[:MAX_LENGTH],)),)
    return tuple(word for part in SEPARATORS.split(chunk) for word in _words_of_part(part, terms))


def _words_of_part(part: str, terms: frozenset[str]) -> Iterator[Word]:
    if term := _term(part, terms):
        yield from _term_words(term)
        return
    for piece in INNER.split(part):
        yield from _hyphenated(piece)


def _term(chunk: str, terms: frozenset[str]) -> str:
    """The term that the chunk is, but for the punctuation around it."""
    spelt = _spellings(terms)
    candidates = (chunk, chunk.rstrip(PUNCTUATION), chunk.strip(PUNCTUATION))
    return next((spelt[candidate] for candidate in candidates if candidate in spelt), "")


@lru_cache(maxsize=4)
def _spellings(terms: frozenset[str]) -> dict[str, str]:
    """Each term by how it is written: with its signs, and without where it has several words and is
    not so short that it may be another word: M&E is not me, and a bed no B.Ed.
    """
    several = {term: "".join(words) for term in terms if len(words := _bare(term)) > 1}
    without = {joined: term for term, joined in several.items() if len(joined) > MAX_INITIALS}
    return without | {term: term for term in terms}


def _bare(term: str) -> list[str]:
    return [piece for piece in re.split(r"[^\w]+", term) if piece]


def _term_words(term: str) -> Iterator[Word]:
    """A term is found as it is written, without its signs, and by its words: node.js, nodejs and
    node js are one. What is a single letter without its signs is not that letter: C++ is not C.
    """
    bare = _bare(term)
    joined = "".join(bare)
    if len(bare) == 1:
        yield Word((term, joined) if len(joined) > 1 else (term,))
        return
    first, *rest = bare
    yield Word((term, joined, first))
    yield from (Word((piece,)) for piece in rest)


def _hyphenated(chunk: str) -> Iterator[Word]:
    """copy-editor is found by each of its words, and by both written as one."""
    pieces = [_apostrophes(piece) for piece in chunk.split(HYPHEN)]
    pieces = [piece for piece in pieces if piece]
    for place, forms in enumerate(pieces):
        if UNSPACED.search(forms[0]):
            yield from _unspaced(forms[0])
            continue
        joined = forms[0] + "".join(after[0] for after in pieces[place + 1 :])
        is_first_of_several = place == 0 and len(pieces) > 1
        forms = (*forms, joined) if is_first_of_several else forms
        yield Word(tuple(form[:MAX_LENGTH] for form in forms))


def _apostrophes(piece: str) -> tuple[str, ...]:
    """plumber's is plumber; l'eau is leau and eau; O'Brien is obrien and brien."""
    piece = piece.strip(APOSTROPHE).removesuffix(POSSESSIVE)
    before, apostrophe, after = piece.partition(APOSTROPHE)
    joined = piece.replace(APOSTROPHE, "")
    if not joined:
        return ()
    if apostrophe and len(before) <= MAX_ELISION and len(after) > 1:
        return joined, after.replace(APOSTROPHE, "")
    return (joined,)


def _unspaced(text: str) -> Iterator[Word]:
    """Each two neighbours of a script without spaces; what stands between such runs as it is."""
    place = 0
    for run in UNSPACED.finditer(text):
        if text[place : run.start()]:
            yield Word((text[place : run.start()],))
        letters = run.group()
        yield from (Word((letters[n : n + 2],)) for n in range(max(1, len(letters) - 1)))
        place = run.end()
    if text[place:]:
        yield Word((text[place:],))


def with_stems(words: Sequence[Word], languages: Iterable[str] = ()) -> list[Word]:
    """The words with the stems of their forms, in English and these languages (ISO 639-1)."""
    read_in = tuple(dict.fromkeys((ENGLISH, *languages)))
    return [_with_stems(word, read_in) for word in words]


@lru_cache(maxsize=100_000)
def _with_stems(word: Word, languages: tuple[str, ...]) -> Word:
    stems = (stem(form, language) for form in word.forms for language in languages)
    return Word(tuple(dict.fromkeys((*word.forms, *stems))))
