"""What people look for: what finds nobody, and what the vocabulary lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from foundation.admin import ManagedByActions, ShowsRowHistory, StaffModelAdmin
from profiles.models import PopularSearch, SearchState
from profiles.services.popular_searches import (
    dismiss_search,
    propose_as_occupation,
    propose_as_skill,
    reopen_search,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

FEW = 5  # good matches


class StateFilter(admin.SimpleListFilter):
    """What is open, unless another state is asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*SearchState.choices, ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        """Without Django's own “All”: nothing chosen is what is open."""
        for value, title in self.lookup_choices:
            yield {
                "selected": (self.value() or SearchState.OPEN) == str(value),
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PopularSearch]
    ) -> QuerySet[PopularSearch]:
        chosen = self.value() or SearchState.OPEN
        return queryset if chosen == "all" else queryset.filter(state=chosen)


class FoundFilter(admin.SimpleListFilter):
    """How many good matches there were."""

    title = _("good matches")
    parameter_name = "found"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("nobody", _("Nobody")), ("few", _("Fewer than five"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PopularSearch]
    ) -> QuerySet[PopularSearch]:
        if self.value() == "nobody":
            return queryset.filter(matches=0)
        return queryset.filter(matches__lt=FEW) if self.value() == "few" else queryset


@admin.register(PopularSearch)
class PopularSearchAdmin(ShowsRowHistory, ManagedByActions, StaffModelAdmin):
    """What at least five accounts or networks asked for, what found nobody first."""

    list_display = ("text", "matches", "askers", "asked", "in_vocabulary", "last_asked_on", "state")
    list_filter = (StateFilter, FoundFilter)
    search_fields = ("text",)
    ordering = (F("matches").asc(nulls_last=True), "-askers", "text")
    actions = ("as_occupation", "as_skill", "dismiss", "reopen")
    fields = (*list_display, "kept_on")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PopularSearch]:
        return PopularSearch.objects.with_is_known()

    def has_propose_occupation_permission(self, request: HttpRequest) -> bool:
        return self._may_manage_and(request, "profiles.add_occupation")

    def has_propose_skill_permission(self, request: HttpRequest) -> bool:
        return self._may_manage_and(request, "profiles.add_skill")

    def _may_manage_and(self, request: HttpRequest, permission: str) -> bool:
        return self.has_manage_permission(request) and request.user.has_perm(permission)

    @admin.display(description=_("in the vocabulary"), boolean=True)
    def in_vocabulary(self, search: Any) -> bool:
        return bool(search.is_known)

    @admin.action(
        description=_("Propose as names of occupations"), permissions=["propose_occupation"]
    )
    def as_occupation(self, request: HttpRequest, queryset: QuerySet[PopularSearch]) -> None:
        self.run(request, queryset, lambda one: propose_as_occupation(search=one))

    @admin.action(description=_("Propose as skills"), permissions=["propose_skill"])
    def as_skill(self, request: HttpRequest, queryset: QuerySet[PopularSearch]) -> None:
        by: Any = request.user
        self.run(request, queryset, lambda one: propose_as_skill(search=one, by=by))

    @admin.action(description=_("Dismiss"), permissions=["manage"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[PopularSearch]) -> None:
        self.run(request, queryset, lambda one: dismiss_search(search=one))

    @admin.action(description=_("Open again what was dismissed"), permissions=["manage"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[PopularSearch]) -> None:
        self.run(request, queryset, lambda one: reopen_search(search=one))
