"""The ModelAdmin of every app, and the mixins of those whose rows staff do not edit."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import DatabaseDefault
from django.utils.translation import gettext_lazy as _

from foundation.admin.counting import CappedPaginator
from foundation.admin.filters import media_of
from foundation.errors import DomainError
from foundation.forms.fields import WrittenCharField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Field, Model, QuerySet
    from django.forms import Media
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

AUTOCOMPLETE_PAGE_VAR = "page"


class StaffModelAdmin(admin.ModelAdmin):
    """Lists that stay quick whatever the size of their table, and answer only what they offer."""

    list_per_page = 50
    show_full_result_count = False
    # A slug or an address has rules of its own.
    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], dict[str, Any]]] = {
        models.CharField: {"form_class": WrittenCharField},
        models.TextField: {"form_class": WrittenCharField},
        **{kind: {} for kind in (models.SlugField, models.EmailField, models.URLField)},
    }
    # Facets count the table once for each choice of each filter.
    show_facets = admin.ShowFacets.NEVER

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Django's, which shows in a field that is read-only by which expression the database will
        fill it in; nothing is in it yet.
        """
        row = context["adminform"].form.instance
        for field in self.opts.concrete_fields:
            if isinstance(getattr(row, field.attname), DatabaseDefault):
                setattr(row, field.attname, None)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_paginator(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> CappedPaginator:
        number = request.GET.get(PAGE_VAR) or request.GET.get(AUTOCOMPLETE_PAGE_VAR)
        looked_at = 1
        with suppress(ValueError, TypeError):
            looked_at = max(1, int(number))
        return CappedPaginator(queryset, *args, **kwargs, looked_at=looked_at)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any]
    ) -> HttpResponseBase | None:
        """Django's, which fails for a selected id that no row can have."""
        selected = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if all(self._may_be_key(one) for one in selected):
            return super().response_action(request, queryset)
        messages.warning(request, _("There is no such row. Nothing was changed."))
        return None

    def _may_be_key(self, text: str) -> bool:
        try:
            self.opts.pk.run_validators(self.opts.pk.to_python(text))
        except ValidationError:
            return False
        return True

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Django's, which looks for a NUL in a field that is chosen by typing; no text has one."""
        return super().get_search_results(request, queryset, search_term.replace("\0", " "))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the keys of the filters that are shown. Django allows any field of the model, so
        that whoever may look could read a password's hash by asking how it begins.
        """
        return any(lookup in self._keys_of(entry, request) for entry in self.list_filter)

    def _keys_of(self, list_filter: Any, request: HttpRequest) -> list[str]:
        """The keys of a filter's own links. It is made as `ChangeList.get_filters` makes it."""
        if isinstance(list_filter, type):
            return list_filter(request, {}, self.model, self).expected_parameters()
        is_pair = isinstance(list_filter, tuple)
        name, make = list_filter if is_pair else (list_filter, admin.FieldListFilter.create)
        field = get_fields_from_path(self.model, name)[-1]
        made = make(field, request, {}, self.model, self, field_path=name)
        return made.expected_parameters()

    @property
    def media(self) -> Media:
        filters = media_of(self.list_filter)
        return super().media + filters if filters else super().media


def do_each(request: HttpRequest, rows: Iterable[Any], act: Callable[[Any], object]) -> int:
    """Do it to each row; tell why which of them refused. Answers how many did not."""
    done = 0
    for row in rows:
        try:
            act(row)
            done += 1
        except DomainError as error:
            messages.error(request, f"{row}: {error}")
    return done


class ViewOnly:
    """Mixed into the admin of rows that only the services write."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ManagedByActions(ViewOnly):
    """Adds to ViewOnly: actions for staff with the model's change permission."""

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """What `permissions=["manage"]` of an action asks."""
        meta = self.model._meta  # type: ignore[attr-defined]
        return request.user.has_perm(f"{meta.app_label}.change_{meta.model_name}")

    def run(
        self, request: HttpRequest, queryset: QuerySet[Any], event: Callable[[Any], object]
    ) -> None:
        """Do `event` for each row; say how many succeeded, and why each other did not."""
        done = do_each(request, queryset, event)
        messages.success(request, _("Done for %(done)d.") % {"done": done})
