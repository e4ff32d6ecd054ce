"""Which texts are nearly the same: fingerprints that hold no words.

MinHash with bands, after Broder, "On the resemblance and containment of documents" (1997), and
Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3: of all runs of three words
of a text the least by each of 64 hash functions is kept, and two texts agree on as large a part of
them as of their runs. Those that agree on all four of one of 16 bands are compared.

Runs are hashed with a key, so that nobody who reads a fingerprint can try which text it is of.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from foundation.secret_keys import digests
from search.words import Normaliser

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HASHES, ROWS = 64, 4
RUN = 3
# Two that agree on this much: a name, a number and a link in forty words are other ones.
SIMILAR = 0.6
PRIME = 2**61 - 1  # of Mersenne, above any hash of 60 bits
HASH_BYTES = 7
MAX_WORDS = 2_000
_SALT = "moderation.fingerprints"
_NORMALISER = Normaliser()


@dataclass(frozen=True)
class Fingerprint:
    """Of one text."""

    least: list[int]
    bands: list[int]


def words_of(text: str) -> list[str]:
    """The words that count: without case, accents and signs; all numbers are one."""
    words = (word.forms[0] for word in _NORMALISER.words(text))
    return ["0" if word.isdigit() else word for word in islice(words, MAX_WORDS)]


def fingerprint(words: Sequence[str]) -> Fingerprint:
    """The fingerprint of a text of three words or more."""
    runs = {_hash(run) for run in _runs(words)}
    least = [
        min((factor * run + summand) % PRIME for run in runs) >> 30  # 31 bits: a column's integer
        for factor, summand in _functions()
    ]
    bands = [
        int.from_bytes(_digest(f"{place}:{least[place : place + ROWS]}", 4)) >> 1
        for place in range(0, HASHES, ROWS)
    ]
    return Fingerprint(least, bands)


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """The part on which two agree, 0 to 1: an estimate of what their texts have in common."""
    return sum(a == b for a, b in zip(one, other, strict=True)) / HASHES


def _runs(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def _hash(run: str) -> int:
    return int.from_bytes(_digest(run, HASH_BYTES))


def _digest(text: str, size: int) -> bytes:
    return blake2b(text.encode(), digest_size=size, key=_key()).digest()


def _key() -> bytes:
    """Of the secret key: when that is replaced, texts of before are compared with none after."""
    return bytes.fromhex(digests(_SALT, "key")[0])


@cache
def _functions() -> list[tuple[int, int]]:
    """The same ones for ever: fingerprints are compared with those of days ago."""
    drawn = [
        int.from_bytes(blake2b(f"{_SALT} {number}".encode(), digest_size=8).digest()) % PRIME
        for number in range(2 * HASHES)
    ]
    return list(zip(drawn[:HASHES], drawn[HASHES:], strict=True))
