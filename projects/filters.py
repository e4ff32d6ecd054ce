"""What the lists around projects take in their query. The search over open projects has its own:
`projects.serializers.search`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from foundation.filters import FieldFilter, FilterSet, OrderingFilter
from projects.models import ChangeStatus, InvitationStatus, ProjectStatus, ProposalStatus

if TYPE_CHECKING:
    from projects.models import ProjectQuerySet


class OwnProjectFilterSet(FilterSet):
    """Which of the own projects."""

    status = FieldFilter(serializers.ChoiceField(ProjectStatus.choices))
    side = FieldFilter(serializers.ChoiceField(["client", "freelancer"]), method="of_side")

    def of_side(self, queryset: ProjectQuerySet, name: str, side: str) -> ProjectQuerySet:
        return queryset.of(self.request.user, side)


class ProposalFilterSet(FilterSet):
    """Which proposals."""

    status = FieldFilter(serializers.ChoiceField(ProposalStatus.choices))


class ProjectProposalFilterSet(ProposalFilterSet):
    """Which proposals for one project, and in which order."""

    ordering = OrderingFilter({"newest": ("-id",), "live": ("is_over", "-id")}, default="newest")


class ChangeRequestFilterSet(FilterSet):
    """Which change requests."""

    status = FieldFilter(serializers.ChoiceField(ChangeStatus.choices))


class InvitationFilterSet(FilterSet):
    """Which invitations."""

    status = FieldFilter(
        serializers.ChoiceField(
            InvitationStatus.choices,
            help_text="`expired`: the project was no longer open when nobody had answered.",
        )
    )

    answered = FieldFilter(
        serializers.BooleanField(help_text="By a proposal, or by declining."),
        field_name="answered_at",
        lookup_expr="isnull",
        exclude=True,
    )
