"""Taking over occupations from a source: again and again, with the same result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from django.db import connection, transaction

from foundation.skill_keys import skill_key
from profiles.models import Occupation, Skill, SkillStatus
from profiles.services.occupations import note_everything

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from profiles.occupation_sources import OccupationRecord

LONGEST_NAME = 150
# Rows come as one text: 54,000 names as rows of a model, or as arrays, took several times as long.
ADD_NAMES = """
    INSERT INTO profiles_occupationname (occupation_id, key, language, name)
    SELECT (row ->> 0)::int, row ->> 1, row ->> 2, row ->> 3 FROM json_array_elements(%s::json) row
    ON CONFLICT (occupation_id, key) DO NOTHING
"""
ADD_SKILLS = """
    INSERT INTO profiles_occupationskill (occupation_id, skill_id)
    SELECT (row ->> 0)::int, (row ->> 1)::int FROM json_array_elements(%s::json) row
    ON CONFLICT DO NOTHING
"""
ADD_RELATED = """
    INSERT INTO profiles_relatedoccupation (occupation_id, related_id, place)
    SELECT (row ->> 0)::int, (row ->> 1)::int, (row ->> 2)::int
    FROM json_array_elements(%s::json) row ON CONFLICT DO NOTHING
"""


@dataclass
class OccupationReport:
    """What was added."""

    occupations: int = 0
    names: int = 0


@transaction.atomic
def import_occupations(records: Sequence[OccupationRecord]) -> OccupationReport:
    """Add what these records say to the vocabulary: occupations that nobody has named, and further
    names, skills and relations of those that are known. What staff changed stays; what was merged
    into another adds to that one. Skills and occupations that are not there are passed over.
    """
    before = Occupation.objects.count()
    ids = _ids(records)
    names = _add(ADD_NAMES, _names(records, ids))
    skills = dict(Skill.objects.values_list("slug", "id"))
    _add(
        ADD_SKILLS,
        [
            (ids[record.slug], skills[slug])
            for record in records
            for slug in record.skills
            if record.slug in ids and slug in skills
        ],
    )
    _add(ADD_RELATED, [*_relations(records, ids)])
    if names:
        note_everything()
    return OccupationReport(Occupation.objects.count() - before, names)


def _ids(records: Iterable[OccupationRecord]) -> dict[str, int]:
    """The ids of occupations by their slugs, with those that had to be made."""
    new = (record for record in records if record.name)
    Occupation.objects.bulk_create(
        [Occupation(slug=one.slug, name=one.name, code=one.code) for one in new],
        ignore_conflicts=True,
    )
    rows = Occupation.objects.values_list("slug", "id", "status", "merged_into_id")
    return {
        slug: (merged_into if status == SkillStatus.MERGED and merged_into else pk)
        for slug, pk, status, merged_into in rows
    }


def _names(
    records: Iterable[OccupationRecord], ids: dict[str, int]
) -> list[tuple[int, str, str, str]]:
    """Each name of each occupation once, with its key."""
    found: dict[tuple[int, str], tuple[int, str, str, str]] = {}
    for record in records:
        if (occupation := ids.get(record.slug)) is None:
            continue
        own = [("en", record.name)] if record.name else []
        for language, name in (*own, *record.names):
            key = skill_key(name)
            if key and len(name) <= LONGEST_NAME:
                found.setdefault((occupation, key), (occupation, key, language, name))
    return list(found.values())


def _relations(
    records: Iterable[OccupationRecord], ids: dict[str, int]
) -> Iterator[tuple[int, int, int]]:
    for record in records:
        for place, slug in enumerate(record.related):
            occupation, related = ids.get(record.slug), ids.get(slug)
            if occupation and related and occupation != related:
                yield occupation, related, place


def _add(statement: str, rows: Sequence[tuple[object, ...]]) -> int:
    """Answers how many were added."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [orjson.dumps(rows).decode()])
        return int(cursor.rowcount)
