"""The classes of search: what each asks of the API, drawn from the data's terms, and its goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.search import matching
from benchmarks.search.asking import Asked

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.search.asking import Cost
    from benchmarks.search.terms import Terms

QUICK, OTHERS, LONG, MATCHING, SUGGESTING = 20, 40, 80, 40, 3  # milliseconds
P95, MEDIAN = 0.95, 0.5
SEARCH = "profiles"
WORDS_OF_A_LONG_TEXT = 150
ORDERINGS = ("-rating", "rate", "-rate", "-joined")
BY_RATE = ("rate", "-rate")  # which want a currency
LEVELS, AVAILABILITIES = ("fresher", "junior", "mid", "senior"), ("available", "unavailable")

Filters = list[tuple[str, str]]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


@dataclass(frozen=True)
class Kind:
    """One class of questions."""

    name: str
    draw: Callable[[random.Random], Asked | Callable[[], object]]
    goal: int = OTHERS
    """The most milliseconds at the largest size, ..."""

    goal_share: float = P95
    """... for this share of the requests."""

    page: int = 1

    @property
    def goal_of(self) -> str:
        return f"p{self.goal_share * 100:.0f}"

    def taken(self, costs: Sequence[Cost], what: str = "elapsed") -> float:
        """The milliseconds, or those of CPU, that the goal is about."""
        return percentile([getattr(one, what) for one in costs], self.goal_share)


def kinds(terms: Terms) -> Iterator[Kind]:
    yield from _texts(terms)
    yield from lists(terms)
    yield from _suggestions(terms)
    yield from matching.kinds(terms)


# --- Texts ----------------------------------------------------------------------------------------


def _texts(terms: Terms) -> Iterator[Kind]:
    def text(*kinds: list[str], form: str = " ", **filters: str) -> Callable[..., Asked]:
        return lambda draw: _search(form.join(draw.choice(kind) for kind in kinds), **filters)

    broad, middling, rare = terms.broad, terms.middling, terms.rare
    yield Kind("a broad word", text(broad), QUICK)
    yield Kind("a middling word", text(middling), QUICK)
    yield Kind("a rare word", text(rare), QUICK)
    yield Kind("two broad words", text(broad, broad), QUICK)
    yield Kind("broad and rare", text(broad, rare), QUICK)
    yield Kind("two middling words", text(middling, middling), QUICK)
    yield Kind("three words", text(broad, middling, middling))
    yield Kind("a headline", lambda draw: _search(draw.choice(terms.headlines)))
    yield Kind("a sentence", lambda draw: _search(_sentence(terms, draw)))
    yield Kind("a phrase of two broad words", lambda draw: _search(_phrase(broad, draw)))
    yield Kind("this or that", text(broad, middling, form=" OR "))
    yield Kind("this but not that", text(broad, broad, form=" -"))
    yield Kind("a name", lambda draw: _search(_name(terms, draw)), QUICK)
    yield Kind("a first name", lambda draw: _search(draw.choice(terms.people)[0]), QUICK)
    yield Kind("a username", lambda draw: _search(draw.choice(terms.people)[2]), QUICK)
    yield Kind("a name with a typo", lambda draw: _search(_mistyped(_name(terms, draw), draw)))
    yield Kind("a word with a typo", lambda draw: _search(_mistyped(draw.choice(middling), draw)))
    yield Kind("a description, posted", lambda draw: _posted(terms, draw), LONG)
    yield Kind("text and filters together", lambda draw: _with_filters(terms, draw))
    yield Kind("a broad word, facets", text(broad, facets="true"))
    yield Kind("two middling words by -rating", text(middling, middling, ordering="-rating"), QUICK)
    yield Kind("a broad word by rate", text(broad, ordering="rate", currency="INR"), QUICK)
    yield Kind("page 20 of a broad word", text(broad), page=20)


def _search(text: str = "", filters: Filters | None = None, **others: str) -> Asked:
    return Asked(SEARCH, [*([("q", text)] if text else []), *(filters or []), *others.items()])


def _sentence(terms: Terms, draw: random.Random) -> str:
    place = draw.choice(terms.places)[1]
    return f"Looking for a senior {draw.choice(terms.headlines)} in {place} for two weeks"


def _phrase(words: list[str], draw: random.Random) -> str:
    return '"' + " ".join(draw.sample(words, 2)) + '"'


def _name(terms: Terms, draw: random.Random) -> str:
    return " ".join(draw.choice(terms.people)[:2])


def _mistyped(text: str, draw: random.Random) -> str:
    """With two neighbours swapped."""
    place = draw.randrange(1, max(2, len(text) - 2))
    return text[:place] + text[place + 1 : place + 2] + text[place : place + 1] + text[place + 2 :]


def long_text(terms: Terms, draw: random.Random) -> str:
    """As a client pastes it: about this many words, of several people's bios."""
    words = draw.choice(terms.headlines).split()
    while len(words) < WORDS_OF_A_LONG_TEXT:
        words += draw.choice(terms.bios).split() or ["work"]
    return " ".join(words[:WORDS_OF_A_LONG_TEXT])


def _posted(terms: Terms, draw: random.Random) -> Asked:
    return Asked(f"{SEARCH}/search", body={"q": long_text(terms, draw)})


def _with_filters(terms: Terms, draw: random.Random) -> Asked:
    country, _city, currency = draw.choice(terms.places)
    return _search(
        draw.choice(terms.broad),
        [*_rates(draw, 4, currency)],
        skill=draw.choice(terms.middling_skills),
        country=country,
        rating_min="4",
    )


# --- Lists without a text -------------------------------------------------------------------------


def _rates(draw: random.Random, width: float, currency: str = "INR") -> Filters:
    lowest = draw.randrange(10, 1200)
    highest = f"{lowest * width:.0f}"
    amounts = [("rate_min", str(lowest)), ("rate_max", highest)]
    return [*amounts, ("currency", currency)] if currency else amounts


def lists(terms: Terms) -> Iterator[Kind]:
    def skills(kind: list[str], number: int) -> Callable[[random.Random], Filters]:
        return lambda draw: [("skill", one) for one in draw.sample(kind, number)]

    def by_place(*places: int) -> Callable[[random.Random], Filters]:
        names = ("country", "city", "currency")

        def draw_one(draw: random.Random) -> Filters:
            place = draw.choice(terms.places)
            return [(names[one], place[one]) for one in places]

        return draw_one

    of_one_filter: dict[str, Callable[[random.Random], Filters]] = {
        "no filter": lambda _draw: [],
        "a broad skill": skills(terms.broad_skills, 1),
        "a middling skill": skills(terms.middling_skills, 1),
        "a rare skill": skills(terms.rare_skills, 1),
        "a country": by_place(0),
        "a city": by_place(1),
        "a currency": by_place(2),
        "a level": lambda draw: [("level", draw.choice(LEVELS))],
        "an availability": lambda draw: [("availability", draw.choice(AVAILABILITIES))],
        "a least rating": lambda draw: [("rating_min", draw.choice(("3.5", "4.4", "4.8")))],
        "a narrow range of rates": lambda draw: _rates(draw, 1.05),
        "a wide range of rates": lambda draw: _rates(draw, 6),
    }
    of_several = {
        "two broad skills": skills(terms.broad_skills, 2),
        "a broad skill in a country": lambda draw: [
            *of_one_filter["a broad skill"](draw),
            *of_one_filter["a country"](draw),
        ],
        "three skills held together": lambda draw: [
            ("skill", one) for one in draw.sample(draw.choice(terms.held_together), 3)
        ],
        "three skills at random": skills(terms.middling_skills, 3),
        "country, level, availability": lambda draw: [
            *of_one_filter["a country"](draw),
            *of_one_filter["a level"](draw),
            *of_one_filter["an availability"](draw),
        ],
        "skill, country, rating": lambda draw: [
            *of_one_filter["a broad skill"](draw),
            *of_one_filter["a country"](draw),
            *of_one_filter["a least rating"](draw),
        ],
        "all filters together": lambda draw: [
            *by_place(0, 2)(draw),
            ("level", draw.choice(LEVELS[2:])),
            ("availability", AVAILABILITIES[0]),
            ("rating_min", "4"),
            *_rates(draw, 3, currency=""),
        ],
    }

    def listed(
        draw_filters: Callable[[random.Random], Filters], **others: str
    ) -> Callable[..., Asked]:
        return lambda draw: _search("", draw_filters(draw), **others)

    for name, filters in (of_one_filter | of_several).items():
        yield Kind(name, listed(filters), QUICK)
    one, several = of_one_filter["a broad skill"], of_several["skill, country, rating"]
    for ordering in ORDERINGS:
        asked = {"ordering": ordering} | ({"currency": "INR"} if ordering in BY_RATE else {})
        yield Kind(f"a broad skill by {ordering}", listed(one, **asked), QUICK)
        yield Kind(f"skill, country, rating by {ordering}", listed(several, **asked), QUICK)
    yield Kind("skill, country, rating, facets", listed(several, facets="true"))
    yield Kind("page 20 of a broad skill", listed(one), QUICK, page=20)


# --- While somebody types -------------------------------------------------------------------------


def _suggestions(terms: Terms) -> Iterator[Kind]:
    """Skills and occupations, after two to five letters of a word."""

    def beginning(path: str, words: list[str]) -> Callable[[random.Random], Asked]:
        return lambda draw: Asked(path, [("search", draw.choice(words)[: draw.randint(2, 5)])])

    skills = [*terms.broad_skills, *terms.middling_skills]
    yield Kind("skills, autocomplete", beginning("skills", skills), SUGGESTING, MEDIAN)
    headlines = terms.headlines
    yield Kind("occupations, autocomplete", beginning("occupations", headlines), SUGGESTING, MEDIAN)
