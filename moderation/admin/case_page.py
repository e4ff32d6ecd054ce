"""All that a moderator needs to see to decide a case, on one page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.urls import reverse

from conversations.models import Side
from foundation.admin import changes_of
from moderation.admin.words import in_words, links_of, visits
from moderation.models import WITH_FILES, Appeal, Case, Decision, ObjectKind
from moderation.objects import KINDS, object_of, staff_may_read, staff_may_read_of
from reviews.admin.reviews import MASKED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from moderation.models import CaseFile

PAST_DECISIONS = 20
MOST_REPORTS = 100
# What its parties alone may read, and what was written before anybody could.
WITHHELD = ("private_note",)


def case_context(case: Case, staff: User) -> dict[str, Any]:
    """The object as its public sees it and as it was reported, each as far as this member of staff
    may read it, its history, the reports, what was decided here, and on its owner before.
    """
    row = object_of(case.object_kind, case.object_id)
    says, snapshot = _said(case, row, staff)
    decisions = Decision.objects.filter(case=case).with_reasons().select_related("made_by")
    return {
        "row": row,
        "says": in_words(case.object_kind, says),
        "reported_as": in_words(case.object_kind, snapshot) if snapshot not in (says, {}) else (),
        "state": getattr(row, "get_moderation_display", lambda: "")(),
        "row_url": admin_address(row) if row else "",
        "links": links_of(case.object_kind, row) if row else (),
        "page_url": public_address(case.object_kind, row) if row else "",
        "files": _files(case, row, staff),
        "is_private": KINDS[case.object_kind].is_private,
        "attached": _attached(case, row) if staff_may_read(case.object_kind, row, staff) else (),
        "readings": visits(case.readings.select_related("reader", "file")),
        "changes": _changes(case.object_kind, row, staff),
        "reports": case.reports.select_related("reporter").order_by("id")[:MOST_REPORTS],
        "decisions": decisions.order_by("id"),
        "appeals": Appeal.objects.filter(decision__case=case).select_related("appellant"),
        "past": past_decisions(case),
    }


def _files(case: Case, row: Any, staff: User) -> Iterable[CaseFile]:
    """The files that came with a reported message, or that of a project, if this member of staff
    may read what it is of.
    """
    may_read = case.object_kind in WITH_FILES and staff_may_read(case.object_kind, row, staff)
    return case.files.order_by("id") if may_read else ()


def _attached(case: Case, row: Any) -> list[dict[str, Any]]:
    """The messages before a reported one, each with who wrote it, and when."""
    return [
        one
        | {
            "by": f"{Side(one['side']).label} ({row.conversation.person(one['side'])})",
            "at": datetime.fromisoformat(one["at"]),
        }
        for one in case.attached
    ]


def _said(case: Case, row: Any, staff: User) -> tuple[dict[str, Any], dict[str, Any]]:
    """What it says now, and what it said when the case was opened."""
    kind = case.object_kind
    if row is None:
        may_read = not KINDS[kind].is_private or staff_may_read(kind, row, staff)
        return {}, case.snapshot if may_read else dict.fromkeys(case.snapshot, MASKED)
    says, snapshot = KINDS[kind].says(row), case.snapshot
    if not staff_may_read(kind, row, staff):
        says = dict.fromkeys(says, MASKED)
    if not staff_may_read_of(case.opened_at, kind, row, staff):
        snapshot = dict.fromkeys(snapshot, MASKED)
    return says, snapshot


def _changes(kind: str, row: Any, staff: User) -> list[Any]:
    if row is None or kind == ObjectKind.PRIVATE_NOTE or not hasattr(row, "history"):
        return []
    if KINDS[kind].is_private and not staff_may_read(kind, row, staff):
        return []
    changes = changes_of(row, without=WITHHELD)
    if kind == ObjectKind.REVIEW:  # before its reveal it was nobody's to read
        return [one for one in changes if row.revealed_at and one.at >= row.revealed_at]
    return changes


def past_decisions(case: Case) -> list[Decision]:
    """What was decided on the same person in other cases."""
    return list(
        Decision.objects.filter(subject=case.subject)
        .exclude(case=case)
        .with_reasons()
        .order_by("-id")[:PAST_DECISIONS]
    )


def admin_address(row: Any) -> str:
    """The admin's page of a row, if it has one."""
    if not admin.site.is_registered(type(row)):
        return ""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])


def public_address(kind: str, row: Any) -> str:
    """The page where others see it: somebody's, or a project's own; none of what is private."""
    if KINDS[kind].is_private:
        return ""
    owner = KINDS[kind].page(row)
    if owner is None:
        return reverse("project-page", args=[row.pk])
    return reverse("profile-page", args=[owner.username])
