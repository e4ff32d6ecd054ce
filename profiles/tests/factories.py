"""Profiles and skills for tests, by the services that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models.functions import Now
from django.utils.text import slugify

from accounts.tests.factories import UserFactory
from profiles.models import (
    CurriculumVitae,
    CvState,
    CvSuggestion,
    Occupation,
    Profile,
    Skill,
    SkillKind,
)
from profiles.seeding import loading
from profiles.services.history import add_item
from profiles.services.occupations import add_occupation_name, save_occupation
from profiles.services.profile import make_profile, update_profile
from profiles.services.skills import add_skill, free_slug
from profiles.services.standing import set_reputation
from profiles.services.vocabulary import add_alias, save_skill

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["add_item", "make_freelancer", "make_occupation", "make_skill", "seed_people"]


def make_skill(name: str, *aliases: str, parent: Skill | None = None, **fields: Any) -> Skill:
    """An accepted skill with these other names."""
    kind = fields.pop("kind", SkillKind.TECHNOLOGY)
    skill = save_skill(skill=Skill(name=name, slug=free_slug(name), parent=parent, kind=kind))
    for alias in aliases:
        assert add_alias(skill=skill, name=alias)
    return skill


def make_occupation(name: str, *names: str, **fields: Any) -> Occupation:
    """An occupation with these other names, accepted unless the fields say otherwise."""
    made = save_occupation(occupation=Occupation(name=name, slug=slugify(name), **fields))
    for other in names:
        assert add_occupation_name(occupation=made, name=other)
    return made


def make_freelancer(
    username: str = "",
    *,
    skills: tuple[str, ...] = (),
    ratings: tuple[int, ...] = (),
    user: User | None = None,
    **changes: Any,
) -> Profile:
    """A public freelancer with a profile that says this."""
    user = user or UserFactory(**({"username": username} if username else {}))
    make_profile(user)
    if changes:
        update_profile(user=user, changes=changes)
    for name in skills:
        add_skill(user=user, name=name)
    if ratings:
        set_reputation(user=user, histogram=[ratings.count(stars) for stars in range(1, 6)])
    return Profile.objects.select_related("user").get(user=user)


def seed_people(number: int, *, first: int = 0) -> None:
    """So many made-up freelancers, with a small vocabulary if there is none."""
    if not Skill.objects.exists():
        for group in ("Web", "Wiring", "Writing"):
            parent = make_skill(group)
            for letter in "abcdefgh":
                make_skill(f"{group}{letter * 3}", parent=parent)
    loading.load_batch((first, number, 1))


def make_suggestion(user: User, **fields: Any) -> CvSuggestion:
    """A suggestion of this user's CV, which is made as well if there is none."""
    cv, _is_new = CurriculumVitae.objects.get_or_create(
        profile=make_profile(user),
        state=CvState.READY,
        defaults={
            "format": "txt",
            "file": "gone",
            "size": 1,
            "text": "Carpenter",
            "read_at": Now(),
        },
    )
    given = {
        "kind": "experience",
        "value": {"title": "Carpenter"},
        "position": cv.suggestions.count(),
    }
    return CvSuggestion.objects.create(
        **{"cv": cv, "start": 0, "end": 9, "confidence": 0.9, **given, **fields}
    )
