"""The search's form: its filters, each value with how many of the matches have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.countries import countries_by_name
from foundation.forms.serialized import PageForm
from foundation.models import ExchangeRate
from foundation.parameters import one_by_one
from profiles.forms.fields import within_field
from profiles.models import Availability, ExperienceLevel
from profiles.reference import currency_names

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
STARS = (("", _("Any")), ("4.5", _("4.5 and more")), ("4", _("4 and more")), ("3", _("3 and more")))
ANYWHERE = [("", _("Anywhere"))]
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


class SearchForm(PageForm):
    """What is looked for. The serializer of the API judges it; this shows it."""

    q = forms.CharField(required=False, label=_("Words"))
    skill = _checks(_("Skills"))
    availability = _checks(_("Availability"), Availability.choices)
    level = _checks(_("Experience"), ExperienceLevel.choices)
    country = forms.ChoiceField(required=False, label=_("Country"))
    city = forms.CharField(required=False, label=_("City"), max_length=100)
    near = forms.CharField(
        required=False, label=_("Near"), max_length=100, help_text=_("A city, or 52.52, 13.40")
    )
    within = within_field()
    rate_min = _rate(_("Rate from"))
    rate_max = _rate(_("Rate to"))
    currency = forms.ChoiceField(required=False, label=_("Currency"))
    other_currencies = forms.BooleanField(
        required=False, label=_("Compare rates in other currencies, too")
    )
    rating_min = forms.ChoiceField(required=False, label=_("Rating"), choices=STARS)
    ordering = forms.ChoiceField(required=False, label=_("Order"), choices=ORDERINGS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [*ANYWHERE, *countries_by_name()]
        self.fields["currency"].choices = [
            ("", _("Any")),
            *((one, one) for one in currency_names()),
        ]
        if not ExchangeRate.objects.exists():
            del self.fields["other_currencies"]
        self._offer_skills([])

    def given(self) -> dict[str, Any]:
        """The parameters, as the API's serializer takes them."""
        sent = {
            name: self.data.getlist(name) if name in REPEATABLE else self.data.get(name, "")
            for name in self.fields
        }
        if sent.pop("other_currencies", ""):
            sent["amounts_in"] = sent.pop("currency")
        return {name: value for name, value in sent.items() if value not in ("", [], [""])}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters one by one, as a form sends them."""
        return one_by_one(self.given())

    @property
    def is_asking(self) -> bool:
        """Whether something is asked for, be it by words or by a filter."""
        return bool(self.given().keys() - {"ordering"})

    @property
    def is_filtered(self) -> bool:
        """Whether more than words and an order are asked for."""
        return bool(self.given().keys() - {"q", "ordering"})

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
