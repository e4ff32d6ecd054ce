"""Appeals: the oldest first, answered by somebody else than who decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.admin import StaffModelAdmin, ViewOnly, row_to_look_at
from foundation.errors import DomainError
from moderation.admin.case_page import case_context
from moderation.forms.staff import AppealAnswerForm
from moderation.models import Appeal, Case
from moderation.services.appeals import decide_appeal

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


class WaitingFilter(admin.SimpleListFilter):
    """Those to be answered, unless others are asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("decided", _("Decided"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": _("Waiting")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appeal]) -> QuerySet[Appeal]:
        return queryset.filter(decided_at__isnull=self.value() != "decided")


@admin.register(Appeal)
class AppealAdmin(ViewOnly, StaffModelAdmin):
    """Why somebody thinks that a decision is wrong."""

    list_display = (
        *("what", "action", "appellant", "email", "created_at", "first_decided_by", "outcome"),
        "decided_by",
    )
    list_filter = (WaitingFilter, "outcome", "created_at")
    list_select_related = ("decision__case", "appellant", "first_decided_by", "decided_by")
    search_fields = ("appellant__username__istartswith", "email__istartswith")
    search_help_text = _("The beginning of a username or e-mail address")
    ordering = ("id",)

    @admin.display(description=_("case"))
    def what(self, appeal: Appeal) -> str:
        return str(appeal.decision.case)

    @admin.display(description=_("decision"))
    def action(self, appeal: Appeal) -> str:
        return appeal.decision.get_action_display()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """The appeal with all of its case, and the answer to it."""
        appeal = row_to_look_at(self, request, object_id)
        may_decide = request.user.has_perm("moderation.decide_case")
        form = AppealAnswerForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if form.is_valid() and self.answer(request, appeal, form):
                return HttpResponseRedirect(reverse("admin:moderation_appeal_changelist"))
        case = Case.objects.with_points().select_related("subject").get(pk=appeal.decision.case_id)
        context = {
            **self.admin_site.each_context(request),
            **case_context(case, request.user),
            "title": _("Appeal: %(case)s") % {"case": case},
            "opts": self.opts,
            "case": case,
            "appeal": appeal,
            "form": form,
            "may_decide": may_decide and appeal.decided_at is None,
            "is_own": appeal.first_decided_by_id == request.user.pk,
        }
        return TemplateResponse(request, "admin/moderation/appeal.html", context)

    def answer(self, request: HttpRequest, appeal: Appeal, form: AppealAnswerForm) -> bool:
        """Decide; False, with the reason told, if it cannot be done."""
        try:
            decide_appeal(
                appeal=appeal,
                moderator=request.user,
                answer=form.cleaned_data["answer"],
                instead=form.instead(),
            )
        except DomainError as error:
            messages.error(request, str(error))
            return False
        messages.success(request, _("Answer saved. The appellant has been notified."))
        return True
