"""The forms of shortlists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookmarks.models import Kind, Shortlist
from bookmarks.serializers.shortlists import (
    NewShortlistSerializer,
    NoteSerializer,
    SavingSerializer,
    ShortlistNameSerializer,
)
from foundation.forms.fields import line_field, radio_field, text_field
from foundation.forms.serialized import SerializedForm

if TYPE_CHECKING:
    from bookmarks.models.shortlist import ShortlistQuerySet

NOTE = _("Note")
ONLY_YOU = _("Only you can read it.")


class NewShortlistForm(SerializedForm):
    serializer_class = NewShortlistSerializer

    name = line_field(_("Name"), autocomplete="off")
    kind = radio_field(_("A list of"), Kind.choices)


class ShortlistForm(SerializedForm):
    serializer_class = ShortlistNameSerializer

    name = line_field(_("Name"), autocomplete="off")


class NoteForm(SerializedForm):
    serializer_class = NoteSerializer

    note = text_field(NOTE, rows=6, help_text=ONLY_YOU)


class SaveForm(SerializedForm):
    """On which list something is put: one of those that there are, or a new one."""

    serializer_class = SavingSerializer

    shortlist = forms.ModelChoiceField(
        queryset=Shortlist.objects.none(),
        label=_("List"),
        required=False,
        empty_label=_("A new list"),
    )
    name = line_field(_("Name of a new list"), autocomplete="off")
    note = text_field(NOTE, rows=3, help_text=ONLY_YOU)

    def __init__(self, *args: Any, shortlists: ShortlistQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["shortlist"]
        field.queryset = shortlists
        field.label_from_instance = lambda shortlist: shortlist.name
        field.initial = shortlists.first()

    def values(self) -> dict[str, Any]:
        return super().values() | {"shortlist": self.cleaned_data["shortlist"]}
