"""What the lists of moderation take in their query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from foundation.filters import FieldFilter, FilterSet
from moderation.models import Action

if TYPE_CHECKING:
    from django.db.models import QuerySet


class DecisionFilterSet(FilterSet):
    """Which of the decisions that concern oneself."""

    action = FieldFilter(serializers.ChoiceField(Action.choices))


class ReportFilterSet(FilterSet):
    """Which of one's own reports."""

    decided = FieldFilter(
        serializers.BooleanField(help_text="Those with an outcome, or those without one."),
        method="with_outcome",
    )

    def with_outcome(self, reports: QuerySet[Any], name: str, decided: bool) -> QuerySet[Any]:
        return reports.exclude(outcome="") if decided else reports.filter(outcome="")
