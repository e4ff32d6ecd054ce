"""The curated vocabulary: what staff and imports do to skills, for everybody who has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from foundation.skill_keys import skill_key
from profiles.errors import MergeRefused
from profiles.models import Evidence, Profile, ProfileSkill, Skill, SkillAlias, SkillStatus
from profiles.models.skills import SkillLevel
from profiles.search.mirror import mirror

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from uuid import UUID

logger = structlog.get_logger("guildhall.skills")

MIRRORED_AT_ONCE = 1_000

_followers: dict[str, Callable[[Collection[int]], None]] = {}

# Each skill with its ancestors, from the parents alone.
LINEAGES = """
    WITH RECURSIVE line AS (
        SELECT id, id AS ancestor, parent_id FROM profiles_skill
        UNION SELECT line.id, parent.id, parent.parent_id
        FROM line JOIN profiles_skill parent ON parent.id = line.parent_id
    ), lineage AS (SELECT id, array_agg(ancestor ORDER BY ancestor) AS ids FROM line GROUP BY id)
    UPDATE profiles_skill SET lineage = lineage.ids FROM lineage
    WHERE lineage.id = profiles_skill.id AND profiles_skill.lineage <> lineage.ids
    RETURNING profiles_skill.id
"""


def register(app: str, follow: Callable[[Collection[int]], None]) -> None:
    """Have a higher app do this, in the same transaction, when skills are called otherwise, merged
    or moved.
    """
    _followers[app] = follow


def refresh_lineages() -> list[int]:
    """Make every skill's lineage anew from the parents; answers the ids of those that changed."""
    with connection.cursor() as cursor:
        cursor.execute(LINEAGES)
        return [row[0] for row in cursor.fetchall()]


def mirror_holders(skill_ids: Collection[int]) -> None:
    """Bring the search up to date for everybody who has one of these skills, and all that shows
    them.
    """
    for follow in _followers.values():
        follow(skill_ids)
    held = ProfileSkill.objects.filter(skill_id__in=list(skill_ids))
    ids = list(held.order_by("profile_id").values_list("profile_id", flat=True).distinct())
    for start in range(0, len(ids), MIRRORED_AT_ONCE):
        _mirror_locked(ids[start : start + MIRRORED_AT_ONCE])


def _mirror_locked(ids: list[UUID]) -> None:
    with transaction.atomic():
        # In the order of their ids: two that lock many never wait for each other.
        list(Profile.objects.lock().filter(pk__in=ids).order_by("pk").values_list("pk"))
        mirror(ids)


def accept_skill(*, skill: Skill) -> Skill:
    """Take a proposal into the vocabulary. Raises MergeRefused for one that was merged, or that
    went with whoever proposed it.
    """
    with transaction.atomic():
        locked = Skill.objects.select_for_update().filter(pk=skill.pk).first()
        if locked is None or locked.status == SkillStatus.MERGED:
            raise MergeRefused
        locked.status = SkillStatus.ACCEPTED
        locked.save(update_fields=["status"])
    logger.info("skill_accepted", skill=locked.slug)
    return locked


def save_skill(*, skill: Skill) -> Skill:
    """Save a skill that staff made or changed: its name and slug become aliases, and the lineages
    and search entries that it is part of follow. Raises MergeRefused for a parent below itself.
    """
    with transaction.atomic():
        if skill.parent_id and skill.pk in _lineage_of(skill.parent_id):
            raise MergeRefused
        skill.save()
        for name in (skill.name, skill.slug):
            add_alias(skill=skill, name=name)
        changed = {skill.pk, *refresh_lineages()}
        mirror_holders(changed)
    return skill


def _lineage_of(skill_id: int) -> list[int]:
    return Skill.objects.values_list("lineage", flat=True).get(pk=skill_id)


def add_alias(*, skill: Skill, name: str) -> bool:
    """Have a skill also be known as `name`; whether it is now. Another skill's name stays its."""
    key = skill_key(name)
    if not key:
        return False
    with transaction.atomic():
        alias, is_new = SkillAlias.objects.get_or_create(
            key=key, defaults={"name": name, "skill": skill}
        )
        if is_new:
            mirror_holders([skill.pk])
    return alias.skill_id == skill.pk


def remove_alias(*, alias: SkillAlias) -> bool:
    """Have a skill no longer be known by a name; whether it is not. Its own name and slug stay."""
    if alias.key in {skill_key(alias.skill.name), skill_key(alias.skill.slug)}:
        return False
    with transaction.atomic():
        alias.delete()
        mirror_holders([alias.skill_id])
    return True


def merge_skill(*, skill: Skill, into: Skill) -> Skill:
    """Make `skill` another name of `into`: everybody who has it has `into`, with the better level
    and evidence of the two, and its aliases and children move along.

    Raises MergeRefused unless `into` is accepted and not `skill` itself or below it.
    """
    with transaction.atomic():
        locked = {
            one.pk: one
            for one in Skill.objects.select_for_update()
            .filter(pk__in=(skill.pk, into.pk))
            .order_by("pk")
        }
        if not {skill.pk, into.pk} <= locked.keys():  # it went with whoever proposed it
            raise MergeRefused
        skill, into = locked[skill.pk], locked[into.pk]
        _require_mergeable(skill, into)
        holders = list(skill.holders.values_list("profile_id", flat=True))
        list(Profile.objects.lock().filter(pk__in=holders).order_by("pk").values_list("pk"))
        _move_holders(skill, into)
        skill.aliases.update(skill=into)
        skill.children.update(parent=into)
        skill.merged_from.update(merged_into=into)
        Skill.objects.filter(pk=skill.pk).update(
            status=SkillStatus.MERGED, merged_into=into, parent=None
        )
        mirror_holders({into.pk, *refresh_lineages()})
    logger.info("skill_merged", skill=skill.slug, into=into.slug)
    return into


def _require_mergeable(skill: Skill, into: Skill) -> None:
    is_circle = skill.pk == into.pk or skill.pk in into.lineage
    if is_circle or into.status != SkillStatus.ACCEPTED or skill.status == SkillStatus.MERGED:
        raise MergeRefused


def _move_holders(skill: Skill, into: Skill) -> None:
    """Those who have both keep one, the better of each."""
    both = skill.holders.filter(profile__skills__skill=into).select_related(None)
    for held in both:
        kept = ProfileSkill.objects.get(profile_id=held.profile_id, skill=into)
        kept.level = _better(SkillLevel.values, kept.level, held.level)
        kept.evidence = _better(Evidence.values, kept.evidence, held.evidence)
        kept.years = max(filter(None, (kept.years, held.years)), default=None)
        kept.save()
    skill.holders.filter(profile__skills__skill=into).delete()
    skill.holders.update(skill=into)


def _better(ascending: list[str], one: str, other: str) -> str:
    return max(one, other, key=lambda value: ascending.index(value) if value else -1)
