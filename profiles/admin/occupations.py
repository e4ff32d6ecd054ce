"""The vocabulary of occupations, and what is proposed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from foundation.admin import RefusesStaleEdits, StaffModelAdmin, VersionedForm, do_each
from foundation.skill_keys import skill_key
from profiles.admin.skill_form import AliasesField, MergeForm
from profiles.models import Occupation
from profiles.services.occupations import (
    accept_occupation,
    add_occupation_name,
    merge_occupation,
    remove_occupation_name,
    save_occupation,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest


MAX_NAME_LENGTH = 150


class OccupationForm(VersionedForm):
    """An occupation with its other names, which others may share."""

    other_names = AliasesField(required=False, help_text=_("A line each."))

    class Meta:
        model = Occupation
        fields = ("name", "slug", "code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = self.instance.names.exclude(key=skill_key(self.instance.name))
            self.initial["other_names"] = "\n".join(names.values_list("name", flat=True))

    def clean_name(self) -> str:
        return self._telling(self.cleaned_data["name"])

    def clean_other_names(self) -> list[str]:
        return [self._telling(name) for name in self.cleaned_data["other_names"]]

    def _telling(self, name: str) -> str:
        if not skill_key(name):
            raise forms.ValidationError(_("There is no letter or digit in it."))
        if len(name) > MAX_NAME_LENGTH:
            raise forms.ValidationError(
                _("A name has at most %d characters.") % MAX_NAME_LENGTH, code="max_length"
            )
        return name


@admin.register(Occupation)
class OccupationAdmin(RefusesStaleEdits, StaffModelAdmin):
    """The vocabulary. Proposals are accepted, or merged into what they mean."""

    form = OccupationForm
    action_form = MergeForm
    list_display = ("name", "slug", "code", "status", "merged_into")
    list_filter = ("status",)
    list_select_related = ("merged_into",)
    search_fields = ("name", "slug", "names__key")
    ordering = ("name",)
    actions = ("accept", "merge")

    def has_delete_permission(self, request: HttpRequest, obj: Occupation | None = None) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: Occupation, form: OccupationForm, change: bool
    ) -> None:
        occupation = save_occupation(occupation=obj)
        names = form.cleaned_data["other_names"]
        for name in occupation.names.exclude(name__in=names):
            remove_occupation_name(name=name)
        for text in names:
            add_occupation_name(occupation=occupation, name=text)

    @admin.action(description=_("Accept these occupations"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Occupation]) -> None:
        self._tell(request, do_each(request, queryset, _accept))

    @admin.action(description=_("Merge these into the one named"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Occupation]) -> None:
        into = Occupation.objects.accepted().known_as(request.POST.get("into", "")).first()
        if into is None:
            message = _("Name the occupation to merge into.")
            self.message_user(request, message, messages.ERROR)
            return
        done = do_each(request, queryset, lambda one: merge_occupation(occupation=one, into=into))
        self._tell(request, done)

    def _tell(self, request: HttpRequest, done: int) -> None:
        if done:
            self.message_user(request, _("%(number)d done.") % {"number": done})


def _accept(occupation: Occupation) -> None:
    accept_occupation(occupation=occupation)
