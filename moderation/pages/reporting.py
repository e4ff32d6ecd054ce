"""Reporting something, and what came of one's reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from foundation.addresses import client_address
from foundation.filters import FilterSet
from foundation.pages import FormPage, MemberPage, filtered_page
from moderation.forms.pages import ReportForm
from moderation.models import ObjectKind, Report
from moderation.models.case import title_for_others
from moderation.objects import KINDS, visible_object
from moderation.services.reporting import file_report

if TYPE_CHECKING:
    from accounts.models import User
    from foundation.forms.serialized import PageForm


class ReportPage(FormPage):
    """Report what one has come across, logged in or not."""

    template_name = "moderation/report.html"
    form_class = ReportForm
    title = _("Report")
    button = _("Send the report")
    done = _("Your report has arrived. A person will look at it, and we will tell you the outcome.")

    def get_initial(self) -> dict[str, Any]:
        return {name: self.request.GET.get(name, "") for name in ("kind", "object")}

    def reporter(self) -> User | None:
        return self.request.user if self.request.user.is_authenticated else None

    def act(self, form: PageForm) -> None:
        data = form.values()
        file_report(
            object_name=data.pop("object"),
            **data,
            reporter=self.reporter(),
            address=client_address(self.request),
        )

    def get_success_url(self) -> str:
        return reverse("own-reports-page" if self.reporter() else "start")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        kind, name = (context["form"][field].value() or "" for field in ("kind", "object"))
        row = visible_object(kind, name, self.reporter()) if kind in ObjectKind.values else None
        if row is None:
            raise Http404
        return context | {
            "kind": ObjectKind(kind).label,
            "what": title_for_others(kind, KINDS[kind].title(row)),
            "says": [text for text in KINDS[kind].says(row).values() if text],
        }


class OwnReportsPage(MemberPage, TemplateView):
    """What oneself reported, and what came of it."""

    template_name = "moderation/reports.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Report.objects.filter(reporter=self.request.user).select_related("case")
        return super().get_context_data(page=filtered_page(own, self.request, FilterSet), **kwargs)
