"""What the engine is told of each public freelancer: the words that their profile shows, the tags
of their search entry, and the numbers that lists are ordered by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, connections, router

from foundation.moderated import ModerationState
from profiles.models import SearchEntry
from profiles.search.nearby import CELL, COLUMN, numbers_of
from profiles.search.occupations import SURE, Finder, telling_words
from profiles.search.reading import normaliser
from profiles.search.tags import Kind, city_tag
from search.entries import Declaration, Entry
from search.words import with_stems

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from search.words import Word

TOPIC = "profiles"
BATCH = 1000
WORDS, NAMES, OTHERS = "words", "names", "others"
"""What a profile says; what its owner is called; what its skills are called besides."""

MIN_LENGTH = 200  # words, stems included; learnt with `make bench-relevance`
CHANGED = "changed"
"""When its owner last changed what a profile says."""

NUMBERS = ("quality", "rating", "rate", "joined", "mean_rating", CHANGED, CELL, COLUMN)
PROFILES = Declaration(
    TOPIC, texts=(WORDS, NAMES, OTHERS), numbers=NUMBERS, min_lengths={WORDS: MIN_LENGTH}
)


def _gathered(name: str, text: str, tables: str, condition: str = "true") -> str:
    """SQL of a section of many profiles at once: all its texts of each, in one."""
    return f"""{name} AS (
        SELECT profile_id, string_agg({text}, E'\\n' ORDER BY section.id) AS texts
        FROM {tables} WHERE profile_id = ANY(%(ids)s) AND {condition} GROUP BY profile_id)"""


SECTIONS = ("skills", "aliases", "experience", "education", "works")
HELD = "profiles_profileskill section JOIN profiles_skill skill ON skill.id = section.skill_id"
READ = f"""
    WITH {_gathered("skills", "skill.name", HELD)},
    {
    _gathered(
        "aliases",
        "alias.name",
        f"{HELD} JOIN profiles_skillalias alias ON alias.skill_id = skill.id",
        "alias.name <> skill.name",
    )
},
    {
    _gathered(
        "experience",
        "concat_ws(' ', title, organisation, description)",
        "profiles_experience section",
    )
},
    {
    _gathered(
        "education",
        "concat_ws(' ', degree, field_of_study, institution)",
        "profiles_education section",
    )
},
    {
    _gathered(
        "works",
        "concat_ws(' ', title, description)",
        "profiles_portfolioitem section",
        f"moderation = '{ModerationState.VISIBLE}'",
    )
}
    SELECT entry.profile_id, entry.tags, entry.city_key, entry.quality, entry.rating, entry.rate,
        (extract(epoch FROM entry.joined_at) * 1000000)::bigint, entry.mean_rating,
        (extract(epoch FROM profile.updated_at) * 1000000)::bigint, entry.cell,
        profile.headline, profile.bio, profile.city,
        ARRAY(SELECT jsonb_array_elements(profile.languages) ->> 'language'),
        account.first_name, account.last_name, account.username,
        {", ".join(f"coalesce({section}.texts, '')" for section in SECTIONS)}
    FROM profiles_searchentry entry
    JOIN profiles_profile profile ON profile.user_id = entry.profile_id
    JOIN accounts_user account ON account.id = entry.profile_id
    {" ".join(f"LEFT JOIN {name} ON {name}.profile_id = entry.profile_id" for name in SECTIONS)}
    WHERE entry.profile_id = ANY(%(ids)s)
"""


class ProfileSource:
    """The public freelancers."""

    declaration = PROFILES
    topic = TOPIC

    def entries(self, row_ids: Sequence[UUID]) -> list[Entry]:
        finder = Finder.when_made()
        with connection.cursor() as cursor:
            cursor.execute(READ, {"ids": list(row_ids)})
            return [_entry(finder, *row) for row in cursor.fetchall()]

    def batches(self) -> Iterator[list[UUID]]:
        after = None
        while True:
            found = SearchEntry.objects.order_by("pk")
            found = found.filter(pk__gt=after) if after else found
            ids = list(found.values_list("pk", flat=True)[:BATCH])
            if not ids:
                return
            yield ids
            after = ids[-1]


def _entry(
    finder: Finder,
    profile_id: UUID,
    tags: list[int],
    city_key: str,
    quality: int,
    rating: int,
    rate: int,
    joined: int,
    mean_rating: int,
    changed: int,
    cell: int,
    headline: str,
    bio: str,
    city: str,
    languages: list[str],
    first_name: str,
    last_name: str,
    username: str,
    *sections: str,
) -> Entry:
    skills, aliases, experience, education, works = sections
    shown = (headline, skills, experience, education, works, city, bio)
    names = (first_name, last_name, username)
    cities = [city_tag(city_key)] if city_key else []
    numbers = quality, rating, rate, joined, mean_rating, changed, *numbers_of(cell)
    return Entry(
        profile_id,
        texts={
            WORDS: _words(shown, languages),
            NAMES: normaliser().words("\n".join(names)),
            OTHERS: _words([aliases], languages),
        },
        tags=[*tags, *cities, *occupation_tags(finder, headline)],
        numbers=dict(zip(NUMBERS, numbers, strict=True)),
    )


def written_words(profile_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """What these public profiles show at this moment: each form by which they are found, with the
    word as they write it. One query.
    """
    with connections[router.db_for_read(SearchEntry)].cursor() as cursor:
        cursor.execute(READ, {"ids": list(profile_ids)})
        rows = cursor.fetchall()
    found = {}
    for profile_id, *columns in rows:
        headline, bio, city, languages, *_names, skills, _aliases, experience, education, works = (
            columns[9:]
        )
        shown = (headline, skills, experience, education, works, city, bio)
        forms: dict[str, str] = {}
        for word in _words(shown, languages):
            for form in word.forms:
                forms.setdefault(form, word.forms[0])
        found[profile_id] = forms
    return found


def occupation_tags(finder: Finder, headline: str) -> list[int]:
    """Those of the occupations that a headline means, and of those that it may mean."""
    found = finder.of_headline(telling_words(headline))
    return [
        (Kind.OCCUPATION if weight > SURE else Kind.LIKELY_OCCUPATION).tag(occupation)
        for occupation, weight in found.items()
    ]


def _words(parts: Sequence[str], languages: Sequence[str]) -> list[Word]:
    return with_stems(normaliser().words("\n".join(parts)), languages)
