"""How good an answer is: nDCG@10, recall@50, MRR, and whether anybody was found.

Jaervelin and Kekaelaeinen, "Cumulated gain-based evaluation of IR techniques" (2002), with the gain
2^grade - 1 of Burges and others (2005). Recall and MRR look for the same occupation only.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.relevance.corpus import SAME_OCCUPATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.relevance.corpus import Corpus, Query

SEEN = 10
PAGE = 50


@dataclass(frozen=True)
class Answer:
    """The ids of those found, the best first, and how long it took."""

    query: Query
    found: Sequence[str]
    milliseconds: float


@dataclass(frozen=True)
class Figures:
    """The means over some answers."""

    number: int
    ndcg: float
    recall: float
    mrr: float
    answers_nothing: float
    p50: float
    p95: float

    @property
    def cells(self) -> tuple[str, ...]:
        shares = (self.ndcg, self.recall, self.mrr)
        nothing = f"{self.answers_nothing:.1%}"
        times = f"{self.p50:.1f}, {self.p95:.1f}"
        return (str(self.number), *(f"{share:.3f}" for share in shares), nothing, times)


HEADINGS = ("queries", "nDCG@10", "recall@50", "MRR", "answers nothing", "p50, p95 ms")


class Judge:
    """Grades answers by the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.people_of = Counter(person.occupation for person in corpus.people)
        self.ideals: dict[str, float] = {}

    def figures(self, answers: Sequence[Answer]) -> Figures:
        """Their means."""
        times = sorted(answer.milliseconds for answer in answers)
        return Figures(
            number=len(answers),
            ndcg=statistics.fmean(self.ndcg(answer) for answer in answers),
            recall=statistics.fmean(self._recall(answer) for answer in answers),
            mrr=statistics.fmean(self._reciprocal_rank(answer) for answer in answers),
            answers_nothing=statistics.fmean(not answer.found for answer in answers),
            p50=statistics.median(times),
            p95=times[min(len(times) - 1, int(len(times) * 0.95))],
        )

    def ndcg(self, answer: Answer) -> float:
        """The gain of the first ten over that of the best ten that there are."""
        wanted = answer.query.occupation
        if wanted not in self.ideals:
            self.ideals[wanted] = _gain(self.corpus.grades_of_all(wanted))
        return _gain(self._grades(answer)) / self.ideals[wanted]

    def _recall(self, answer: Answer) -> float:
        right = self._grades(answer)[:PAGE].count(SAME_OCCUPATION)
        return right / self.people_of[answer.query.occupation]

    def _reciprocal_rank(self, answer: Answer) -> float:
        grades = self._grades(answer)
        return 1 / (1 + grades.index(SAME_OCCUPATION)) if SAME_OCCUPATION in grades else 0.0

    def _grades(self, answer: Answer) -> list[int]:
        wanted, occupation_of = answer.query.occupation, self.corpus.occupation_of
        return [self.corpus.grade(wanted, occupation_of[found]) for found in answer.found[:PAGE]]


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades[:SEEN]))
