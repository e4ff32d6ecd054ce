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

AT_ONCE = 500  # rows a statement


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
    """The vocabulary while it is being added to. A skill goes by its slug until it is stored."""

    skills: dict[str, Skill]
    by_key: dict[str, str]
    report: Report = field(default_factory=Report)
    new_skills: list[Skill] = field(default_factory=list)
    new_aliases: list[SkillAlias] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def import_skills(records: Iterable[Record], progress: Callable[[], object]) -> Report:
    """Add the skills of these records to the vocabulary.

    A record whose name, slug or one of whose aliases is known is merged: what it adds are further
    aliases, and the kind and parent of a skill that has none. A name that nobody knows is added;
    one that says nothing new is skipped. An alias of another skill stays that one's.
    """
    known = _Known(
        skills=Skill.objects.in_bulk(field_name="slug"),
        by_key=dict(SkillAlias.objects.values_list("key", "skill__slug")),
    )
    for record in records:
        _take_over(known, record)
        progress()
    Skill.objects.bulk_create(known.new_skills, batch_size=AT_ONCE)
    SkillAlias.objects.bulk_create(known.new_aliases, batch_size=AT_ONCE)
    _set_parents(known)
    mirror_holders({alias.skill_id for alias in known.new_aliases} | set(refresh_lineages()))
    vocabulary.forget()
    return known.report


def _take_over(known: _Known, record: Record) -> None:
    names = [record.name, *filter(None, (record.slug,)), *record.aliases]
    found = next((slug for name in names if (slug := known.by_key.get(skill_key(name)))), None)
    if not skill_key(record.name):
        known.report.skipped += 1
        return
    slug = found or _add(known, record)
    aliases_before = known.report.aliases_added
    for name in names:
        _add_alias(known, slug, name)
    if record.parent:
        known.parents.setdefault(slug, record.parent)
    if found is None:
        known.report.added += 1
    elif known.report.aliases_added > aliases_before:
        known.report.merged += 1
    else:
        known.report.skipped += 1


def _add(known: _Known, record: Record) -> str:
    skill = Skill(
        name=record.name,
        slug=record.slug or _free_slug(known, record.name),
        kind=record.kind if record.kind in SkillKind.values else SkillKind.OTHER,
        status=SkillStatus.ACCEPTED,
    )
    known.skills[skill.slug] = skill
    known.new_skills.append(skill)
    return skill.slug


def _free_slug(known: _Known, name: str) -> str:
    spelt = name.replace("+", " plus ").replace("#", " sharp ")
    slug = slugify(spelt)[:60] or "skill"
    number, free = 2, slug
    while free in known.skills:
        free, number = f"{slug}-{number}", number + 1
    return free


def _add_alias(known: _Known, slug: str, name: str) -> None:
    key = skill_key(name)[:80]
    owner = known.by_key.get(key)
    if not key or owner == slug:
        return
    if owner is not None:
        known.report.aliases_taken.append(name)
        return
    known.new_aliases.append(SkillAlias(key=key, name=name[:80], skill=known.skills[slug]))
    known.by_key[key] = slug
    known.report.aliases_added += 1


def _set_parents(known: _Known) -> None:
    """Put skills without a parent below theirs, now that all are there; no circles."""
    by_id = {skill.pk: skill for skill in known.skills.values()}
    changed = []
    for slug, name in known.parents.items():
        skill, parent_slug = known.skills[slug], known.by_key.get(skill_key(name))
        if skill.parent_id or parent_slug is None:
            continue
        parent = known.skills[parent_slug]
        if not _is_below(by_id, parent.pk, skill.pk):
            skill.parent_id = parent.pk
            changed.append(skill)
    Skill.objects.bulk_update(changed, ["parent"], batch_size=AT_ONCE)


def _is_below(by_id: dict[int, Skill], skill_id: int | None, other: int) -> bool:
    """Whether a skill is `other`, or below it."""
    while skill_id is not None:
        if skill_id == other:
            return True
        skill_id = by_id[skill_id].parent_id
    return False
