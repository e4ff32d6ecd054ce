"""The classes of search, and how each is drawn from the data's terms."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.search import matching

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from benchmarks.search.terms import Terms
    from profiles.search.query import Criteria

PAGE = 21


def classes(terms: Terms) -> dict[str, Callable[[random.Random], Callable[[], Any]]]:
    """How each class of search is drawn: a search that is ready to be asked."""
    from profiles.search.query import Criteria

    def words(*kinds: list[str], form: str = " ") -> Callable[[random.Random], Criteria]:
        return lambda draw: Criteria(q=form.join(draw.choice(kind) for kind in kinds))

    def skills(kind: list[str], number: int) -> Callable[[random.Random], Criteria]:
        return lambda draw: Criteria(skill=draw.sample(kind, number))

    def together(draw: random.Random) -> Criteria:
        return Criteria(skill=draw.sample(draw.choice(terms.held_together), 3))

    def rates(draw: random.Random, width: float) -> dict[str, Decimal]:
        lowest = Decimal(draw.randrange(10, 1200))
        return {"rate_min": lowest, "rate_max": lowest * Decimal(width)}

    def everything(draw: random.Random) -> Criteria:
        country, _city, currency = draw.choice(terms.places)
        return Criteria(
            country=country,
            currency=currency,
            level=[draw.choice(("mid", "senior"))],
            availability=["available"],
            rating_min=Decimal(4),
            **rates(draw, 3),
        )

    def with_text(draw: random.Random) -> Criteria:
        country, _city, _currency = draw.choice(terms.places)
        return Criteria(
            q=draw.choice(terms.broad),
            skill=[draw.choice(terms.middling_skills)],
            country=country,
            rating_min=Decimal(4),
            **rates(draw, 4),
        )

    first = {
        "no filter": lambda _draw: Criteria(),
        "a broad word": words(terms.broad),
        "a middling word": words(terms.middling),
        "a rare word": words(terms.rare),
        "two broad words": words(terms.broad, terms.broad),
        "broad and rare": words(terms.broad, terms.rare),
        "two middling words": words(terms.middling, terms.middling),
        "a phrase of two broad words": lambda draw: Criteria(
            q='"' + " ".join(draw.sample(terms.broad, 2)) + '"'
        ),
        "this or that": words(terms.broad, terms.middling, form=" or "),
        "this but not that": lambda draw: Criteria(q=" -".join(draw.sample(terms.broad, 2))),
        "a broad skill": skills(terms.broad_skills, 1),
        "a middling skill": skills(terms.middling_skills, 1),
        "a rare skill": skills(terms.rare_skills, 1),
        "two broad skills": skills(terms.broad_skills, 2),
        "three skills held together": together,
        "three skills at random": skills(terms.middling_skills, 3),
        "a country": lambda draw: Criteria(country=draw.choice(terms.places)[0]),
        "a city": lambda draw: Criteria(city=draw.choice(terms.places)[1]),
        "a level": lambda draw: Criteria(level=[draw.choice(("fresher", "junior", "senior"))]),
        "an availability": lambda draw: Criteria(
            availability=[draw.choice(("available", "unavailable"))]
        ),
        "a currency": lambda draw: Criteria(currency=draw.choice(terms.places)[2]),
        "a least rating": lambda draw: Criteria(
            rating_min=Decimal(draw.choice(("3.5", "4.4", "4.8")))
        ),
        "a narrow range of rates": lambda draw: Criteria(**rates(draw, 1.05)),
        "a wide range of rates": lambda draw: Criteria(**rates(draw, 6)),
        "all filters together": everything,
        "text and filters together": with_text,
    }
    found: dict[str, Callable[[random.Random], Callable[[], Any]]] = {
        name: (lambda draw, make=make: _first_page(make(draw))) for name, make in first.items()
    }
    found["a broad word, facets"] = lambda draw: _first_page(
        first["a broad word"](draw), with_facets=True
    )
    for ordering in ("-rating", "rate", "-rate", "-joined"):
        found[f"a broad skill by {ordering}"] = lambda draw, ordering=ordering: _first_page(
            replace(first["a broad skill"](draw), ordering=ordering)
        )
    found["page 20 of a broad word"] = lambda draw: _later_page(first["a broad word"](draw), 400)
    found["page 40 of a broad word"] = lambda draw: _later_page(first["a broad word"](draw), 800)
    found["page 20 of a broad skill"] = lambda draw: _later_page(first["a broad skill"](draw), 400)
    return found | matching.classes(terms)


def _first_page(criteria: Criteria, *, with_facets: bool = False) -> Callable[[], Any]:
    from profiles.search.pages import RELEVANCE, _list
    from profiles.search.query import match_of

    def ask() -> Any:
        matches = _list(match_of(criteria), criteria.ordering or RELEVANCE, with_facets=with_facets)
        return matches.first(PAGE)

    return ask


def _later_page(criteria: Criteria, place: int) -> Callable[[], Any]:
    """The page behind this place: the way there is not timed."""
    from profiles.search.pages import RELEVANCE, _list
    from profiles.search.query import match_of

    matches = _list(match_of(criteria), RELEVANCE, with_facets=False)
    rows = matches.first(min(place, 500)).rows
    while 0 < len(rows) < place:
        further = matches.after(rows[-1].position, place - len(rows))
        if not further:
            break
        rows += further
    return lambda: (
        _list(match_of(criteria), RELEVANCE, with_facets=False).after(rows[-1].position, PAGE)
        if rows
        else None
    )
