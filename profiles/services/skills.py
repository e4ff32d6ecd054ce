"""Which skills somebody has."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from foundation import limits
from foundation.skill_keys import skill_key
from profiles.errors import TooMany, UnknownSkill
from profiles.models import ProfileSkill, Skill, SkillAlias, SkillKind, SkillStatus
from profiles.search.mirror import mirror
from profiles.services.profile import locked_profile

if TYPE_CHECKING:
    from accounts.models import User

MOST_SKILLS = 500
KEEP_FROM_MERGING = "SELECT merged_into_id FROM profiles_skill WHERE id = %s FOR KEY SHARE"
PROPOSALS = limits.Limit("skills:proposals", 50, timedelta(days=1))


def add_skill(
    *, user: User, name: str = "", slug: str = "", **fields: Any
) -> tuple[ProfileSkill, bool]:
    """Add a skill by its name or slug, or change its `level` and `years`; whether it is new.

    Aliases and other spellings lead to the skill that they mean. A name that none has becomes a
    proposal, which staff accept or merge; a slug that none has raises UnknownSkill.

    Raises also TooMany, and LimitExceeded for too many proposals in a day.
    """
    known = skill_named(user=user, name=name, slug=slug)
    return hold_skill(user=user, known=known, name=name, **fields)


def skill_named(*, user: User, name: str = "", slug: str = "") -> Skill | None:
    """The skill that a name or slug means; None for a name that nobody gave before, which is
    counted as a proposal. Called outside of a transaction, which might be rolled back.

    Raises UnknownSkill for a slug, and LimitExceeded.
    """
    known = Skill.objects.meant_by(slug or name)
    if known is None:
        if not name:
            raise UnknownSkill(slug)
        limits.hit((PROPOSALS, user.pk))
    return known


def hold_skill(
    *, user: User, known: Skill | None, name: str, **fields: Any
) -> tuple[ProfileSkill, bool]:
    """Add what `skill_named` found, or propose the name. Raises TooMany."""
    with transaction.atomic():
        skill_id = _kept_skill(user, known, name or (known.name if known else ""))
        profile = locked_profile(user)
        held, is_new = ProfileSkill.objects.update_or_create(
            profile=profile, skill_id=skill_id, defaults=fields
        )
        if is_new and profile.skills.count() > MOST_SKILLS:
            raise TooMany(MOST_SKILLS)
        profile.save(update_fields=["updated_at"])
        mirror([profile.pk])
    return held, is_new


def _kept_skill(user: User, known: Skill | None, name: str) -> int:
    """The id of the known skill, or else of a proposal of this name, which stays as it is until the
    transaction ends.
    """
    while True:
        kept = _kept_from_merging(known or propose_skill(name=name, user=user))
        if kept is not None:
            return kept
        known = None  # it went with whoever had proposed it


def _kept_from_merging(skill: Skill) -> int | None:
    """The id of the skill, or of what it was merged into, which cannot be merged or deleted until
    the transaction ends; None for one that was deleted. Merging and erasing lock skills before
    profiles; so does this, before them.
    """
    with connection.cursor() as cursor:
        cursor.execute(KEEP_FROM_MERGING, [skill.pk])
        if (found := cursor.fetchone()) is None:
            return None
        (merged_into,) = found
        if merged_into:
            cursor.execute(KEEP_FROM_MERGING, [merged_into])
    return int(merged_into or skill.pk)


def propose_skill(*, name: str, user: User) -> Skill:
    """A skill that nobody named before, for staff to accept or merge. Who is first with the name
    makes it, the others get theirs.
    """
    while True:
        try:
            with transaction.atomic():
                return _make_proposal(name, user)
        except IntegrityError:
            if known := Skill.objects.known_as(name).first():
                return known
            # Another name took the slug in this very moment: the next one is free.


def _make_proposal(name: str, user: User) -> Skill:
    skill = Skill.objects.create(
        name=name,
        slug=free_slug(name),
        kind=SkillKind.OTHER,
        status=SkillStatus.PROPOSED,
        proposed_by=user,
    )
    Skill.objects.filter(pk=skill.pk).update(lineage=[skill.pk])
    SkillAlias.objects.create(key=skill_key(name), name=name, skill=skill)
    return skill


def free_slug(name: str) -> str:
    """A slug for a new skill: its name's, with a number when another has that one."""
    spelt = name.replace("+", " plus ").replace("#", " sharp ")
    slug = slugify(spelt)[:60] or "skill"
    taken = set(Skill.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in range(2, len(taken) + 3))
    return slug if slug not in taken else next(one for one in numbered if one not in taken)


def remove_skill(*, user: User, slug: str) -> bool:
    """Take a skill away, named by its slug or an alias; whether it was there."""
    with transaction.atomic():
        profile = locked_profile(user)
        deleted, _by_model = profile.skills.filter(skill__aliases__key=skill_key(slug)).delete()
        if deleted:
            profile.save(update_fields=["updated_at"])
            mirror([profile.pk])
    return bool(deleted)
