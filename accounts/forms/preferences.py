"""The form of what a user prefers."""

from __future__ import annotations

from itertools import groupby

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.preferences import UTC, zone_names, zones_offered
from foundation.forms.asked import AskedField
from foundation.forms.serialized import PageForm


def languages() -> list[tuple[str, object]]:
    """The languages of the pages, each in its own words."""
    return [("", _("As the browser asks for")), *settings.LANGUAGES]


def _time_zones() -> list[tuple[str, object]]:
    """The zones by their regions, as a person looks for a place."""
    regions: list[tuple[str, object]] = [
        (region, [(name, _place(name)) for name in group])
        for region, group in groupby(zones_offered(), key=_region)
    ]
    return [(UTC, UTC), *regions]


def _optional_zones() -> list[tuple[str, object]]:
    return [("", _("Not chosen (UTC)")), *_time_zones()]


class ZoneField(AskedField):
    """A time zone: one of those that are offered, or another name that somebody has chosen."""

    def __init__(self, *, required: bool) -> None:
        zones = _time_zones if required else _optional_zones
        super().__init__(_("Time zone"), zones, required=required)

    def valid_value(self, value: str) -> bool:
        return value in zone_names()


def _region(name: str) -> str:
    return name.partition("/")[0]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


class PreferenceForm(PageForm):
    """Language and time zone; neither has to be chosen."""

    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)
    time_zone = ZoneField(required=False)
