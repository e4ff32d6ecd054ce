"""What the lists around profiles take in their query. The search of profiles has its own:
`profiles.serializers.search`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.fields import StringField
from foundation.filters import FieldFilter, FilterSet
from profiles.models import SuggestionKind, SuggestionState
from profiles.skill_search import MAX_SEARCH_LENGTH

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.request import Request


class VocabularyFilterSet(FilterSet):
    """Which of a vocabulary. What is searched for is found apart from the list of all
    (`profiles.viewsets.vocabulary`): here its text is only judged.
    """

    def all(self, queryset: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return queryset

    @classmethod
    def text_of(cls, request: Request, queryset: QuerySet[Any]) -> str:
        """What is searched for; empty if nothing is, or nothing that could be."""
        filters = cls(request.query_params, queryset)
        is_asked = "search" in request.query_params and filters.is_valid()
        return str(filters.form.cleaned_data["search"]) if is_asked else ""


def _search(help_text: str) -> FieldFilter:
    rule = StringField(max_length=MAX_SEARCH_LENGTH, allow_blank=True, help_text=help_text)
    return FieldFilter(rule, method="all")


class SkillFilterSet(VocabularyFilterSet):
    """Which skills of the vocabulary."""

    search = _search("What the skill is called, or the beginning of it.")


class OccupationFilterSet(VocabularyFilterSet):
    """Which occupations of the vocabulary."""

    search = _search("One of its names, or the beginning of one.")


class SuggestionFilterSet(FilterSet):
    """Which suggestions."""

    kind = FieldFilter(serializers.ChoiceField(SuggestionKind.choices))
    state = FieldFilter(serializers.ChoiceField(SuggestionState.choices))
