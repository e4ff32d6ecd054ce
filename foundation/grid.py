"""Places on the earth, no finer than about a kilometre.

The grid has a row for each hundredth of a degree of latitude (1.11 km). Along a row its points are
so many hundredths of a degree of longitude apart that this, too, is a kilometre or more: one up to
25 degrees from the equator, two up to 63, and so on; around each pole there is one point. Whatever
people say is snapped to the nearest point before anything else is done with it. Distances are those
of points of the grid, so that whoever asks from many places finds out a point of the grid at best.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

EARTH_RADIUS_KM = 6371.0088  # the mean one (IUGG)
HUNDREDTHS = 100  # of a degree
QUARTER, HALF, WHOLE = (degrees * HUNDREDTHS for degrees in (90, 180, 360))
KM_A_ROW = math.pi * EARTH_RADIUS_KM / HALF
STEPS = ((25, 1), (63, 2), (77, 4), (83, 8), (87, 20), (89, 100), (90, WHOLE))
"""Up to how many degrees from the equator the points of a row are how many hundredths of a degree
apart. All of them divide the circle, so that no two points are nearer at the date line.
"""

NOWHERE = 0
"""The number of no cell."""

CELLS_A_ROW = WHOLE
ROUNDING = 1e-9  # of a calculation; no two points are as near


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the grid, in hundredths of a degree north of the equator and east of Greenwich,
    from -180 (included) to 180 (not included). Raises ValueError for what is none.
    """

    row: int
    column: int

    def __post_init__(self) -> None:
        if abs(self.row) > QUARTER or not -HALF <= self.column < HALF:
            raise ValueError(f"{self.row}, {self.column} is not on the earth.")
        if self.column % step_of(self.row):
            raise ValueError(f"{self.row}, {self.column} is not on the grid.")

    @classmethod
    def nearest(cls, latitude: float | Decimal, longitude: float | Decimal) -> Point:
        """The one that stands for a place. Raises ValueError for what is not on the earth."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # nor what is no number
            raise ValueError(f"{latitude}, {longitude} is not on the earth.")
        row = _rounded(Decimal(str(latitude)) * HUNDREDTHS)
        step = step_of(row)
        column = step * _rounded(Decimal(str(longitude)) * HUNDREDTHS / step)
        return cls(row, (column + HALF) % WHOLE - HALF)

    @classmethod
    def of_cell(cls, cell: int) -> Point | None:
        """The point that has this number; None for `NOWHERE`."""
        if cell == NOWHERE:
            return None
        row, column = divmod(cell - 1, CELLS_A_ROW)
        return cls(row - QUARTER, column - HALF)

    @property
    def cell(self) -> int:
        """A number for it, by which points are in the order of their rows."""
        return 1 + (self.row + QUARTER) * CELLS_A_ROW + self.column + HALF

    @property
    def latitude(self) -> Decimal:
        return Decimal(self.row).scaleb(-2)

    @property
    def longitude(self) -> Decimal:
        return Decimal(self.column).scaleb(-2)

    def km_to(self, other: Point) -> float:
        """How far away another one is, along the earth."""
        return _km(self.row, other.row, other.column - self.column)


def _km(row: int, other_row: int, columns: int) -> float:
    """How far points are apart that are so many columns apart: the haversine formula."""
    north, other_north = _radians(row), _radians(other_row)
    up = math.sin((other_north - north) / 2) ** 2
    along = math.sin(_radians(columns) / 2) ** 2
    share = up + math.cos(north) * math.cos(other_north) * along
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, share)))


def step_of(row: int) -> int:
    """How many hundredths of a degree the points of a row are apart."""
    return next(step for degrees, step in STEPS if abs(row) <= degrees * HUNDREDTHS)


def _rounded(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_EVEN))


def _radians(hundredths: int) -> float:
    return math.radians(hundredths / HUNDREDTHS)


@dataclass(frozen=True, slots=True)
class Box:
    """Rows and columns in which all points lie that are near one: the first and the last row, and
    one span of columns, or two where it crosses the date line.
    """

    rows: tuple[int, int]
    columns: Sequence[tuple[int, int]]

    @property
    def cells(self) -> tuple[int, int]:
        """The first and the last number that a cell of these rows can have."""
        first, last = self.rows
        start = 1 + (first + QUARTER) * CELLS_A_ROW
        return start, start + (last - first + 1) * CELLS_A_ROW - 1

    @property
    def is_all_around(self) -> bool:
        """Whether it has every column."""
        return self.columns == ((-HALF, HALF - 1),)


def box_around(point: Point, km: float) -> Box:
    """What holds every point that is not farther away than that."""
    rows = _rows(point, km)
    width = _width(point, km)
    if width is None:
        return Box(rows, ((-HALF, HALF - 1),))
    first, last = math.ceil(point.column - width), math.floor(point.column + width)
    if first < -HALF:
        return Box(rows, ((-HALF, last), (first + WHOLE, HALF - 1)))
    if last >= HALF:
        return Box(rows, ((-HALF, last - WHOLE), (first, HALF - 1)))
    return Box(rows, ((first, last),))


def _rows(point: Point, km: float) -> tuple[int, int]:
    height = km / KM_A_ROW + ROUNDING
    first, last = math.ceil(point.row - height), math.floor(point.row + height)
    return max(-QUARTER, first), min(QUARTER, last)


def _width(point: Point, km: float) -> float | None:
    """How many columns to either side; None where a pole is so near, or the other side of the
    earth, that no column is too far.
    """
    angle = km / EARTH_RADIUS_KM
    if angle + abs(_radians(point.row)) >= math.pi / 2:
        return None
    share = math.sin(angle) / math.cos(_radians(point.row))
    width = math.degrees(math.asin(share)) * HUNDREDTHS + ROUNDING if share < 1 else HALF
    return None if width >= HALF else width


def about_km(km: float) -> int:
    """A distance as people are told it: to a kilometre below ten, to five below fifty, to ten below
    two hundred, else to fifty; never less than one.
    """
    step = next(step for most, step in ((10, 1), (50, 5), (200, 10), (math.inf, 50)) if km < most)
    return max(1, step * round(km / step))


def km_to_cells(point: Point, cells: Iterable[int], most: float) -> dict[int, float]:
    """Those of these cells, by their numbers, that are not farther away, each with how far it is.
    There may be thousands of them, so no point is made of each.
    """
    found = {}
    for cell in cells:
        row, column = divmod(cell - 1, CELLS_A_ROW)
        km = _km(point.row, row - QUARTER, column - HALF - point.column)
        if km <= most:
            found[cell] = km
    return found
