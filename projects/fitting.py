"""How well an open project fits a freelancer, and the reasons: the mirror of `profiles.matching`.

    score = (trade + nearness + rest) / 4, from 0 to 1
    rest = 0.60 work + 0.25 place + 0.10 rate + 0.05 newness, each from 0 to 1

Trade: 1 for projects that share a telling word of the headline, an occupation that it means, or a
skill, else 0. Nearness, of those: 2 for work as near as they travel, in the freelancer's city, in
their country where no city is named, or from anywhere; 1 for work elsewhere in the country; 0
abroad.

Work: what the index scores words and occupation, and the share of the needed skills that are held,
each weighed by how rare it is; half and half where a project names skills. Place: of work at a
point, 1 there and half as much for each 25 km; else 1 in the city, 0.5 from anywhere, 0.25
elsewhere in the country. Rate: 1 when the freelancer's is within an hourly budget, less above it in
proportion, 0.5 where it cannot be compared: without exchange rates between two currencies. Newness
halves in 30 days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from foundation.grid import about_km
from profiles.match_aspects import IN_COUNTRY, UNKNOWN, converted_as_of
from profiles.search.nearby import nearness
from projects.places import place_of_work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal
    from uuid import UUID

    from profiles.search.places import Place
    from projects.offers import Offer
    from projects.search.for_freelancers import FoundProject

WORK, PLACE, RATE, NEWNESS = 0.60, 0.25, 0.10, 0.05
STEPS = 4
HALF_LIFE = timedelta(days=30)
THERE, IN_THE_COUNTRY, ABROAD = 2, 1, 0


class Terms(NamedTuple):
    """What an open project says of itself."""

    pk: UUID
    title: str
    description: str
    country: str
    workplace: str
    city: str
    latitude: Decimal | None
    longitude: Decimal | None
    budget_min: Decimal | None
    budget_max: Decimal | None
    budget_is_hourly: bool
    currency: str
    opened_at: datetime | None


@dataclass(frozen=True)
class Fitting:
    """An open project, how well it fits, what adds up to the score, and what reasons are made of:
    the skills that it needs, where it is, and by which share the rate is above its budget.
    """

    terms: Terms
    score: float
    parts: dict[str, float]
    needs: Sequence[int]
    place: Place
    over: float | None


def fitting(
    offer: Offer, found: FoundProject, terms: Terms, needs: Mapping[int, float], now: datetime
) -> Fitting:
    """How well a project fits that was found, which needs skills of these rarities."""
    place = place_of_work(terms)
    over = _above_budget(offer, terms)
    words, skills = _work(offer, found.score, needs)
    trade = float(found.is_of_trade)
    parts = {
        "trade": trade,
        "words": WORK * words,
        "skills": WORK * skills,
        "place": trade * _nearness(offer, place) + PLACE * _place(offer, place),
        "rate": RATE * (UNKNOWN if over is None else max(0.0, 1 - over)),
        "newness": NEWNESS * _newness(terms.opened_at, now),
    }
    parts = {code: round(part / STEPS, 4) for code, part in parts.items()}
    return Fitting(terms, round(sum(parts.values()), 4), parts, [*needs], place, over)


def _work(offer: Offer, score: float, needs: Mapping[int, float]) -> tuple[float, float]:
    """What words and occupation, and what skills add."""
    if not needs:
        return score, 0.0
    held = sum(rarity for skill, rarity in needs.items() if skill in offer.skills)
    return score / 2, held / sum(needs.values()) / 2


def _is_in_city(offer: Offer, place: Place) -> bool:
    is_elsewhere = place.country and place.country != offer.country
    is_called_so = not offer.city_keys.isdisjoint(place.city_keys)
    return not is_elsewhere and (is_called_so or offer.geonames_id in place.geonames_ids)


def _nearness(offer: Offer, place: Place) -> int:
    if offer.whereabouts.km_to(place) is not None:
        return THERE if offer.whereabouts.reaches(place) else ABROAD
    if place.is_anywhere or _is_in_city(offer, place):
        return THERE
    if place.country and place.country != offer.country:
        return ABROAD
    return IN_THE_COUNTRY if place.city_keys else THERE


def _place(offer: Offer, place: Place) -> float:
    if (km := offer.whereabouts.km_to(place)) is not None:
        return nearness(km)
    if place.is_anywhere:
        return UNKNOWN
    if _is_in_city(offer, place):
        return 1.0
    if place.country and place.country == offer.country:
        return IN_COUNTRY if place.city_keys else 1.0
    return 0.0


def _newness(opened_at: datetime | None, now: datetime) -> float:
    if opened_at is None:
        return 0.0
    age = max(timedelta(), now - opened_at)
    return float(0.5 ** (age / HALF_LIFE))


def _above_budget(offer: Offer, terms: Terms) -> float | None:
    """By which share the freelancer's rate is above the budget; None if they do not compare."""
    amount = terms.budget_max or terms.budget_min
    if not terms.budget_is_hourly or not amount or offer.rate is None:
        return None
    asked: Decimal | None = offer.rate
    if terms.currency != offer.currency:
        exchange = offer.exchange
        asked = exchange.convert(offer.rate, offer.currency, terms.currency) if exchange else None
    return None if asked is None else max(0.0, float(asked / amount) - 1)


# --- Why ----------------------------------------------------------------------------------------


class Shared(NamedTuple):
    """An occupation that a project means as well, and words of the offer as the project writes
    them.
    """

    occupation: str = ""
    words: Sequence[str] = ()


def reasons_of(
    offer: Offer, fit: Fitting, shared: Shared, names: Mapping[int, str]
) -> list[dict[str, Any]]:
    """Why a project fits, in words. Each is true of the project and the profile at this moment."""
    reasons = (
        _of_skills(offer, fit, names),
        _of_occupation(shared),
        _of_words(shared),
        _of_place(offer, fit),
        _of_rate(offer, fit),
    )
    return [reason for reason in reasons if reason]


def _of_skills(offer: Offer, fit: Fitting, names: Mapping[int, str]) -> dict[str, Any] | None:
    if not fit.needs:
        return None
    held = [skill for skill in fit.needs if skill in offer.skills]
    return {
        "code": "skills",
        "detail": _how_many(len(held), len(fit.needs)),
        "held": [names.get(skill, "") for skill in held],
        "missing": [names.get(skill, "") for skill in fit.needs if skill not in held],
    }


def _how_many(held: int, wanted: int) -> str:
    if wanted == 1:
        return _("You have the skill.") if held else _("You do not have the skill.")
    return _("You have %(held)d of %(wanted)d skills.") % {"held": held, "wanted": wanted}


def _of_occupation(shared: Shared) -> dict[str, Any] | None:
    if not shared.occupation:
        return None
    named = {"occupation": shared.occupation}
    detail = _("The title means your occupation: %(occupation)s.") % named
    return {"code": "occupation", "detail": detail} | named


def _of_words(shared: Shared) -> dict[str, Any] | None:
    if not shared.words:
        return None
    detail = _("The project mentions: %(words)s.") % {"words": ", ".join(shared.words)}
    return {"code": "words", "detail": detail, "words": [*shared.words]}


def _of_place(offer: Offer, fit: Fitting) -> dict[str, Any] | None:
    place = fit.place
    if place.is_anywhere:
        return None
    told = {"code": "place", "country": place.country}
    if (km := offer.whereabouts.km_to(place)) is not None:
        about = about_km(km)
        detail = _("Is about %(km)d km away.") % {"km": about}
        return told | {"detail": detail, "city": fit.terms.city, "distance_km": about}
    if _is_in_city(offer, place):
        detail = _("Is in %(city)s.") % {"city": offer.city}
        return told | {"detail": detail, "city": offer.city}
    if not place.country or not offer.country:
        return None
    if place.country == offer.country:
        return told | {"detail": _("Is in your country.")}
    return told | {"detail": _("Is in another country.")}


def _of_rate(offer: Offer, fit: Fitting) -> dict[str, Any] | None:
    if fit.over is None:
        return None
    detail = _("Your rate is within the budget.")
    if fit.over:
        percent = {"percent": round(100 * fit.over)}
        detail = _("Your rate is %(percent)d %% above the budget.") % percent
    if offer.exchange and fit.terms.currency != offer.currency:
        detail = f"{detail} {converted_as_of(offer.exchange.as_of)}"
    return {"code": "rate", "detail": detail}
