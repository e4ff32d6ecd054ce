"""What the lists around projects take in their query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework import serializers

from foundation.fields import LineField
from foundation.filters import FieldFilter, FilterSet
from foundation.skill_keys import skill_key
from profiles.fields import CountryField, CurrencyField
from profiles.models import SkillAlias
from projects.errors import UnknownSkills
from projects.models import ProjectStatus, ProposalStatus
from projects.serializers.inputs import MAX_SKILLS, MoneyField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from projects.models import ProjectQuerySet


class ProjectFilterSet(FilterSet):
    """Which open projects."""

    q = FieldFilter(LineField(max_length=200, help_text="Words, as in web searches."))
    skill = FieldFilter(
        serializers.ListField(
            child=LineField(max_length=80),
            max_length=MAX_SKILLS,
            help_text="Slug, name or alias; repeatable: all of them.",
        )
    )
    budget_min = FieldFilter(MoneyField(help_text="The budget reaches at least this."))
    budget_max = FieldFilter(MoneyField(help_text="The budget starts at most here."))
    currency = FieldFilter(CurrencyField())
    country = FieldFilter(CountryField(help_text="Those there, and those that are anywhere."))

    def filter_queryset(self, queryset: ProjectQuerySet) -> ProjectQuerySet:
        """Raises UnknownSkills."""
        criteria = dict(self.form.cleaned_data)
        return queryset.matching(skill_ids=_skill_ids(criteria.pop("skill") or ()), **criteria)


def _skill_ids(names: Sequence[str]) -> list[int]:
    """The skills that these names mean. Raises UnknownSkills."""
    keys = {name: skill_key(name) for name in names}
    rows = SkillAlias.objects.filter(key__in=keys.values()).values_list("key", "skill_id")
    known = dict(rows)
    if unknown := [name for name, key in keys.items() if key not in known]:
        raise UnknownSkills(unknown)
    return sorted({known[key] for key in keys.values()})


class OwnProjectFilterSet(FilterSet):
    """Which of the own projects."""

    status = FieldFilter(serializers.ChoiceField(ProjectStatus.choices))
    side = FieldFilter(serializers.ChoiceField(["client", "freelancer"]), method="of_side")

    def of_side(self, queryset: ProjectQuerySet, name: str, side: str) -> ProjectQuerySet:
        return queryset.of(self.request.user, side)


class ProposalFilterSet(FilterSet):
    """Which proposals."""

    status = FieldFilter(serializers.ChoiceField(ProposalStatus.choices))


class InvitationFilterSet(FilterSet):
    """Which invitations."""

    answered = FieldFilter(
        serializers.BooleanField(help_text="By a proposal, or by declining."),
        field_name="answered_at",
        lookup_expr="isnull",
        exclude=True,
    )
