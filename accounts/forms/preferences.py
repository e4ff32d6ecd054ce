"""The form of what a user prefers."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.preferences import zone_names
from foundation.forms.serialized import PageForm


def languages() -> list[tuple[str, object]]:
    """The languages of the pages, each in its own words."""
    return [("", _("As the browser asks for")), *settings.LANGUAGES]


def time_zones() -> list[tuple[str, object]]:
    """The zones by their regions, as a person looks for a place."""
    regions = [
        (region, [(name, _place(name)) for name in group])
        for region, group in groupby(zone_names(), key=_region)
    ]
    return [("", "UTC"), *regions]


def _region(name: str) -> str:
    return name.partition("/")[0]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


class PreferenceForm(PageForm):
    """Language and time zone; neither has to be chosen."""

    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zones, required=False)
