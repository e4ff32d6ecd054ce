"""Places on a grid of about a kilometre: what is said is snapped, distances are those of points."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.grid import (
    EARTH_RADIUS_KM,
    HALF,
    KM_A_ROW,
    NOWHERE,
    WHOLE,
    Point,
    about_km,
    box_around,
    km_to_cells,
    step_of,
)

LATITUDES = st.floats(-90, 90) | st.sampled_from([-90.0, 90.0, 0.0, 25.005, 63.0, 89.995])
LONGITUDES = st.floats(-180, 180) | st.sampled_from([-180.0, 180.0, 179.995, -179.999])
POINTS = st.builds(Point.nearest, LATITUDES, LONGITUDES)
DISTANCES = st.floats(0, 20_100) | st.sampled_from([1.0, 50.0, 200.0, 10_007.5])


@given(POINTS)
def test_what_is_snapped_stays_where_it_is(point: Point) -> None:
    assert Point.nearest(point.latitude, point.longitude) == point
    assert Point.of_cell(point.cell) == point != NOWHERE


@given(LATITUDES, LONGITUDES)
def test_the_point_is_near_what_was_said(latitude: float, longitude: float) -> None:
    point = Point.nearest(latitude, longitude)
    assert abs(float(point.latitude) - latitude) <= 0.005 + 1e-9
    turned = abs(float(point.longitude) - longitude) % 360
    away = min(turned, 360 - turned) * 100
    assert away <= step_of(point.row) / 2 + 1e-6


@pytest.mark.parametrize("row", [0, 2500, 2501, -6300, 6301, 7700, 8300, -8301, 8700, 8701, 8900])
def test_no_two_points_are_nearer_than_a_kilometre(row: int) -> None:
    width = step_of(row) * KM_A_ROW * math.cos(math.radians(row / 100))
    assert 1 <= width < 6
    assert WHOLE % step_of(row) == HALF % step_of(row) == 0  # nor at the date line
    assert KM_A_ROW > 1.1


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.01, 0), (-91, 0), (0, 180.5), (0, -181), (math.nan, 0), (0, math.inf)],
)
def test_what_is_not_on_the_earth_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="not on the earth"):
        Point.nearest(latitude, longitude)


def test_no_point_is_made_off_the_grid() -> None:
    with pytest.raises(ValueError, match="not on the grid"):
        Point(5252, 1341)
    assert Point.nearest(52.520008, 13.404954) == Point(5252, 1340)
    assert Point(5252, 1340).latitude == Decimal("52.52")


def test_a_pole_is_one_point_and_the_date_line_no_border() -> None:
    assert len({Point.nearest(89.999, longitude) for longitude in range(-180, 181, 5)}) == 1
    assert Point.nearest(-16.8, 180) == Point.nearest(-16.8, -180)
    fiji, beyond = Point.nearest(-16.8, 179.98), Point.nearest(-16.8, -179.98)
    assert fiji.km_to(beyond) < 5


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways(one: Point, other: Point) -> None:
    km = one.km_to(other)
    assert km == pytest.approx(other.km_to(one), abs=1e-6)
    assert 0 <= km <= math.pi * EARTH_RADIUS_KM + 1e-6
    assert (km < 0.5) == (one == other)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((52.52, 13.40), (48.14, 11.58), 504),  # Berlin and Munich
        ((52.52, 13.40), (9.94, 76.26), 7312),  # Berlin and Kochi
        ((0, 0), (0, 180), 20015),
        ((0, 179.5), (0, -179.5), 111),
    ],
)
def test_distances_are_those_of_an_atlas(
    one: tuple[float, float], other: tuple[float, float], km: int
) -> None:
    assert Point.nearest(*one).km_to(Point.nearest(*other)) == pytest.approx(km, abs=2)


@given(POINTS, POINTS, DISTANCES)
def test_whatever_is_near_enough_is_in_the_box(here: Point, there: Point, km: float) -> None:
    box = box_around(here, km)
    first, last = box.rows
    is_in_box = first <= there.row <= last and any(
        start <= there.column <= end for start, end in box.columns
    )
    is_in_rows = box.cells[0] <= there.cell <= box.cells[1]
    if here.km_to(there) <= km:
        assert is_in_box
        assert is_in_rows
        assert there.cell in km_to_cells(here, [there.cell], km)
    else:
        assert not km_to_cells(here, [there.cell], km)


def test_a_box_is_not_much_larger_than_it_has_to_be() -> None:
    berlin = Point.nearest(52.52, 13.40)
    box = box_around(berlin, 50)
    assert box.rows == (5208, 5296)
    assert box.columns == ((1267, 1413),)
    assert len(box_around(Point.nearest(-17, 179.9), 50).columns) == 2
    assert box_around(Point.nearest(89.9, 0), 50).is_all_around


@pytest.mark.parametrize(
    ("km", "about"),
    [(0, 1), (0.6, 1), (1.6, 2), (9.4, 9), (12, 10), (13, 15), (52, 50), (56, 60), (6398, 6400)],
)
def test_a_distance_is_told_roughly(km: float, about: int) -> None:
    assert about_km(km) == about
