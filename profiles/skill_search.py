"""Autocomplete over the vocabulary of skills: beginnings, other names and typos, in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Length

from foundation.skill_keys import skill_readings
from profiles.models import SkillAlias
from profiles.search.vocabulary import plain_key, vocabulary

if TYPE_CHECKING:
    from profiles.models.skills import SkillQuerySet

MAX_SEARCH_LENGTH = 80


def skills_like(skills: SkillQuerySet, text: str) -> SkillQuerySet:
    """Those of the skills that a person may mean who has typed `text` so far: what is called so,
    also without the company that makes it; then what begins so, then where a later word does, then
    what is so but for a typo.
    """
    key, *others = skill_readings(text)
    if not key:
        return skills.none()
    similar = vocabulary.similar_skills(text)
    without_accents = vocabulary.skills_without_accents(text)
    plain = plain_key(text) or key
    named = SkillAlias.objects.filter(skill=OuterRef("pk"))
    # The likeliest first: 0 to 3 by name, then the order in which the typos are forgiven.
    begins = Q(key__startswith=key) | Q(key__startswith=plain)
    place = Case(
        When(Exists(named.filter(key=key)), then=Value(0)),
        When(Exists(named.filter(key__in=others)), then=Value(1)),
        When(Exists(named.filter(begins)) | Q(pk__in=without_accents), then=Value(2)),
        When(Exists(named.filter(key__contains=f" {key}")), then=Value(3)),
        *(When(pk=pk, then=Value(number)) for number, pk in enumerate(similar, 4)),
        output_field=IntegerField(),
    )
    mentioned = begins | Q(key__contains=f" {key}") | Q(key__in=others)
    found = skills.filter(
        Exists(named.filter(mentioned)) | Q(pk__in=[*without_accents, *similar])
    ).annotate(place=place)
    return found.order_by("place", Length("name"), "name")
