"""The search's form: its filters, each value with how many of the matches have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.asked import AskedField
from profiles.forms.asked import (
    SearchingForm,
    asked_country_field,
    asked_currency_field,
    rating_field,
    within_field,
)
from profiles.models import Availability, ExperienceLevel

if TYPE_CHECKING:
    from collections.abc import Iterable

ORDERINGS = (
    ("relevance", _("Best match")),
    ("-rating", _("Best rated")),
    ("rate", _("Lowest rate")),
    ("-rate", _("Highest rate")),
    ("-joined", _("Newest")),
    ("distance", _("Nearest")),
)
OTHER_ORDERINGS = {"quality": _("Best profiles")}
SHOWN_SKILLS = 8
REPEATABLE = ("skill", "level", "availability")


def _rate(label: Any) -> forms.CharField:
    return forms.CharField(
        required=False, label=label, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )


def _checks(label: Any, choices: Any = ()) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        required=False, label=label, choices=choices, widget=forms.CheckboxSelectMultiple
    )


class SearchForm(SearchingForm):
    """What is looked for. The serializer of the API judges it; this shows it."""

    q = forms.CharField(required=False, label=_("Words"))
    skill = _checks(_("Skills"))
    availability = _checks(_("Availability"), Availability.choices)
    level = _checks(_("Experience"), ExperienceLevel.choices)
    country = asked_country_field()
    city = forms.CharField(required=False, label=_("City"), max_length=100)
    near = forms.CharField(
        required=False, label=_("Near"), max_length=100, help_text=_("A city, or 52.52, 13.40")
    )
    within = within_field()
    rate_min = _rate(_("Rate from"))
    rate_max = _rate(_("Rate to"))
    currency = asked_currency_field()
    other_currencies = forms.BooleanField(
        required=False, label=_("Compare rates in other currencies, too")
    )
    rating_min = rating_field()
    ordering = AskedField(
        _("Order"), ORDERINGS, labelled=lambda name: OTHER_ORDERINGS.get(name, name)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_skills([])

    def sent(self, name: str) -> Any:
        return self.data.getlist(name) if name in REPEATABLE else self.data.get(name, "")

    def count(self, facets: dict[str, list[dict[str, Any]]]) -> None:
        """Show how many matches have which value."""
        self._offer_skills(facets["skill"])
        for name in ("availability", "level"):
            counts = {one["value"]: one["count"] for one in facets[name]}
            self.fields[name].choices = [
                (value, f"{label} ({counts.get(value, 0)})")
                for value, label in self.fields[name].choices
            ]

    def _offer_skills(self, facet: Iterable[dict[str, Any]]) -> None:
        """The skills that are asked for, then those that most matches have."""
        names = {one["value"]: f"{one['name']} ({one['count']})" for one in facet}
        asked = {name: names.get(name, name) for name in self.data.getlist("skill") if name}
        others = [one for one in names.items() if one[0] not in asked][:SHOWN_SKILLS]
        self.fields["skill"].choices = [*asked.items(), *others]
