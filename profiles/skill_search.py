"""The vocabulary of skills by what people write: autocomplete over beginnings, other names and
typos, and whole names; each in one query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connections, router

from foundation.skill_keys import skill_readings
from profiles.models import Skill, SkillStatus
from profiles.search.vocabulary import plain_key, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from profiles.models import SkillAlias

MAX_SEARCH_LENGTH = 80

# The likeliest first: 0 to 3 by name, then the order in which the typos are forgiven. Written out:
# for Django to write it anew for each letter that is typed took longer than all else.
FOUND = """
    WITH called AS (
        SELECT skill_id, CASE
            WHEN key = %(key)s THEN 0
            WHEN key = ANY(%(others)s) THEN 1
            WHEN starts_with(key, %(key)s) OR starts_with(key, %(plain)s) THEN 2
            ELSE 3 END AS place
        FROM profiles_skillalias
        WHERE starts_with(key, %(key)s) OR starts_with(key, %(plain)s)
            OR strpos(key, %(later)s) > 0 OR key = ANY(%(others)s)
        UNION ALL SELECT skill_id, 2 FROM unnest(%(without_accents)s::int[]) skill_id
        UNION ALL SELECT skill_id, 3 + number
            FROM unnest(%(similar)s::int[]) WITH ORDINALITY AS similar_ones (skill_id, number)
    ),
    found AS (SELECT skill_id, min(place) AS place FROM called GROUP BY skill_id)
    SELECT skill.slug, skill.name, skill.kind, parent.slug,
        ARRAY(SELECT alias.name FROM profiles_skillalias alias
              WHERE alias.skill_id = skill.id ORDER BY alias.name)
    FROM found JOIN profiles_skill skill ON skill.id = found.skill_id
    LEFT JOIN profiles_skill parent ON parent.id = skill.parent_id
    WHERE skill.status = %(status)s
    ORDER BY place, length(skill.name), skill.name
    LIMIT %(limit)s
"""


class FoundSkill(NamedTuple):
    """A skill of the vocabulary, with the slug of the one above and all that it is called."""

    slug: str
    name: str
    kind: str
    parent_slug: str | None
    names: list[str]


def skills_called(names: Iterable[str], aliases: QuerySet[SkillAlias]) -> dict[str, Skill | None]:
    """The skill that each name, slug or alias means among these, or None. No name asks nothing."""
    keys = {name: skill_readings(name) for name in names}
    wanted = [key for readings in keys.values() for key in readings]
    found = aliases.select_related("skill").filter(key__in=wanted) if wanted else ()
    known = {alias.key: alias.skill for alias in found}
    return {
        name: next((known[key] for key in readings if key in known), None)
        for name, readings in keys.items()
    }


def skills_like(text: str, limit: int) -> list[FoundSkill]:
    """The likeliest accepted skills that a person may mean who has typed `text` so far: what is
    called so, also without the company that makes it; then what begins so, then where a later word
    does, then what is so but for a typo.
    """
    key, *others = skill_readings(text)
    if not key:
        return []
    asked: dict[str, Any] = {
        "key": key,
        "others": others,
        "plain": plain_key(text) or key,
        "later": f" {key}",
        "without_accents": vocabulary.skills_without_accents(text),
        "similar": vocabulary.similar_skills(text),
        "status": SkillStatus.ACCEPTED,
        "limit": limit,
    }
    with connections[router.db_for_read(Skill)].cursor() as cursor:
        cursor.execute(FOUND, asked)
        return [*map(FoundSkill._make, cursor.fetchall())]
