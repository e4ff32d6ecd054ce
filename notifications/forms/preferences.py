"""The form of how somebody is told what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.serialized import PageForm
from notifications.kinds import registered
from notifications.models import Channel, Frequency
from notifications.serializers.preferences import NOT_ALL_DAY
from notifications.services.preferences import Quiet, chosen_by, quiet_hours_of
from notifications.services.reaching import is_texted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from notifications.kinds import Kind

QUIET = ("quiet_from", "quiet_until")


@dataclass(frozen=True)
class KindFields:
    """The fields of one kind: whether it is shown on the site, when mails come and, for those who
    get them, whether text messages do.
    """

    kind: Kind
    in_product: Any
    email: Any
    sms: Any = None


class NotificationPreferencesForm(PageForm):
    """Fields for each kind that can be chosen, and the quiet hours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        self.is_texted = is_texted(user)
        choices = chosen_by([user.pk])
        for kind in _chosen():
            in_product = choices.frequency(user, kind, Channel.IN_PRODUCT)
            self.fields[f"{kind.name}-in_product"] = forms.BooleanField(
                label=_("On this site"), required=False, initial=in_product != Frequency.NEVER
            )
            self.fields[f"{kind.name}-email"] = forms.ChoiceField(
                label=_("E-mail"),
                choices=Frequency.choices,
                initial=choices.frequency(user, kind, Channel.EMAIL),
            )
            if self.is_texted:
                by_sms = choices.frequency(user, kind, Channel.SMS)
                self.fields[f"{kind.name}-sms"] = forms.BooleanField(
                    label=_("Text message"), required=False, initial=by_sms != Frequency.NEVER
                )
        self._add_quiet_hours()

    def _add_quiet_hours(self) -> None:
        quiet = quiet_hours_of(self.request.user)
        times = (quiet.starts_at, quiet.ends_at) if quiet else (None, None)
        for name, label, initial in zip(QUIET, (_("From"), _("Until")), times, strict=True):
            widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
            self.fields[name] = forms.TimeField(
                label=label,
                required=False,
                initial=initial,
                widget=widget,
                input_formats=["%H:%M", "%H:%M:%S"],
            )

    def kinds(self) -> Iterator[KindFields]:
        """Each kind that can be chosen, with its fields."""
        for kind in _chosen():
            sms = self[f"{kind.name}-sms"] if self.is_texted else None
            yield KindFields(kind, self[f"{kind.name}-in_product"], self[f"{kind.name}-email"], sms)

    def obligatory(self) -> list[Kind]:
        """Those that always come."""
        return [kind for kind in registered().values() if kind.is_obligatory]

    def quiet_fields(self) -> list[Any]:
        return [self[name] for name in QUIET]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        starts_at, ends_at = (cleaned.get(name) for name in QUIET)
        if (starts_at is None) != (ends_at is None) and not self.errors:
            missing = QUIET[1] if ends_at is None else QUIET[0]
            self.add_error(missing, _("Give both times, or none."))
        elif starts_at is not None and starts_at == ends_at:
            self.add_error(QUIET[1], NOT_ALL_DAY)
        return cleaned

    def values(self) -> dict[tuple[str, str], str]:
        """What was chosen, by kind and channel, where it is another choice than before."""
        found = {}
        for name in self.changed_data:
            if name in QUIET:
                continue
            kind, _dash, channel = name.rpartition("-")
            chosen = self.cleaned_data[name]
            if channel != Channel.EMAIL:
                chosen = str(Frequency.AT_ONCE if chosen else Frequency.NEVER)
            found[kind, channel] = chosen
        return found

    def quiet(self) -> Quiet | None:
        """When nothing is to be sent, if anything was said."""
        starts_at, ends_at = (self.cleaned_data[name] for name in QUIET)
        return Quiet(starts_at, ends_at) if starts_at is not None else None


def _chosen() -> list[Kind]:
    return [kind for kind in registered().values() if not kind.is_obligatory]
