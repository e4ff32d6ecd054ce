"""What a case shows in the words of staff: what the object says, where it belongs, who read it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from moderation.models import ObjectKind
from projects.models import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

VISIT = timedelta(hours=1)  # what somebody opens again within it is of one visit
MAX_READINGS = 1000
SIDES = ("ended_by", "caused_by")
LABELS: dict[str, StrOrPromise] = {
    "answer": _("Answer"),
    "begins": _("Begins"),
    "bio": _("About"),
    "caused_by": _("Who caused it, by the word of whoever ended it"),
    "description": _("Description"),
    "ended_by": _("Who ended the work"),
    "ends": _("Ends"),
    "headline": _("Headline"),
    "included": _("What the price includes"),
    "location": _("Where the work is"),
    "name": _("Name"),
    "pause_note": _("Note of the pause"),
    "place": _("Place"),
    "question": _("Question"),
    "rating": _("Rating"),
    "review": _("Review"),
    "steps": _("In steps"),
    "text": _("Text"),
    "title": _("Title"),
    "url": _("Address"),
}


def in_words(kind: str, says: Mapping[str, Any]) -> list[tuple[StrOrPromise, Any]]:
    """What an object says, under the names that staff know."""
    names = LABELS | ({"text": _("Reason")} if kind == ObjectKind.ENDING else {})
    return [(names.get(name, name), _value(name, value)) for name, value in says.items()]


def _value(name: str, value: Any) -> Any:
    is_side = name in SIDES and value in Side.values
    return Side(value).label if is_side else value


def links_of(kind: str, row: Any) -> list[tuple[StrOrPromise, str]]:
    """The admin's pages of the work that something is of: the agreement, the project, its moves."""
    if kind == ObjectKind.ENDING:
        agreement, project = row.project.agreements.order_by("pk").last(), row.project_id
    elif kind == ObjectKind.CHANGE_REQUEST:
        agreement, project = row.agreement, row.agreement.project_id
    else:
        return []
    page = reverse("admin:projects_project_change", args=[project])
    links = [(_("The project"), page), (_("Its moves"), f"{page}#transitions-group")]
    if agreement:
        url = reverse("admin:projects_agreement_change", args=[agreement.pk])
        links.insert(0, (_("The agreement"), url))
    return links


def visits(readings: QuerySet[Any]) -> list[Any]:
    """Who read something, the latest first, each visit once: every reading is kept, and what one
    person opens again within an hour is one line.
    """
    found: list[Any] = []
    before: dict[tuple[Any, Any], Any] = {}
    for one in readings.order_by("-id")[:MAX_READINGS]:
        who = (one.reader_id, getattr(one, "file_id", None))
        if who not in before or before[who] - one.at > VISIT:
            found.append(one)
        before[who] = one.at
    return found
