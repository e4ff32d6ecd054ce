"""Two members of staff who edit one object: the second one is told, and undoes nothing.

The form carries the version of the row that it was made from. It is PostgreSQL's own: `xmin`, the
transaction that last wrote the row. So it needs no column, and whatever wrote the row counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import BigIntegerField, Manager
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from foundation.moments import moment

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

STALE = "stale"


class VersionedForm(forms.ModelForm):
    """The form of a ModelAdmin that RefusesStaleEdits."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["version"].initial = self.instance.row_version

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        instance = self.instance
        if not instance._state.adding and self.cleaned_data.get("version") != instance.row_version:
            lines = [
                _("Somebody changed this after you opened it, so nothing of yours was saved."),
                last_edit(instance),
                *self.current_values(),
                _("Reload the page and try again."),
            ]
            raise ValidationError([ValidationError(line, STALE) for line in lines])
        return cleaned

    def current_values(self) -> list[str]:
        """What the object says now where the form says something else."""
        names = [name for name in self.changed_data if name != "version"]
        return [
            _("%(field)s is now: %(value)s")
            % {"field": self[name].label, "value": self.current_value(name) or "-"}
            for name in names
        ]

    def current_value(self, name: str) -> str:
        """A field's value in the database, as staff read it."""
        display = getattr(self.instance, f"get_{name}_display", None)
        if display:
            return str(display())
        value: Any = getattr(self.instance, name, self.initial.get(name))
        if isinstance(value, Manager):
            return ", ".join(str(one) for one in value.all())
        return str(value or "")


def last_edit(instance: Model) -> str:
    """Who saved it last in the admin, and when, if anybody did."""
    entry = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(instance), object_id=str(instance.pk)
        )
        .select_related("user")
        .order_by("-action_time")
        .first()
    )
    if entry is None:
        return _("It was not changed in the admin.")
    said = {"who": entry.user, "when": moment(entry.action_time)}
    return _("Saved here last by %(who)s, %(when)s.") % said


class RefusesStaleEdits:
    """Mixed into a ModelAdmin whose rows staff edit, with a VersionedForm."""

    form = VersionedForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the version, whatever else a page names: without it each save would be stale."""
        fields = super().get_fields(request, obj)  # type: ignore[misc]
        is_edited = self.has_change_permission(request, obj)  # type: ignore[attr-defined]
        return fields if "version" in fields or not is_edited else (*fields, "version")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        table = connection.ops.quote_name(self.model._meta.db_table)
        version = RawSQL(f"{table}.xmin::text::bigint", [], BigIntegerField())  # noqa: S611 - a name
        return super().get_queryset(request).annotate(row_version=version)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A save locks the row before it is read: of two at once, the second sees the first's."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, *args, **kwargs)
        with transaction.atomic():
            if row := self.get_object(request, unquote(object_id)):
                locked = self.model._default_manager.select_for_update(no_key=True)
                locked.filter(pk=row.pk).values_list("pk").first()
            return super().changeform_view(request, object_id, *args, **kwargs)
