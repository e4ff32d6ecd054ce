"""What the forms of searches share: they show whatever the API takes, and leave the judgement to
its serializers.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.countries import countries_by_name
from foundation.forms.asked import AskedField
from foundation.forms.serialized import PageForm
from foundation.models import ExchangeRate
from foundation.parameters import one_by_one
from profiles.reference import currency_names
from profiles.search.nearby import MAX_WITHIN_KM, USUAL_WITHIN_KM

DISTANCES = (5, 10, 20, USUAL_WITHIN_KM, 100, MAX_WITHIN_KM)
STARS = ("4.5", "4", "3")
ORDERING, TEXT = "ordering", "q"


def _within(km: int | str) -> str:
    return str(_("Within %(km)s km") % {"km": km})


def within_field() -> AskedField:
    """How far from a place something is looked for. The usual distance is sent by no form: it would
    mean nothing without a place.
    """
    usual = str(USUAL_WITHIN_KM)
    return AskedField(
        _("Distance"),
        lambda: [("" if str(km) == usual else str(km), _within(km)) for km in DISTANCES],
        in_form=lambda km: "" if km == usual else km,
        labelled=_within,
    )


def _stars(number: str) -> str:
    return str(_("%(number)s and more") % {"number": number})


def _shortened(number: str) -> str:
    """4 for 4.00."""
    try:
        found = Decimal(number)
        return format(found.normalize(), "f") if found.is_finite() else number
    except InvalidOperation:
        return number


def rating_field() -> AskedField:
    return AskedField(
        _("Rating"),
        lambda: [("", _("Any")), *((one, _stars(one)) for one in STARS)],
        in_form=_shortened,
        labelled=_stars,
    )


def asked_country_field() -> AskedField:
    return AskedField(
        _("Country"), lambda: [("", _("Anywhere")), *countries_by_name()], in_form=str.upper
    )


def asked_currency_field() -> AskedField:
    return AskedField(
        _("Currency"),
        lambda: [("", _("Any")), *((one, one) for one in currency_names())],
        in_form=str.upper,
    )


class SearchingForm(PageForm):
    """What is looked for. `currency` is that of the amounts alone; with `other_currencies` it is
    what the API calls `amounts_in`, which links may have as well.
    """

    amounts_in = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not ExchangeRate.objects.exists():
            del self.fields["other_currencies"]
        elif self.data.get("amounts_in") and not self.data.get("currency"):
            data = self.data.copy()
            data["currency"] = data.pop("amounts_in")[-1]
            data["other_currencies"] = "on"
            self.data = data

    def sent(self, name: str) -> Any:
        """What was sent as this parameter."""
        return self.data.get(name, "").strip()

    def given(self) -> dict[str, Any]:
        """The parameters, as the API's serializer takes them, without those that are left empty."""
        sent = {name: self.sent(name) for name in self.fields}
        if sent.pop("other_currencies", ""):
            sent["amounts_in"] = sent.pop("currency")
        return {name: value for name, value in sent.items() if value not in ("", [], [""])}

    def field_for(self, attr: str | None) -> str | None:
        return super().field_for("currency" if attr == "amounts_in" else attr)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters one by one, as a form sends them."""
        return one_by_one(self.given())

    @property
    def is_asking(self) -> bool:
        """Whether something is asked for, be it by words or by a filter."""
        return bool(self.given().keys() - {ORDERING})

    @property
    def is_filtered(self) -> bool:
        """Whether more than words and an order are asked for."""
        return bool(self.given().keys() - {TEXT, ORDERING})
