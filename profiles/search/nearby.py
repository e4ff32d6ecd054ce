"""What is near a point, asked of an index whose entries have a cell of the grid: coarsely by ranges
of rows and columns, then exactly by the cells that anything is in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from statistics import median_low
from typing import TYPE_CHECKING, Any

from foundation.grid import CELLS_A_ROW, HALF, NOWHERE, box_around, km_to_cells
from search.entries import Question, Range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from foundation.grid import Point
    from search.entries import Hit
    from search.tantivy_index import TantivyIndex

CELL, COLUMN = "cell", "column"
"""Numbers of an entry: its cell, by rows, and its column, from 1 on; 0 where no place is known."""

USUAL_WITHIN_KM, MAX_WITHIN_KM = 50, 200
MAX_CELLS = 50_000  # of which the engine counts at once what is in them

NEAREST = 500  # that are listed by distance
HALF_LIFE_KM = 25  # where nearness counts, it counts half as much so far away


@dataclass(frozen=True)
class Near:
    """A point, and how far away from it somebody looks; the city, if it was asked by a name."""

    point: Point
    within_km: int = USUAL_WITHIN_KM
    name: str = ""
    country: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """What an answer says of it."""
        return {
            "name": self.name,
            "country": self.country,
            "latitude": float(self.point.latitude),
            "longitude": float(self.point.longitude),
            "within_km": self.within_km,
        }


@dataclass(frozen=True)
class Nearby:
    """The cells near a point that anything is in, each with how far away it is."""

    km: Mapping[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, index: TantivyIndex, near: Near) -> Nearby:
        asked = Question(**in_box(near.point, near.within_km))
        cells = (cell for cell, _number in _counted(index, asked))
        return cls(km_to_cells(near.point, cells, near.within_km))

    def nearness(self, cell: int) -> float:
        """1 at the point itself, half as much for each `HALF_LIFE_KM`."""
        return nearness(self.km[cell]) if cell in self.km else 0.0


def nearness(km: float) -> float:
    """1 where something is asked for, half as much for each `HALF_LIFE_KM`."""
    return float(0.5 ** (km / HALF_LIFE_KM))


def numbers_of(cell: int) -> tuple[int, int]:
    """An entry's `CELL` and `COLUMN`."""
    return (NOWHERE, NOWHERE) if cell == NOWHERE else (cell, (cell - 1) % CELLS_A_ROW + 1)


def in_box(point: Point, km: float) -> dict[str, Any]:
    """Conditions of a question which all entries meet that are not farther away, and some others:
    whoever asks has a look at each.
    """
    box = box_around(point, km)
    ranges = [Range(CELL, *box.cells)]
    if box.is_all_around:
        return {"ranges": ranges}
    columns = [Range(COLUMN, first + HALF + 1, last + HALF + 1) for first, last in box.columns]
    return {"ranges": ranges, "any_ranges": [columns]}


def nearest(index: TantivyIndex, question: Question, nearby: Nearby, order_by: str) -> list[Hit]:
    """The `NEAREST` that a question finds nearby, the nearest first, equally near ones by a number
    of the index. Each with its cell.
    """
    hits: list[Hit] = []
    for cells in _groups(index, question, nearby):
        asked = replace(question, among={CELL: cells}, order_by=order_by)
        hits += index.ask(asked, limit=NEAREST - len(hits), numbers=[CELL]).hits
    return sorted(hits, key=lambda hit: nearby.km.get(hit.numbers[0], 0.0))


def _groups(index: TantivyIndex, question: Question, nearby: Nearby) -> Iterator[list[int]]:
    """The cells of the nearest: those of which all are, and one of which some are."""
    counted = _counted(index, question)
    known = [(nearby.km[cell], cell, number) for cell, number in counted if cell in nearby.km]
    whole: list[int] = []
    left = NEAREST
    for _km, cell, number in sorted(known):
        if number > left:
            yield whole
            yield [cell]
            return
        whole.append(cell)
        left -= number
    yield whole


def _counted(index: TantivyIndex, question: Question) -> list[tuple[int, int]]:
    """The cells of those that a question finds, each with how many are there; where there are more
    than are counted at once, by halves.
    """
    found = index.values(question, CELL, most=MAX_CELLS)
    if len(found) < MAX_CELLS:
        return found
    middle = median_low(cell for cell, _number in found)
    halves = Range(CELL, highest=middle), Range(CELL, lowest=middle + 1)
    asked = [replace(question, ranges=[*question.ranges, half]) for half in halves]
    return [one for half in asked for one in _counted(index, half)]
