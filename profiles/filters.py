"""What the lists around profiles take in their query. The search of profiles has its own:
`profiles.serializers.search`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from foundation.fields import StringField
from foundation.filters import FieldFilter, FilterSet
from profiles.models import SuggestionKind, SuggestionState
from profiles.search.vocabulary import plain_key, vocabulary
from profiles.skill_search import MAX_SEARCH_LENGTH, skills_like

if TYPE_CHECKING:
    from profiles.models.occupations import OccupationQuerySet
    from profiles.models.skills import SkillQuerySet


class SkillFilterSet(FilterSet):
    """Which skills of the vocabulary."""

    search = FieldFilter(
        StringField(
            max_length=MAX_SEARCH_LENGTH,
            allow_blank=True,
            help_text="What the skill is called, or the beginning of it.",
        ),
        method="like",
    )

    def like(self, queryset: SkillQuerySet, name: str, text: str) -> SkillQuerySet:
        """Those that a person may mean, in the order of their likelihood."""
        return skills_like(queryset, text)


class OccupationFilterSet(FilterSet):
    """Which occupations of the vocabulary."""

    search = FieldFilter(
        StringField(
            max_length=MAX_SEARCH_LENGTH,
            allow_blank=True,
            help_text="One of its names, or the beginning of one.",
        ),
        method="called",
    )

    def called(self, queryset: OccupationQuerySet, name: str, text: str) -> OccupationQuerySet:
        """Those that a person may mean who has typed `text` so far."""
        return queryset.called(plain_key(text), vocabulary.occupations_without_accents(text))


class SuggestionFilterSet(FilterSet):
    """Which suggestions."""

    kind = FieldFilter(serializers.ChoiceField(SuggestionKind.choices))
    state = FieldFilter(serializers.ChoiceField(SuggestionState.choices))
