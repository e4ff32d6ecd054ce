"""What is looked at when somebody is matched with a need: how well each of it suits, and the reason
in words. Every reason is true of this person at this moment.

Place: where the work has a point, 1 there and half as much for each 25 km; else 1 in the city of
the work, or in its country if it names no city; 0.25 in the country, but not the city, or if
nobody knows how far it is; 0 elsewhere. Where the work is done from anywhere, 0.5 for everybody.
Rate: 1 within the budget, less above it in proportion, 0.5 where it cannot be compared: without
exchange rates between two currencies.
Availability: 1 for those who are available, 0.5 for those who do not say, 0 for those who are not.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.grid import about_km
from foundation.money import PARTS
from profiles.models import Availability
from profiles.search.nearby import nearness as nearness_of
from profiles.search.tags import (
    Kind,
    availability_tag,
    country_tag,
    currency_tag,
    letters_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from foundation.exchange.table import ExchangeTable
    from profiles.candidates import Candidate
    from profiles.search.for_projects import Said
    from profiles.search.places import Place

CLAIMED = 0.85  # as much counts a skill that is claimed and not proved
UNKNOWN = 0.5
IN_COUNTRY = 0.25  # but not in the city of the work
UNAVAILABLE = availability_tag(Availability.UNAVAILABLE)
CURRENCIES = Kind.CURRENCY.tag(0)
CURRENCY_TAGS = range(CURRENCIES, Kind.CURRENCY.tag(26**3))
OPEN = {
    availability_tag(one)
    for one in (Availability.AVAILABLE, Availability.FULL_TIME, Availability.PART_TIME)
}


class Aspect(NamedTuple):
    """How well somebody suits in one respect, from 0 to 1, and what tells the reason, if there is
    one. Hundreds are weighed and few are shown: only of these it is put into words.
    """

    share: float
    tell: Callable[[], dict[str, Any]] | None = None

    @property
    def reason(self) -> dict[str, Any] | None:
        return self.tell() if self.tell else None


def skills(candidate: Candidate, names: Mapping[int, str], rarities: Mapping[int, float]) -> Aspect:
    """The share of the wanted skills that are held, each weighed by how rare it is (inverse
    document frequency, Karen Sparck Jones, 1972): a rare skill counts more than one that everybody
    has. Who can do React can do JavaScript.
    """
    if not rarities:
        return Aspect(UNKNOWN)
    held = [skill for skill in rarities if Kind.SKILL.tag(skill) in candidate.tags]
    proved = [skill for skill in held if Kind.PROVED_SKILL.tag(skill) in candidate.tags]
    part = sum(rarities[skill] * (1 if skill in proved else CLAIMED) for skill in held)

    def tell() -> dict[str, Any]:
        return {
            "code": "skills",
            "detail": _how_many(len(held), len(rarities)),
            "held": [names.get(skill, "") for skill in held],
            "proved": [names.get(skill, "") for skill in proved],
            "missing": [names.get(skill, "") for skill in rarities if skill not in held],
        }

    return Aspect(part / sum(rarities.values()), tell)


def _how_many(held: int, wanted: int) -> str:
    if wanted == 1:
        return _("Has the skill.") if held else _("Does not have the skill.")
    return _("Has %(held)d of %(wanted)d skills.") % {"held": held, "wanted": wanted}


def occupation(said: Said) -> dict[str, Any] | None:
    """That the headline means an occupation that the need means, too."""
    if not said.occupation:
        return None
    detail = _("The headline means the occupation: %(occupation)s.")
    return {
        "code": "occupation",
        "detail": detail % {"occupation": said.occupation},
        "occupation": said.occupation,
    }


def words(said: Said) -> dict[str, Any] | None:
    """The telling words of the need that the profile shows, as it writes them."""
    if not said.words:
        return None
    detail = _("The profile mentions: %(words)s.") % {"words": ", ".join(said.words)}
    return {"code": "words", "detail": detail, "words": said.words}


def place(candidate: Candidate, wanted: Place, card: Mapping[str, Any] | None = None) -> Aspect:
    """Where somebody is, of the place of the work. The card says it as its owner writes it."""
    if wanted.is_anywhere:
        return Aspect(UNKNOWN)
    city, country = (card["city"], card["country"]) if card else ("", "")

    def told(detail: str) -> dict[str, Any]:
        return {"code": "place", "city": city, "country": country, "detail": detail}

    if (km := candidate.whereabouts.km_to(wanted)) is not None:
        about = about_km(km)
        away = told(_("Is about %(km)d km away.") % {"km": about})
        return Aspect(nearness_of(km), lambda: away | {"distance_km": about})
    if is_in_city(candidate, wanted):
        return Aspect(1.0, lambda: told(_("Is in %(city)s.") % {"city": city}))
    if wanted.country and _is_in_country(candidate, wanted):
        share = IN_COUNTRY if wanted.city_keys else 1.0
        return Aspect(share, lambda: told(_("Is in the country of the work.")))
    if wanted.country and country:
        return Aspect(0.0, lambda: told(_("Is in another country.")))
    return Aspect(0.0)


def nearness(candidate: Candidate, wanted: Place) -> int:
    """2 for those at the place of the work, or who live as near as they travel, 1 for others in its
    country, else 0; 0 for everybody where the work is done from anywhere.
    """
    if candidate.whereabouts.km_to(wanted) is not None:
        return 2 if candidate.whereabouts.reaches(wanted) else 0
    if wanted.is_anywhere or not _is_in_country(candidate, wanted):
        return 0
    if not wanted.city_keys or is_in_city(candidate, wanted):
        return 2
    return 1 if wanted.country else 0


def is_in_city(candidate: Candidate, wanted: Place) -> bool:
    """Whether somebody lives in a city of the work."""
    is_there = wanted.has_city(candidate.city_key, candidate.tags)
    return is_there and _is_in_country(candidate, wanted)


def _is_in_country(candidate: Candidate, wanted: Place) -> bool:
    return not wanted.country or country_tag(wanted.country) in candidate.tags


def rate(
    candidate: Candidate,
    budget: Decimal | None,
    currency: str,
    exchange: ExchangeTable | None = None,
) -> Aspect:
    """What an hour costs, of an hourly budget in one currency; in others by exchange rates, if
    there are any.
    """
    if not budget or not candidate.rate:
        return Aspect(UNKNOWN)
    is_other = bool(currency) and currency_tag(currency) not in candidate.tags
    asked: Decimal | None = Decimal(candidate.rate) / PARTS
    if is_other:
        own = _currency_of(candidate)
        asked = exchange.convert(asked, own, currency) if exchange and asked else None
    if asked is None:
        return Aspect(UNKNOWN, lambda: _about_rate(_("The rate is in another currency.")))
    over = float(asked / budget) - 1
    as_of = exchange.as_of if exchange and is_other else None
    if over <= 0:
        return Aspect(1.0, lambda: _about_rate(_("The rate is within the budget."), as_of))
    percent = {"percent": round(100 * over)}
    return Aspect(
        max(0.0, 1 - over),
        lambda: _about_rate(_("The rate is %(percent)d %% above the budget.") % percent, as_of),
    )


def _currency_of(candidate: Candidate) -> str:
    """The currency of somebody's rate."""
    found = (letters_of(tag - CURRENCIES, 3) for tag in candidate.tags if tag in CURRENCY_TAGS)
    return next(found, "")


def _about_rate(detail: str, as_of: date | None = None) -> dict[str, Any]:
    if as_of:
        detail = f"{detail} {converted_as_of(as_of)}"
    return {"code": "rate", "detail": detail}


def converted_as_of(as_of: date) -> str:
    """That amounts were compared by exchange rates, and of which day these are."""
    day = date_format(as_of, "DATE_FORMAT")
    return _("Compared by exchange rates as of %(day)s.") % {"day": day}


def availability(candidate: Candidate) -> Aspect:
    """Whether somebody takes on work."""
    if UNAVAILABLE in candidate.tags:
        return Aspect(0.0, lambda: _about_availability(_("Is not available at the moment.")))
    if not OPEN.isdisjoint(candidate.tags):
        return Aspect(1.0, lambda: _about_availability(_("Is available.")))
    return Aspect(UNKNOWN)


def _about_availability(detail: str) -> dict[str, Any]:
    return {"code": "availability", "detail": detail}
