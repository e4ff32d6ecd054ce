"""A list's filter by a person or thing of which there are too many to list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.admin.views.main import ChangeList
    from django.db.models import Field
    from django.forms import Media
    from django.http import HttpRequest


class AutocompleteFilter(admin.RelatedFieldListFilter):
    """Chosen by typing; Django's own would list every row of the other table."""

    template = "admin/autocomplete_filter.html"

    def field_choices(
        self, field: Field, request: HttpRequest, model_admin: admin.ModelAdmin
    ) -> list[tuple[Any, str]]:
        return []

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """One: the field to type in, with what else the list is narrowed down by."""
        value = self.lookup_val[-1] if self.lookup_val else None
        name = self.lookup_kwarg
        field = forms.ModelChoiceField(
            self.field.related_model._default_manager.all(),  # type: ignore[union-attr]
            required=False,
            widget=AutocompleteSelect(self.field, changelist.model_admin.admin_site),
        )
        yield {
            "widget": field.widget.render(name, value, {"id": f"filter-{name}"}),
            "label_for": f"filter-{name}",
            "others": [
                (other, one)
                for other, values in changelist.filter_params.items()
                for one in values
                if other != name
            ],
            "without": changelist.get_query_string(remove=[name]) if value else "",
        }


def media_of(list_filter: Any) -> Media | None:
    """The scripts and styles of the first AutocompleteFilter: all have the same."""
    kinds = (kind for entry in list_filter if isinstance(entry, tuple) for kind in entry[1:])
    if not any(isinstance(kind, type) and issubclass(kind, AutocompleteFilter) for kind in kinds):
        return None
    return AutocompleteSelect(None, None).media
