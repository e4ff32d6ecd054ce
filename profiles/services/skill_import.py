"""Taking over skills from a source: again and again, with the same result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import slugify

from foundation.skill_keys import skill_key
from profiles.models import Skill, SkillAlias, SkillKind, SkillStatus
from profiles.search.vocabulary import vocabulary
from profiles.services.vocabulary import mirror_holders, refresh_lineages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from profiles.skill_sources import Record


@dataclass
class Report:
    """What became of the records, and the aliases that another skill has already."""

    added: int = 0
    merged: int = 0
    skipped: int = 0
    aliases_added: int = 0
    aliases_taken: list[str] = field(default_factory=list)


@dataclass
class _Known:
    """The vocabulary while it is being added to."""

    skills: dict[int, Skill]
    by_key: dict[str, int]
    slugs: set[str]
    report: Report = field(default_factory=Report)
    touched: set[int] = field(default_factory=set)
    parents: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def import_skills(records: Iterable[Record], progress: Callable[[], object]) -> Report:
    """Add the skills of these records to the vocabulary.

    A record whose name, slug or one of whose aliases is known is merged: what it adds are further
    aliases, and the kind and parent of a skill that has none. A name that nobody knows is added;
    one that says nothing new is skipped. An alias of another skill stays that one's.
    """
    known = _Known(
        skills=Skill.objects.in_bulk(),
        by_key=dict(SkillAlias.objects.values_list("key", "skill_id")),
        slugs=set(Skill.objects.values_list("slug", flat=True)),
    )
    for record in records:
        _take_over(known, record)
        progress()
    _set_parents(known)
    mirror_holders(known.touched | set(refresh_lineages()))
    vocabulary.forget()
    return known.report


def _take_over(known: _Known, record: Record) -> None:
    names = [record.name, *filter(None, (record.slug,)), *record.aliases]
    found = next((pk for name in names if (pk := known.by_key.get(skill_key(name)))), None)
    if not skill_key(record.name):
        known.report.skipped += 1
        return
    skill_id = found or _add(known, record)
    aliases_before = known.report.aliases_added
    for name in names:
        _add_alias(known, skill_id, name)
    if record.parent:
        known.parents.setdefault(skill_id, record.parent)
    if found is None:
        known.report.added += 1
    elif known.report.aliases_added > aliases_before:
        known.report.merged += 1
    else:
        known.report.skipped += 1


def _add(known: _Known, record: Record) -> int:
    kind = record.kind if record.kind in SkillKind.values else SkillKind.OTHER
    skill = Skill.objects.create(
        name=record.name,
        slug=record.slug or _free_slug(known, record.name),
        kind=kind,
        status=SkillStatus.ACCEPTED,
    )
    known.skills[skill.pk] = skill
    known.slugs.add(skill.slug)
    return skill.pk


def _free_slug(known: _Known, name: str) -> str:
    spelt = name.replace("+", " plus ").replace("#", " sharp ")
    slug = slugify(spelt)[:60] or "skill"
    number, free = 2, slug
    while free in known.slugs:
        free, number = f"{slug}-{number}", number + 1
    return free


def _add_alias(known: _Known, skill_id: int, name: str) -> None:
    key = skill_key(name)[:80]
    owner = known.by_key.get(key)
    if not key or owner == skill_id:
        return
    if owner is not None:
        known.report.aliases_taken.append(name)
        return
    SkillAlias.objects.create(key=key, name=name[:80], skill_id=skill_id)
    known.by_key[key] = skill_id
    known.report.aliases_added += 1
    known.touched.add(skill_id)


def _set_parents(known: _Known) -> None:
    """Put skills without a parent below theirs, once all are there; no circles."""
    for skill_id, name in known.parents.items():
        skill = known.skills[skill_id]
        parent_id = known.by_key.get(skill_key(name))
        if skill.parent_id or parent_id is None or _is_below(known, parent_id, skill_id):
            continue
        skill.parent_id = parent_id
        skill.save(update_fields=["parent"])


def _is_below(known: _Known, skill_id: int | None, other: int) -> bool:
    """Whether a skill is `other`, or below it."""
    while skill_id is not None:
        if skill_id == other:
            return True
        skill_id = known.skills[skill_id].parent_id
    return False
