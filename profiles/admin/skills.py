"""The vocabulary of skills, and what people propose for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Func, IntegerField, OuterRef
from django.utils.translation import gettext_lazy as _

from foundation.admin import (
    AutocompleteFilter,
    RefusesStaleEdits,
    StaffModelAdmin,
    do_each,
)
from profiles.models import (
    ProfileSkill,
    Skill,
    SkillAlias,
    SkillStatus,
)
from profiles.services.vocabulary import (
    accept_skill,
    add_alias,
    merge_skill,
    remove_alias,
    save_skill,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
from profiles.admin.skill_form import MergeForm, SkillForm

HOLDERS_COUNTED = 1_000


class ProposedFirstFilter(admin.SimpleListFilter):
    """The status, proposals being what staff come for."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(SkillStatus.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Skill]) -> QuerySet[Skill]:
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Skill)
class SkillAdmin(RefusesStaleEdits, StaffModelAdmin):
    """The vocabulary. Proposals are accepted, or merged into what they mean."""

    form = SkillForm
    action_form = MergeForm
    list_display = ("name", "slug", "kind", "parent", "status", "proposed_by", "held_by")
    list_filter = (ProposedFirstFilter, "kind", ("parent", AutocompleteFilter))
    list_select_related = ("parent", "proposed_by")
    search_fields = ("name", "aliases__key")
    autocomplete_fields = ("parent",)
    actions = ("accept", "merge")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        """Each skill with how many have it, of many only that it is many: a common skill is held by
        a tenth of everybody.
        """
        some = ProfileSkill.objects.filter(skill=OuterRef("pk")).values("pk")[: HOLDERS_COUNTED + 1]
        number = Func(ArraySubquery(some), function="cardinality", output_field=IntegerField())
        return super().get_queryset(request).annotate(holder_count=number)

    @admin.display(description=_("held by"), ordering="holder_count")
    def held_by(self, skill: Any) -> str:
        is_many = skill.holder_count > HOLDERS_COUNTED
        return f"{HOLDERS_COUNTED:,}+" if is_many else str(skill.holder_count)

    def has_delete_permission(self, request: HttpRequest, obj: Skill | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Skill, form: SkillForm, change: bool) -> None:
        skill = save_skill(skill=obj)
        names = form.cleaned_data["other_names"]
        for alias in SkillAlias.objects.filter(skill=skill).exclude(name__in=names):
            remove_alias(alias=alias)
        for name in names:
            add_alias(skill=skill, name=name)

    @admin.action(description=_("Accept these skills"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        self._tell(request, do_each(request, queryset, lambda skill: accept_skill(skill=skill)))

    @admin.action(description=_("Merge these into the one named"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Skill]) -> None:
        into = Skill.objects.known_as(request.POST.get("into", "")).first()
        if into is None:
            self.message_user(request, _("Name the skill to merge into."), messages.ERROR)
            return
        done = do_each(request, queryset, lambda skill: merge_skill(skill=skill, into=into))
        self._tell(request, done)

    def _tell(self, request: HttpRequest, done: int) -> None:
        if done:
            self.message_user(request, _("%(number)d done.") % {"number": done})
