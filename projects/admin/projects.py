"""Projects, with the record of every move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from foundation.admin import AutocompleteFilter, ShowsRowHistory, StaffModelAdmin, ViewOnly
from projects.admin.amounts import amount_of, link_of
from projects.admin.proposals import RATE
from projects.models import Project, ProjectSkill, Proposal, Transition
from projects.search.for_staff import projects_for_staff

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

MAX_TEXT = 500  # characters that are searched for
BUDGET = tuple(
    amount_of(name, label)
    for name, label in (("budget_min", _("budget from")), ("budget_max", _("budget up to")))
)


class NeedInline(ViewOnly, admin.TabularInline):
    model = ProjectSkill
    raw_id_fields = ("skill",)


class ProposalInline(ViewOnly, admin.TabularInline):
    model = Proposal
    fields = ("freelancer", RATE, "status", "created_at", "decided_at")
    readonly_fields = (RATE, "created_at")
    show_change_link = True


class TransitionInline(ViewOnly, admin.TabularInline):
    """Without reasons, which are words of the two: staff read those that one of them reports."""

    model = Transition
    fields = ("at", "action", "from_status", "to_status", "actor", "proposal")
    readonly_fields = ("at",)


class WorkInline(ViewOnly, admin.TabularInline):
    """The work on the openings of a posting."""

    model = Project
    fk_name = "posting"
    fields = ("title", "freelancer", "status", "started_at", "closed_at")
    verbose_name, verbose_name_plural = _("work on an opening"), _("work on its openings")
    show_change_link = True


@admin.register(Project)
class ProjectAdmin(ShowsRowHistory, ViewOnly, StaffModelAdmin):
    """Projects, with their proposals and the record of every move."""

    list_display = (
        *("title", "client", "freelancer", "status", "opened_at", "closed_at"),
        link_of("posting", _("posting")),
    )
    list_filter = (
        *("status", "budget_is_hourly", "opened_at"),
        *(("client", AutocompleteFilter), ("freelancer", AutocompleteFilter)),
    )
    list_select_related = ("client", "freelancer", "posting")
    search_fields = ("title__istartswith", "client__username__istartswith", "=id")
    search_help_text = _("Words, the beginning of a title or a client's username, or a whole id")
    ordering = ("-id",)
    exclude = ("search", "budget_min", "budget_max")
    readonly_fields = (*BUDGET, "openings_taken", "posting")
    inlines = (NeedInline, WorkInline, ProposalInline, TransitionInline)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Project], search_term: str
    ) -> tuple[QuerySet[Project], bool]:
        """Also what the search over projects finds, in whatever state."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, may_repeat
        by_words = queryset.filter(pk__in=projects_for_staff(search_term[:MAX_TEXT]))
        return found | by_words, may_repeat
