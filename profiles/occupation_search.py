"""Autocomplete over the vocabulary of occupations: whose names begin so, in one query."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson
from django.db import connections, router

from profiles.models import Occupation, SkillStatus
from profiles.search.vocabulary import plain_key, vocabulary

# Written out, as that of skills is.
FOUND = """
    WITH called AS (
        SELECT occupation_id, bool_or(key = %(key)s) AS is_whole, min(length(key)) AS shortest
        FROM profiles_occupationname WHERE key LIKE %(beginning)s GROUP BY occupation_id
        UNION ALL SELECT occupation_id, false, NULL
            FROM unnest(%(without_accents)s::int[]) occupation_id
    ),
    found AS (
        SELECT occupation_id, bool_or(is_whole) AS is_whole, min(shortest) AS shortest
        FROM called GROUP BY occupation_id
    )
    SELECT occupation.slug, occupation.name,
        (SELECT coalesce(jsonb_agg(jsonb_build_object('slug', skill.slug, 'name', skill.name)
                                   ORDER BY skill.name), '[]')::text
         FROM profiles_occupationskill held JOIN profiles_skill skill ON skill.id = held.skill_id
         WHERE held.occupation_id = occupation.id)
    FROM found JOIN profiles_occupation occupation ON occupation.id = found.occupation_id
    WHERE occupation.status = %(status)s
    ORDER BY CASE WHEN is_whole THEN 0
        WHEN lower(occupation.name) LIKE %(beginning)s
            OR occupation.id = ANY(%(without_accents)s) THEN 1
        ELSE 2 END, shortest, occupation.name
    LIMIT %(limit)s
"""


class FoundOccupation(NamedTuple):
    """An occupation of the vocabulary, with slug and name of what its people usually do."""

    slug: str
    name: str
    skills: list[dict[str, Any]]


def occupations_like(text: str, limit: int) -> list[FoundOccupation]:
    """The accepted occupations one of whose names begins so, the likeliest first: what is called
    so, then what begins so itself, but for accents, then by the shortest other name.
    """
    key = plain_key(text)
    if not key:
        return []
    asked: dict[str, Any] = {
        "key": key,
        "beginning": f"{key}%",  # a key has no sign that means more than itself
        "without_accents": vocabulary.occupations_without_accents(key),
        "status": SkillStatus.ACCEPTED,
        "limit": limit,
    }
    with connections[router.db_for_read(Occupation)].cursor() as cursor:
        cursor.execute(FOUND, asked)
        rows = cursor.fetchall()
    return [FoundOccupation(slug, name, orjson.loads(skills)) for slug, name, skills in rows]
