"""The form of a saved search. What it looks for is said on the page of the search."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bookmarks.models import AlertFrequency
from bookmarks.serializers.saved_searches import SavedSearchChangeSerializer
from foundation.forms.fields import line_field, radio_field
from foundation.forms.serialized import SerializedForm


class SavedSearchForm(SerializedForm):
    """What it is called, and how often new matches are told."""

    serializer_class = SavedSearchChangeSerializer
    needed = ("name", "alerts")

    name = line_field(_("Name"), autocomplete="off")
    alerts = radio_field(_("Notify me of new matches"), AlertFrequency.choices)
