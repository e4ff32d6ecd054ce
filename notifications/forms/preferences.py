"""The form of how somebody is told what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.serialized import PageForm
from notifications.kinds import registered
from notifications.models import Channel, Frequency
from notifications.services.preferences import chosen_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notifications.kinds import Kind


class NotificationPreferencesForm(PageForm):
    """Two fields for each kind: whether it is shown on the site, and when mails come."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        choices = chosen_by([user.pk])
        for kind in registered().values():
            in_product = choices.frequency(user, kind, Channel.IN_PRODUCT)
            self.fields[f"{kind.name}-in_product"] = forms.BooleanField(
                label=_("On this site"), required=False, initial=in_product != Frequency.NEVER
            )
            self.fields[f"{kind.name}-email"] = forms.ChoiceField(
                label=_("E-mail"),
                choices=Frequency.choices,
                initial=choices.frequency(user, kind, Channel.EMAIL),
            )

    def kinds(self) -> Iterator[tuple[Kind, Any, Any]]:
        """Each kind with its fields."""
        for kind in registered().values():
            yield kind, self[f"{kind.name}-in_product"], self[f"{kind.name}-email"]

    def values(self) -> dict[tuple[str, str], str]:
        """What was chosen, by kind and channel, where it is another choice than before."""
        found = {}
        for name in self.changed_data:
            kind, _dash, channel = name.rpartition("-")
            chosen = self.cleaned_data[name]
            if channel == Channel.IN_PRODUCT:
                chosen = str(Frequency.AT_ONCE if chosen else Frequency.NEVER)
            found[kind, channel] = chosen
        return found
