"""The form of the search for open projects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.asked import AskedField
from foundation.forms.fields import amount_field
from profiles.forms.asked import (
    SearchingForm,
    asked_country_field,
    asked_currency_field,
    within_field,
)
from profiles.models import Workplace
from projects.search.query import DISTANCE, NEWEST, RELEVANCE

ORDERINGS = (
    (RELEVANCE, _("Best match")),
    (NEWEST, _("Newest")),
    (DISTANCE, _("Nearest")),
)
ANY_WORKPLACE = ("", _("Any"))


class SkillsInput(forms.TextInput):
    """Several skills in one line, with commas between them; a link may repeat the parameter."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        return ", ".join(filter(None, data.getlist(name)))


class BrowseForm(SearchingForm):
    """Which open projects. The API's rules judge it; this shows it."""

    q = forms.CharField(required=False, label=_("Words"))
    skill = forms.CharField(required=False, label=_("Skills"), widget=SkillsInput)
    country = asked_country_field()
    near = forms.CharField(
        required=False, label=_("Near"), max_length=100, help_text=_("A city, or 52.52, 13.40")
    )
    within = within_field()
    workplace = AskedField(_("Where is it done?"), [ANY_WORKPLACE, *Workplace.choices])
    budget_min = amount_field(_("Budget from"), required=False)
    budget_max = amount_field(_("Budget to"), required=False)
    currency = asked_currency_field()
    other_currencies = forms.BooleanField(
        required=False, label=_("Compare budgets in other currencies, too")
    )
    ordering = AskedField(_("Order"), ORDERINGS)

    def sent(self, name: str) -> Any:
        if name != "skill":
            return super().sent(name)
        named = ",".join(self.data.getlist(name)).split(",")
        return [skill for one in named if (skill := one.strip())]
