"""The corpus as people of the product, in an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models.functions import Now

from accounts.models import Role, Status, User
from foundation.skill_keys import skill_key
from profiles.models import FreelancerDetails, Profile, ProfileSkill, Skill, SkillAlias
from profiles.search.mirror import mirror
from profiles.search.vocabulary import vocabulary
from profiles.services.skills import propose_skill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.relevance.corpus import Freelancer

BATCH = 500
LONGEST_SKILL = 80  # a name in the vocabulary


def username_of(person_id: str) -> str:
    """A username can say who it is: "11-1011.00/0" is p-11-1011-00-0."""
    return "p-" + person_id.replace(".", "-").replace("/", "-")


def load(people: Sequence[Freelancer]) -> None:
    """Make them, public and active, with skills as the product adds those that nobody named."""
    users = [_user(person) for person in people]
    User.objects.bulk_create(users, batch_size=BATCH)
    profiles = [
        Profile(user=user, headline=person.headline[:120], bio=person.bio[:4000])
        for user, person in zip(users, people, strict=True)
    ]
    Profile.objects.bulk_create(profiles, batch_size=BATCH)
    FreelancerDetails.objects.bulk_create(
        [FreelancerDetails(profile=profile) for profile in profiles], batch_size=BATCH
    )
    _give_skills(profiles, people)
    for start in range(0, len(users), BATCH):
        mirror([user.pk for user in users[start : start + BATCH]])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    vocabulary.forget()


def _user(person: Freelancer) -> User:
    name = username_of(person.id)
    return User(
        username=name,
        email=f"{name}@example.com",
        email_verified_at=Now(),
        password="!",
        role=Role.FREELANCER,
        status=Status.ACTIVE,
    )


def _give_skills(profiles: Sequence[Profile], people: Sequence[Freelancer]) -> None:
    known = dict(SkillAlias.objects.values_list("key", "skill_id"))
    held = set()
    for profile, person in zip(profiles, people, strict=True):
        for name in (skill[:LONGEST_SKILL] for skill in person.skills):
            if not (key := skill_key(name)):
                continue
            if key not in known:
                known[key] = _proposed(name, profile.user)
            held.add((profile.pk, known[key]))
    rows = [ProfileSkill(profile_id=profile, skill_id=skill) for profile, skill in sorted(held)]
    ProfileSkill.objects.bulk_create(rows, batch_size=10 * BATCH)


def _proposed(name: str, user: User) -> int:
    skill: Skill = propose_skill(name=name, user=user)
    return skill.pk
