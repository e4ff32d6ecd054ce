"""One ruling for many cases: it shows what it will do to each before it does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.admin import do_each
from foundation.errors import DomainError
from moderation.forms.staff import RulingForm
from moderation.services.deciding import check_decidable, decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from moderation.models import Case
    from moderation.services.deciding import Ruling

MOST = 200


class DecidesTogether:
    """Mixed into the queue: the action that decides the chosen cases alike, one decision each."""

    actions = ("decide_together",)

    @admin.action(description=_("Decide the chosen cases alike…"), permissions=["decide"])
    def decide_together(
        self, request: HttpRequest, queryset: QuerySet[Case]
    ) -> HttpResponse | None:
        """Ask for the ruling, show what it will do to each case, and then do it."""
        cases = list(queryset.order_by("-priority", "-id")[: MOST + 1])
        if len(cases) > MOST:
            messages.error(request, _("At most %(most)d cases at once.") % {"most": MOST})
            return None
        form = RulingForm(request.POST if "ruled" in request.POST else None, prefix="ruling")
        is_ruled = form.is_bound and form.is_valid()
        if is_ruled and "confirmed" in request.POST:
            self.decide_each(request, cases, form.ruling())
            return None
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Decide together"),
            "opts": self.opts,  # type: ignore[attr-defined]
            "form": form,
            "checkbox": ACTION_CHECKBOX_NAME,
            "cases": cases,
            "preview": previewed(cases, request.user, form.ruling()) if is_ruled else None,
        }
        return TemplateResponse(request, "admin/moderation/bulk.html", context)

    def decide_each(self, request: HttpRequest, cases: Sequence[Case], ruling: Ruling) -> None:
        """Each in its own transaction: what cannot be decided any more is told, the rest is."""
        done = do_each(
            request, cases, lambda case: decide(case=case, moderator=request.user, ruling=ruling)
        )
        text = ngettext("%(number)d case decided.", "%(number)d cases decided.", done)
        messages.success(request, text % {"number": done})


def previewed(cases: Sequence[Case], moderator: User, ruling: Ruling) -> list[dict[str, Any]]:
    """Each case with what stands against deciding it so, if anything."""
    return [{"case": case, "problem": _problem(case, moderator, ruling)} for case in cases]


def _problem(case: Case, moderator: User, ruling: Ruling) -> str:
    try:
        check_decidable(case=case, moderator=moderator, ruling=ruling)
    except DomainError as error:
        return str(error)
    return ""
