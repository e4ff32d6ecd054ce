"""What a freelancer brings, as projects are looked for by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from foundation.exchange.table import loaded_table
from profiles.models import ProfileSkill
from profiles.search.city_names import city_keys
from profiles.whereabouts import Whereabouts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from foundation.exchange.table import ExchangeTable
    from profiles.models import Profile


@dataclass(frozen=True)
class Offer:
    """What a freelancer calls themselves and can do, skills with those above them, where they are,
    and what they ask for an hour.
    """

    headline: str
    skills: frozenset[int]
    names: Mapping[int, str] = field(default_factory=dict)
    """Of the own skills, without those above them."""

    city: str = ""
    geonames_id: int | None = None
    country: str = ""
    rate: Decimal | None = None
    currency: str = ""
    exchange: ExchangeTable | None = None
    """By which rates budgets in other currencies are compared with the own rate."""
    whereabouts: Whereabouts = field(default_factory=Whereabouts)

    @property
    def city_keys(self) -> frozenset[str]:
        return frozenset(city_keys(self.city))


def offer_of(profile: Profile) -> Offer:
    """What a freelancer brings. One query, one for exchange rates where there is something to
    compare, and one for details that were not read.
    """
    held = ProfileSkill.objects.filter(profile=profile).select_related("skill")
    skills = [one.skill for one in held]
    details = profile.freelancer_details
    return Offer(
        headline=profile.headline,
        skills=frozenset(pk for skill in skills for pk in (skill.pk, *skill.lineage)),
        names={skill.pk: skill.name for skill in skills},
        city=profile.city,
        geonames_id=profile.geonames_id,
        country=profile.country,
        rate=details.hourly_rate,
        currency=details.currency,
        exchange=loaded_table() if details.hourly_rate else None,
        whereabouts=Whereabouts(
            profile.point, profile.country, details.travel_radius_km, details.workplace
        ),
    )
