"""The queue of cases, the page of each, and decisions on many at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.postgres.aggregates import StringAgg
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.timesince import timesince
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from foundation import deadlines
from foundation.admin import StaffModelAdmin, row_to_look_at
from foundation.errors import DomainError
from moderation.admin.bulk import DecidesTogether
from moderation.admin.case_page import case_context
from moderation.forms.staff import OpenCaseForm, RulingForm, TakeBackForm
from moderation.models import Case, CaseFile, Decision, Reason, Report
from moderation.services.cases import claim, note_reading, open_case, release
from moderation.services.deciding import decide, take_back
from projects.downloads import file_response

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase


class StateFilter(admin.SimpleListFilter):
    """The open ones, unless others are asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("free", _("Open and free")),
            ("mine", _("Claimed by me")),
            ("decided", _("Decided")),
        ]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": _("Open")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        if self.value() == "decided":
            return queryset.filter(decided_at__isnull=False)
        waiting = queryset.filter(decided_at=None)
        mine = Case.objects.claimed_now().filter(claimed_by=request.user)
        if self.value() == "mine":
            return waiting.filter(pk__in=mine.values("pk"))
        if self.value() == "free":
            return waiting.exclude(pk__in=Case.objects.claimed_now().values("pk"))
        return waiting


class ReasonFilter(admin.SimpleListFilter):
    """Cases that somebody reported for this."""

    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Reason.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        if not self.value():
            return queryset
        reported = Report.objects.filter(reason=self.value()).values("case")
        return queryset.filter(pk__in=reported)


@admin.register(Case)
class CaseAdmin(DecidesTogether, StaffModelAdmin):
    """What was reported, the most urgent first. Whoever may see looks; whoever may decide acts."""

    list_display = ("what", "points_now", "reasons", "reports_count", "waits", "claim")
    list_filter = (StateFilter, "object_kind", ReasonFilter)
    list_select_related = ("subject", "claimed_by")
    search_fields = ("subject__username__istartswith", "title__istartswith", "=object_id")
    search_help_text = _("The beginning of a username or title, or an object's id")
    ordering = ("-priority", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Case]:
        """Each with its points now, and the reasons it was reported for."""
        reasons = (
            Report.objects.filter(case=OuterRef("pk"))
            .order_by()
            .values("case")
            .annotate(all=StringAgg("reason", ", ", distinct=True, order_by="reason"))
            .values("all")
        )
        found: QuerySet[Case] = super().get_queryset(request)
        return found.with_points().annotate(all_reasons=Subquery(reasons))  # type: ignore[attr-defined]

    @admin.display(description=_("object"))
    def what(self, case: Case) -> str:
        return str(case)

    @admin.display(description=_("points"), ordering="priority")
    def points_now(self, case: Any) -> int:
        return round(case.points)

    @admin.display(description=_("reasons"))
    def reasons(self, case: Any) -> str:
        known = dict(Reason.choices)
        given = (case.all_reasons or "").split(", ")
        return ", ".join(str(known.get(one, one)) for one in given if one) or "-"

    @admin.display(description=_("waits"), ordering="opened_at")
    def waits(self, case: Case) -> str:
        return timesince(case.opened_at, case.decided_at or now(), depth=1)

    @admin.display(description=_("claimed by"))
    def claim(self, case: Case) -> str:
        is_claimed = case.claimed_until and case.claimed_until > now()
        return str(case.claimed_by) if is_claimed else "-"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """What the page's buttons and the action ask; the services ask again, of each case."""
        return request.user.has_perm("moderation.decide_case")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_decide_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Open a case on what staff came across, and claim it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        staff: Any = request.user
        form = OpenCaseForm(request.POST if request.method == "POST" else None, staff=staff)
        if request.method == "POST" and form.is_valid():
            try:
                case = open_case(
                    kind=form.cleaned_data["kind"],
                    row=form.cleaned_data["row"],
                    moderator=staff,
                )
                return HttpResponseRedirect(page_of(case))
            except DomainError as error:
                form.add_error(None, str(error))
        context = self.page_context(request, _("Open a case")) | {"form": form}
        return TemplateResponse(request, "admin/moderation/open_case.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The case, and what its buttons do."""
        case = row_to_look_at(self, request, object_id)
        form = RulingForm()
        if request.method == "POST":
            if not self.has_decide_permission(request):
                raise PermissionDenied
            form = RulingForm(request.POST if "decide" in request.POST else None)
            if self.act(request, case, form):
                return HttpResponseRedirect(page_of(case))
            case.refresh_from_db()
        deadlines.settle_due()
        note_reading(case=case, reader=request.user)
        context = self.page_context(request, str(case)) | case_context(case, request.user)
        context |= {
            "case": case,
            "form": form,
            "take_back_form": TakeBackForm(),
            "may_decide": self.has_decide_permission(request),
            "is_mine": case.claimed_by_id == request.user.pk and self.claim(case) != "-",
            "claimed": self.claim(case),
        }
        return TemplateResponse(request, "admin/moderation/case.html", context)

    def get_urls(self) -> list[Any]:
        file_page = path(
            "<uuid:case>/files/<uuid:pk>/",
            self.admin_site.admin_view(self.file_view),
            name="moderation_case_file",
        )
        return [file_page, *super().get_urls()]

    def file_view(self, request: HttpRequest, case: UUID, pk: UUID) -> HttpResponseBase:
        """A file that came with a reported message, for those who may read that; each time with a
        note.
        """
        file = get_object_or_404(CaseFile.objects.select_related("case"), case=case, pk=pk)
        if not note_reading(case=file.case, reader=request.user, file=file):
            raise PermissionDenied
        return file_response(request, file)

    def act(self, request: HttpRequest, case: Case, form: RulingForm) -> bool:
        """Do what the pressed button says; False, with the reason told, if it cannot be done."""
        moderator: Any = request.user
        try:
            if "claim" in request.POST:
                claim(case=case, moderator=moderator)
            elif "release" in request.POST:
                release(case=case, moderator=moderator)
            elif "take_back" in request.POST:
                return self.take_back(request, case)
            elif not form.is_valid():
                return False
            else:
                decide(case=case, moderator=moderator, ruling=form.ruling())
                messages.success(request, _("Decision saved. Those concerned have been notified."))
        except DomainError as error:
            messages.error(request, str(error))
            return False
        return True

    def take_back(self, request: HttpRequest, case: Case) -> bool:
        """Restore what the decision on the pressed button restricted."""
        form = TakeBackForm(request.POST)
        raw = request.POST["take_back"]
        decision = get_object_or_404(Decision.objects.filter(case=case), pk=self.as_id(raw))
        if not form.is_valid():
            messages.error(request, _("Say why."))
            return False
        take_back(decision=decision, moderator=request.user, facts=form.cleaned_data["facts"])
        messages.success(request, _("Restored. The person concerned has been notified."))
        return True

    @staticmethod
    def as_id(raw: str) -> UUID:
        """An id from a form. Raises Http404 for what is none."""
        try:
            return UUID(raw)
        except ValueError as error:
            raise Http404 from error

    def page_context(self, request: HttpRequest, title: Any) -> dict[str, Any]:
        """What every page of the admin shows around its own."""
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts}


def page_of(case: Case) -> str:
    """The address of a case's page."""
    return reverse("admin:moderation_case_change", args=[case.pk])
