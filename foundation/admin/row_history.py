"""What a row said before, who changed it and when, for staff to read (`foundation.row_history`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import display_for_field
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from foundation.admin.rows import row_to_look_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser
    from django.db.models import Field, Model
    from django.http import HttpRequest, HttpResponse

MOST_VERSIONS = 100
OWN_FIELDS = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "pgh_obj")


@dataclass(frozen=True)
class Change:
    """One change of a row: when, by whom (None: not known), by which request, and what it did to
    each field that it changed: its name, and what it said before and after.
    """

    at: datetime
    by: AbstractBaseUser | None
    path: str
    fields: list[tuple[str, str, str]]


def changes_of(row: Any, *, without: Sequence[str] = ()) -> list[Change]:
    """The last 100 changes of a row, the latest first. What `without` names is not shown."""
    events = list(row.history.order_by("-pgh_id")[:MOST_VERSIONS])
    contexts = [event.pgh_context or {} for event in events]
    people = get_user_model().objects.in_bulk(
        {UUID(one["user"]) for one in contexts if one.get("user")}
    )
    fields = [
        field
        for field in row.history.model._meta.fields
        if field.name not in (*OWN_FIELDS, *without)
    ]
    found = []
    after = row
    for event, context in zip(events, contexts, strict=True):
        found.append(
            Change(
                at=event.pgh_created_at,
                by=people.get(UUID(context["user"])) if context.get("user") else None,
                path=context.get("path", ""),
                fields=[one for field in fields if (one := _difference(field, event, after))],
            )
        )
        after = event
    return [change for change in found if change.fields]


def _difference(field: Field[Any, Any], before: Model, after: Model) -> tuple[str, str, str] | None:
    values = [getattr(one, field.attname) for one in (before, after)]
    if values[0] == values[1]:
        return None
    shown = [str(display_for_field(value, field, "-")) for value in values]
    return str(field.verbose_name), shown[0], shown[1]


class ShowsRowHistory:
    """Mixed into the ModelAdmin of a tracked model: "History" shows what its rows said before."""

    def withheld_from(self, request: HttpRequest) -> tuple[str, ...]:
        """The fields whose past this member of staff may not read: nobody is told another's point,
        and where it was.
        """
        return ("latitude", "longitude", "has_own_point", "geonames_id")

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The changes of a row, and below them what staff did to it here, as Django shows it."""
        row = row_to_look_at(self, request, object_id)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("What changed: %(row)s") % {"row": row},
            "opts": self.opts,  # type: ignore[attr-defined]
            "object": row,
            "entries": LogEntry.objects.filter(
                content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk)
            ).select_related("user")[:MOST_VERSIONS],
            "changes": changes_of(row, without=self.withheld_from(request)),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/row_history.html", context)
