"""Texts that many accounts wrote nearly alike: all copies on one page, and one decision on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from conversations.models import Message
from foundation.admin import StaffModelAdmin, ViewOnly, row_to_look_at
from foundation.errors import DomainError
from moderation.admin.case_page import public_address
from moderation.admin.words import visits
from moderation.forms.staff import CopiesRulingForm, TakeBackForm
from moderation.handling import TEXT_OF
from moderation.models import AGAINST, PRIVATE, RESTRICTS, CopiedText, Restricted
from moderation.objects import KINDS, object_of, staff_may_read
from moderation.services.copy_decisions import (
    decide_copies,
    note_copies_read,
    take_copies_back,
)
from reviews.admin.reviews import MASKED

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from moderation.models import TextCopy
    from moderation.services.copy_decisions import Done

MAX_SHOWN = 100
NEVER_HIDDEN = [kind for kind, known in KINDS.items() if known.set_state is None]


class StateFilter(admin.SimpleListFilter):
    """Those on which somebody has to decide, unless others are asked for."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("decided", _("Decided"))]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": _("Waiting")}, *others]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CopiedText]
    ) -> QuerySet[CopiedText]:
        return queryset.filter(waits_since__isnull=self.value() == "decided")


@dataclass(frozen=True)
class Shown:
    """One copy on the page."""

    copy: TextCopy
    text: str
    state: str
    page: str = ""


@admin.register(CopiedText)
class CopiedTextAdmin(ViewOnly, StaffModelAdmin):
    """What many accounts wrote. Whoever may see looks; whoever may decide acts."""

    list_display = (
        *("__str__", "copies", "accounts", "waits_since", "action", "decided_by", "decided_at"),
    )
    list_filter = (StateFilter, "action", "found_at")
    list_select_related = ("decided_by",)
    search_fields = ("=copies__object_id", "copies__account__username__istartswith")
    search_help_text = _("An object's id, or the beginning of a username")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CopiedText]:
        return super().get_queryset(request).with_counts()  # type: ignore[attr-defined]

    @admin.display(description=_("copies"))
    def copies(self, copied: Any) -> int:
        return int(copied.copies_count)

    @admin.display(description=_("accounts"))
    def accounts(self, copied: Any) -> int:
        return int(copied.accounts_count)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """All copies, and what its buttons do."""
        copied = row_to_look_at(self, request, object_id)
        staff: Any = request.user
        may_decide = staff.has_perm("moderation.decide_case")
        form, take_back_form = CopiesRulingForm(), TakeBackForm()
        if request.method == "POST":
            if not may_decide:
                raise PermissionDenied
            if "take_back" in request.POST:
                take_back_form = TakeBackForm(request.POST)
                is_done = self.take_back(request, copied, take_back_form)
            else:
                form = CopiesRulingForm(request.POST)
                is_done = self.decide(request, copied, form)
            if is_done:
                return HttpResponseRedirect(page_of(copied))
        shown = shown_to(staff, copied)
        if may_decide and any(one.copy.kind in PRIVATE for one in shown):
            note_copies_read(copied=copied, reader=staff)
        context = {
            **self.admin_site.each_context(request),
            "title": str(copied),
            "opts": self.opts,
            "copied": copied,
            "decision": decision_on(copied),
            "shown": shown,
            "max_shown": MAX_SHOWN,
            "form": form if may_decide and copied.waits_since else None,
            "take_back_form": take_back_form if may_decide and copied.action in AGAINST else None,
            "readings": visits(copied.readings.select_related("reader")),
        }
        return TemplateResponse(request, "admin/moderation/copied_text.html", context)

    def decide(self, request: HttpRequest, copied: CopiedText, form: CopiesRulingForm) -> bool:
        """Decide on all copies; False, with the reason told, if it cannot be done."""
        if not form.is_valid():
            return False
        try:
            done = decide_copies(copied=copied, moderator=request.user, ruling=form.ruling())
        except DomainError as error:
            messages.error(request, str(error))
            return False
        self.tell(request, done)
        return True

    def take_back(self, request: HttpRequest, copied: CopiedText, form: TakeBackForm) -> bool:
        """Restore all copies; False, with the reason told, if it cannot be done."""
        if not form.is_valid():
            messages.error(request, _("Say why."))
            return False
        facts = form.cleaned_data["facts"]
        try:
            done = take_copies_back(copied=copied, moderator=request.user, facts=facts)
        except DomainError as error:
            messages.error(request, str(error))
            return False
        self.tell(request, done)
        return True

    def tell(self, request: HttpRequest, done: Done) -> None:
        text = _("Saved for %(decided)d copies. Their authors have been notified.")
        messages.success(request, text % done._asdict())
        if done.left:
            text = _(
                "%(left)d more follow within minutes, or are for somebody else to decide: of "
                "staff, of your own, or claimed by another moderator."
            )
            messages.warning(request, text % done._asdict())


def shown_to(staff: User, copied: CopiedText) -> list[Shown]:
    """The first copies, each with what it says now, as far as this member of staff may read it."""
    copies = copied.copies.select_related("account", "case").order_by("id")[:MAX_SHOWN]
    return [_shown(staff, copy) for copy in copies]


def _shown(staff: User, copy: TextCopy) -> Shown:
    row = object_of(copy.kind, copy.object_id)
    if row is None:
        return Shown(copy, "", str(_("It is gone.")))
    text = TEXT_OF[copy.kind](row) if staff_may_read(copy.kind, row, staff) else MASKED
    state = getattr(row, "get_moderation_display", lambda: "")()
    return Shown(copy, text, state, public_address(copy.kind, row) or _page_of_staff(row))


def _page_of_staff(row: Any) -> str:
    """Where staff look at what is between two people: itself, or a message's project."""
    shown = row.conversation.project if isinstance(row, Message) else row
    meta = shown._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[shown.pk])


def decision_on(copied: CopiedText) -> str:
    """What was decided, in words; empty before. What cannot be hidden was a warning."""
    said = copied.get_action_display() if copied.action else ""
    is_on_content = RESTRICTS.get(copied.action) == Restricted.CONTENT
    if is_on_content and copied.copies.filter(kind__in=NEVER_HIDDEN).exists():
        return _("%(action)s; proposals and invitations: warn") % {"action": said}
    return said


def page_of(copied: CopiedText) -> str:
    """The address of its page."""
    return reverse("admin:moderation_copiedtext_change", args=[copied.pk])
