"""The forms by which one side of an agreement asks the other for something, or ends the work."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from foundation.forms.fields import (
    amount_field,
    country_field,
    day_field,
    line_field,
    radio_field,
    text_field,
)
from foundation.forms.serialized import SerializedForm
from profiles.forms.fields import currency_field
from projects.forms.projects import ReasonForm
from projects.models import TERMS, ChangeKind, Side
from projects.serializers.changes import NewChangeRequestSerializer, TermsSerializer
from projects.serializers.endings import EndEarlySerializer

OWN_DOING = _("I did: it counts against me")
THEIR_DOING = _("The other side did: it counts against nobody unless they agree")


class EndEarlyForm(ReasonForm):
    """Why work is ended, and who caused it."""

    serializer_class = EndEarlySerializer

    caused_by = radio_field(_("Who caused it?"), [("", OWN_DOING)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_client = self.request.user.role == Role.CLIENT
        other = Side.FREELANCER if is_client else Side.CLIENT
        self.fields["caused_by"].choices = [("", OWN_DOING), (other.value, THEIR_DOING)]


class ChangeForm(SerializedForm):
    """A request without other terms: to part."""

    serializer_class = NewChangeRequestSerializer

    message = text_field(_("Message"), help_text=_("The other side reads it."))

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return super().given(cleaned) | {"kind": self.kind}


class ChangeTermsForm(ChangeForm):
    """Other terms, from those that hold."""

    title = line_field(_("Title"))
    description = text_field(_("What is to be done?"), rows=8)
    price = amount_field(_("Price"), required=False)
    currency = currency_field(_("Currency"))
    price_is_hourly = forms.BooleanField(label=_("The price is for an hour"), required=False)
    included = text_field(_("What the price includes"), required=False)
    starts_on = day_field(_("Start"), required=False)
    ends_on = day_field(_("End"), required=False)
    location = line_field(_("Where the work is"), required=False)
    country = country_field(required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    field_order = (*(name for name in TERMS), "message")

    def field_for(self, attr: str | None) -> str | None:
        return super().field_for((attr or "").removeprefix("terms."))

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The terms as they would be: a text that is left empty is taken away, and so is a price
        or a day.
        """
        rules = TermsSerializer().fields
        terms = {
            name: None if value == "" and rules[name].allow_null else value
            for name, value in cleaned.items()
            if name in TERMS
        }
        return super().given(cleaned) | {"kind": ChangeKind.TERMS, "terms": terms}
