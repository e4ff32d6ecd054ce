"""What every row that is at some place has in common: a point of the grid, and nothing finer."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import ASin, Cast, Cos, Least, Mod, Power, Radians, Sin, Sqrt
from django.db.models.lookups import Exact, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from foundation.grid import EARTH_RADIUS_KM, HUNDREDTHS, STEPS, Point, box_around

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable


class Located(models.Model):
    """A row that may have a point: its owner's own, or that of the city that is named, which has a
    number in GeoNames.
    """

    geonames_id = models.PositiveIntegerField(null=True, blank=True, editable=False)
    latitude = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, blank=True, editable=False
    )
    longitude = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, editable=False
    )
    has_own_point = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Else latitude and longitude are those of the city."),
    )

    class Meta:
        abstract = True

    @property
    def point(self) -> Point | None:
        """Where it is."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(int(self.latitude * HUNDREDTHS), int(self.longitude * HUNDREDTHS))

    @property
    def own_point(self) -> Point | None:
        """What its owner says beyond the city."""
        return self.point if self.has_own_point else None


def columns_of(own: Point | None, of_city: Point | None) -> dict[str, Any]:
    """What stands in the columns of a row with this own point, or else that of its city."""
    point = own or of_city
    return {
        "latitude": point and point.latitude,
        "longitude": point and point.longitude,
        "has_own_point": own is not None,
    }


def on_the_grid(name: str) -> models.CheckConstraint:
    """That a row of this name has a point of the grid or none. Latitudes have no finer values."""
    *bands, (_pole, widest) = STEPS
    step = Case(
        *(
            When(latitude__range=(-degrees, degrees), then=Value(_hundredths(step)))
            for degrees, step in bands
        ),
        default=Value(_hundredths(widest)),
        output_field=models.DecimalField(max_digits=5, decimal_places=2),
    )
    is_on_it = Q(Exact(Mod("longitude", step), Value(Decimal(0))))
    return models.CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True, has_own_point=False)
        | Q(latitude__isnull=False, longitude__isnull=False)
        & Q(latitude__range=(-90, 90), longitude__gte=-180, longitude__lt=180)
        & is_on_it,
        name=f"{name}_point_is_on_the_grid",
    )


def _hundredths(number: int) -> Decimal:
    return Decimal(number).scaleb(-2)


def is_within(point: Point, km: float, path: str = "") -> Q:
    """Rows that are not farther away; `path` leads to them (`"profile__"`)."""
    box = box_around(point, km)
    columns = Q()
    for span in box.columns:
        columns |= Q(**{f"{path}longitude__range": [_hundredths(one) for one in span]})
    rows = Q(**{f"{path}latitude__range": [_hundredths(one) for one in box.rows]})
    return rows & columns & Q(LessThanOrEqual(km_from(point, path), Value(float(km))))


def km_from(point: Point, path: str = "") -> Combinable:
    """How far away rows are, as `Point.km_to` has it."""
    degrees = models.FloatField()
    latitude = Radians(Cast(F(f"{path}latitude"), degrees))
    longitude = Radians(Cast(F(f"{path}longitude"), degrees))
    here = Radians(Value(float(point.latitude)))
    there = Radians(Value(float(point.longitude)))
    up = Power(Sin((latitude - here) / 2.0), 2.0)
    along = Power(Sin((longitude - there) / 2.0), 2.0)
    share = Least(up + Cos(latitude) * Cos(here) * along, Value(1.0))
    return Value(2 * EARTH_RADIUS_KM) * ASin(Sqrt(share))
