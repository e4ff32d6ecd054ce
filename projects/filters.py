"""What the lists around projects take in their query."""

from __future__ import annotations

from rest_framework import serializers

from foundation.filters import FieldFilter, FilterSet
from projects.models import ProposalStatus


class OwnProposalFilterSet(FilterSet):
    """Which of the own proposals."""

    status = FieldFilter(serializers.ChoiceField(ProposalStatus.choices))
