"""`python -m benchmarks.engine --entries 100000`: the search engine by itself, on made-up entries:
how long an index takes to build, how large it is, and how long each kind of question takes.

Words are as frequent as in life (Zipf), and no question is asked twice. One process, no database.
A question takes one thread: beside its time stands its CPU, which moves less on a busy machine.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import random
import re
import tempfile
import time
import uuid
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from foundation.grid import Point
from profiles.data.make_cities import POINTS
from profiles.search.nearby import CELL, COLUMN, Near, Nearby, nearest, numbers_of
from search.entries import Declaration, Entry, Question, Range, Wanted
from search.tantivy_index import TantivyIndex
from search.words import Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PEOPLE = Declaration(
    "people", texts=("words", "names", "others"), numbers=("quality", "rate", CELL, COLUMN)
)
VOCABULARY = 60_000
WORDS_OF_AN_ENTRY, NAMES_OF_AN_ENTRY, TAGS_OF_AN_ENTRY = 46, 3, 14
NAMES = 40_000
TAGS = 3_000
BATCH = 1_000
SHOWN = 300  # hits that are put into order
NUMBERS = 2**62


class MadeUp:
    """Entries and words, the same for the same seed."""

    def __init__(self, seed: int = 20) -> None:
        self.random = random.Random(seed)
        self.weights = [*accumulate(1 / (rank + 3) for rank in range(VOCABULARY))]
        self.tag_weights = [*accumulate(1 / (rank + 2) for rank in range(TAGS))]
        lines = POINTS.read_text().splitlines()
        self.cities = [Point(*map(int, line.split("\t")[2:4])) for line in lines]

    def words(self, number: int) -> list[str]:
        ranks = self.random.choices(range(VOCABULARY), cum_weights=self.weights, k=number)
        return [f"w{rank}" for rank in ranks]

    def name(self) -> str:
        return f"n{self.random.randrange(NAMES)}"

    def tags(self, number: int) -> list[int]:
        chosen = self.random.choices(range(TAGS), cum_weights=self.tag_weights, k=number)
        return [*set(chosen)]

    def home(self) -> Point:
        """In the middle of a city, or a third of the time some way out of it."""
        city = self.random.choice(self.cities)
        if self.random.random() < 2 / 3:
            return city
        north = min(89.0, float(city.latitude) + self.random.gauss(0, 0.1))
        east = float(city.longitude) + self.random.gauss(0, 0.1)
        return Point.nearest(north, max(-180.0, min(180.0, east)))

    def entry(self) -> Entry:
        return Entry(
            uuid.UUID(int=self.random.getrandbits(128)),
            texts={
                "words": [forms(word) for word in self.words(WORDS_OF_AN_ENTRY)],
                "names": [Word((self.name(),)) for _number in range(NAMES_OF_AN_ENTRY)],
                "others": [forms(word) for word in self.words(4)],
            },
            tags=self.tags(TAGS_OF_AN_ENTRY),
            numbers={
                "quality": self.random.randrange(NUMBERS),
                "rate": self.random.randrange(NUMBERS),
                **dict(zip((CELL, COLUMN), numbers_of(self.home().cell), strict=True)),
            },
        )


def forms(word: str) -> Word:
    """Every other word has a stem that is another one."""
    return Word((word, f"s{word[1:-1]}")) if int(word[1:]) % 2 else Word((word,))


def wanted(words: list[str]) -> list[Wanted]:
    return [Wanted(forms(word).forms) for word in dict.fromkeys(words)]


def questions(made_up: MadeUp) -> dict[str, Callable[[], Question | Near]]:
    """Each kind, as a maker of questions."""

    def any_of(number: int) -> Callable[[], Question]:
        return lambda: Question(telling=wanted(made_up.words(number)))

    def good(number: int) -> Question:
        return Question(enough=[wanted(made_up.words(number))])

    return {
        "one word": any_of(1),
        "two words": any_of(2),
        "three words": any_of(3),
        "30 words": any_of(30),
        "150 words": any_of(150),
        "a name": lambda: Question(telling=[Wanted((made_up.name(),), texts=("names",))]),
        "a name with a typo": lambda: Question(
            telling=[Wanted((made_up.name(),), texts=("names",), tolerated=1)]
        ),
        "filters": lambda: Question(
            all_tags=made_up.tags(3), ranges=[Range("rate", NUMBERS // 4, NUMBERS // 2)]
        ),
        "two words and filters": lambda: Question(
            telling=wanted(made_up.words(2)), all_tags=made_up.tags(2)
        ),
        "two words, by a number": lambda: Question(
            enough=[wanted(made_up.words(2))], order_by="-quality"
        ),
        "two words, counted": lambda: good(2),
        "facets of two words": lambda: good(2),
        "the nearest within 50 km": lambda: Near(made_up.home(), 50),
        "the nearest within 200 km": lambda: Near(made_up.home(), 200),
    }


def ask(index: TantivyIndex, kind: str, question: Question | Near) -> None:
    if isinstance(question, Near):
        nearby = Nearby.of(index, question)
        nearest(index, Question(among={CELL: nearby.km}), nearby, "-quality")
        return
    if kind.startswith("facets"):
        index.tags(question, most=100)
        return
    limit = SHOWN if not question.order_by else 25
    index.ask(question, limit=limit, with_count="counted" in kind, numbers=["quality"])


def build(folder: Path, entries: int) -> TantivyIndex:
    made_up, index = MadeUp(), TantivyIndex(PEOPLE, folder)
    for _batch in range(entries // BATCH):
        index.add([made_up.entry() for _number in range(BATCH)])
    index.apply([], [], 1)
    index.finish()
    return index


def measured(index: TantivyIndex, rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Median and 95th percentile of each kind, of its time and of its CPU, in milliseconds."""
    for kind, make in questions(MadeUp(seed=21)).items():
        times, cpu = [], []
        for _round in range(rounds):
            question = make()
            begun, cpu_begun = time.perf_counter(), time.thread_time()
            ask(index, kind, question)
            times.append((time.perf_counter() - begun) * 1000)
            cpu.append((time.thread_time() - cpu_begun) * 1000)
        yield (
            kind,
            [figure for of in (times, cpu) for figure in (median(of), quantiles(of, n=20)[-1])],
        )


def memory(kind: str) -> float:
    """Of this process, in MB: RssAnon is its own, RssFile is shared with the page cache."""
    (line,) = re.findall(rf"{kind}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(line) / 1000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="an index made before; made there if it is new")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="engine-") as new:
        folder = arguments.folder or Path(new)
        folder.mkdir(exist_ok=True)
        if not any(folder.iterdir()):
            begun, cpu = time.monotonic(), time.process_time()
            build(folder, arguments.entries)
            seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
            print(f"built in {seconds:.0f} s (CPU {cpu:.0f} s, the making up included)")
        before = memory("RssAnon")
        index = TantivyIndex(PEOPLE, folder)
        size = sum(file.stat().st_size for file in folder.iterdir())
        today = datetime.datetime.now(datetime.UTC).date()
        print(f"{today}, {platform.machine()}, load {os.getloadavg()[0]:.1f}:", end=" ")
        print(f"{len(index):,} entries, {index.segments} segments, {size / 1e6:.0f} MB\n")
        print("| question | p50 ms | p95 ms | CPU p50 | CPU p95 |\n|---|---|---|---|---|")
        for kind, figures in measured(index, arguments.rounds):
            print(f"| {kind} | {' | '.join(f'{one:.1f}' for one in figures)} |", flush=True)
        grown, mapped = memory("RssAnon") - before, memory("RssFile")
        print(f"\nThe process grew by {grown:.0f} MB; {mapped:.0f} MB of files are mapped.")


if __name__ == "__main__":
    main()
