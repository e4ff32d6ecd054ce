"""The vocabulary of occupations: what staff do to it. The search follows by the feed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.text import slugify

from foundation import feed
from foundation.skill_keys import skill_key
from profiles.errors import MergeRefused
from profiles.models import (
    Occupation,
    OccupationName,
    OccupationSkill,
    RelatedOccupation,
    SkillStatus,
)
from profiles.search.occupation_entries import EVERYTHING, NAMES, OCCUPATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

logger = structlog.get_logger("guildhall.occupations")


def note_everything() -> None:
    """Have the search read the whole vocabulary anew."""
    for topic in (OCCUPATIONS, NAMES):
        feed.note(topic, [EVERYTHING])


def note_occupations(ids: Iterable[int]) -> None:
    """Have the search read these occupations anew."""
    feed.note(OCCUPATIONS, [UUID(int=pk) for pk in ids])


def note_names(ids: Iterable[int]) -> None:
    """Have the search read these names anew."""
    feed.note(NAMES, [UUID(int=pk) for pk in ids])


def save_occupation(*, occupation: Occupation) -> Occupation:
    """Save an occupation that staff made or changed; its name becomes one of its names."""
    with transaction.atomic():
        occupation.save()
        add_occupation_name(occupation=occupation, name=occupation.name)
    return occupation


def propose_occupation(*, name: str) -> Occupation:
    """An occupation for staff to accept, or to merge into the one that it is another name of."""
    proposed = Occupation(name=name, slug=_free_slug(name), status=SkillStatus.PROPOSED)
    return save_occupation(occupation=proposed)


def _free_slug(name: str) -> str:
    slug = slugify(name)[:60] or "occupation"
    taken = set(Occupation.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


def add_occupation_name(*, occupation: Occupation, name: str, language: str = "en") -> bool:
    """Have an occupation also be known as `name`; whether that names something."""
    key = skill_key(name)
    if not key:
        return False
    with transaction.atomic():
        added, is_new = OccupationName.objects.get_or_create(
            occupation=occupation, key=key, defaults={"name": name, "language": language}
        )
        if is_new:
            note_names([added.pk])
            note_occupations([occupation.pk])
    return True


def remove_occupation_name(*, name: OccupationName) -> bool:
    """Have an occupation no longer be known by a name; whether it is not. Its own name stays."""
    if name.key == skill_key(name.occupation.name):
        return False
    with transaction.atomic():
        note_names([name.pk])
        note_occupations([name.occupation_id])
        name.delete()
    return True


def accept_occupation(*, occupation: Occupation) -> Occupation:
    """Take a proposal into the vocabulary. Raises MergeRefused for one that was merged."""
    with transaction.atomic():
        locked = Occupation.objects.select_for_update().get(pk=occupation.pk)
        if locked.status == SkillStatus.MERGED:
            raise MergeRefused
        locked.status = SkillStatus.ACCEPTED
        locked.save(update_fields=["status"])
        _note_all(locked)
    logger.info("occupation_accepted", occupation=locked.slug)
    return locked


def merge_occupation(*, occupation: Occupation, into: Occupation) -> Occupation:
    """Make `occupation` other names of `into`, which gets its names, skills and relations.

    Raises MergeRefused unless `into` is accepted and another one.
    """
    with transaction.atomic():
        both = Occupation.objects.select_for_update().filter(pk__in=(occupation.pk, into.pk))
        locked = {one.pk: one for one in both.order_by("pk")}
        occupation, into = locked[occupation.pk], locked[into.pk]
        is_merged = occupation.status == SkillStatus.MERGED
        if occupation.pk == into.pk or into.status != SkillStatus.ACCEPTED or is_merged:
            raise MergeRefused
        _note_all(occupation)
        _move(occupation, into)
        occupation.merged_from.update(merged_into=into)
        Occupation.objects.filter(pk=occupation.pk).update(
            status=SkillStatus.MERGED, merged_into=into
        )
        _note_all(into)
    logger.info("occupation_merged", occupation=occupation.slug, into=into.slug)
    return into


def _move(occupation: Occupation, into: Occupation) -> None:
    """What `into` has already stays its own."""
    known = into.names.values("key")
    occupation.names.exclude(key__in=known).update(occupation=into)
    occupation.names.all().delete()
    held = OccupationSkill.objects.filter(occupation=occupation)
    has = OccupationSkill.objects.filter(occupation=into).values("skill")
    held.exclude(skill__in=has).update(occupation=into)
    held.delete()
    RelatedOccupation.objects.filter(occupation=occupation).delete()
    RelatedOccupation.objects.filter(related=occupation).delete()


def _note_all(occupation: Occupation) -> None:
    note_names(occupation.names.values_list("pk", flat=True))
    note_occupations([occupation.pk])
