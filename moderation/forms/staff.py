"""What staff fill in: a ruling, an answer to an appeal, an object to open a case on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import WrittenCharField
from moderation.models import AGAINST, PRIVATE, SETTLES, TEMPORARY, Action, ObjectKind, PolicyGround
from moderation.models.decision import MOST_FACTS
from moderation.models.policy import LONGEST_DAYS
from moderation.objects import find_object
from moderation.services.deciding import Ruling

if TYPE_CHECKING:
    from accounts.models import User

RULINGS = [choice for choice in Action.choices if choice[0] != Action.RESTORE]


class RulingForm(forms.Form):
    """What to do, why, and for how long."""

    action = forms.ChoiceField(label=_("Action"), choices=RULINGS)
    ground = forms.ModelChoiceField(
        PolicyGround.objects.filter(is_active=True),
        label=_("Ground"),
        required=False,
        help_text=_("Required for every action except “keep”."),
    )
    facts = WrittenCharField(
        label=_("Facts"),
        max_length=MOST_FACTS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it rests on. The person affected reads this, nobody else does."),
    )
    days = forms.IntegerField(
        label=_("For how many days"),
        required=False,
        min_value=0,
        max_value=LONGEST_DAYS,
        help_text=_(
            "For hide, keep out of search and suspend. Empty: as is usual for the ground; "
            "0: until another decision."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("action") in AGAINST:
            for name in ("ground", "facts"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Needed for this action."))
        if data.get("days") and data.get("action") not in TEMPORARY:
            self.add_error("days", _("This action has no duration."))
        return data

    def ruling(self) -> Ruling:
        """What the valid form says."""
        data = self.cleaned_data
        return Ruling(
            action=Action(data["action"]),
            ground=data["ground"],
            facts=data["facts"],
            lasts=self.duration(),
        )

    def duration(self) -> timedelta | None:
        """What was said; nothing said: what is usual for the ground, if the action can end."""
        days, ground = self.cleaned_data["days"], self.cleaned_data["ground"]
        if days is None and ground and self.cleaned_data["action"] in TEMPORARY:
            days = ground.usual_days
        return timedelta(days=days) if days else None


class CopiesRulingForm(RulingForm):
    """What to do with every copy of a text."""

    action = forms.ChoiceField(
        label=_("Action"),
        choices=[one for one in RULINGS if one[0] not in (Action.RESTRICT, *SETTLES)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = _(
            "For hide and suspend. Empty: as is usual for the ground; 0: until another decision."
        )


class AppealAnswerForm(RulingForm):
    """Confirm the decision, or put another in its place."""

    action = forms.ChoiceField(
        label=_("Outcome"),
        required=False,
        choices=[
            ("", _("The decision stands")),
            *((value, _("Instead: %(what)s") % {"what": label}) for value, label in Action.choices),
        ],
    )
    answer = WrittenCharField(
        label=_("Answer"),
        max_length=MOST_FACTS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The appellant reads this."),
    )

    def instead(self) -> Ruling | None:
        """What is to hold instead; None if the decision stands."""
        return self.ruling() if self.cleaned_data["action"] else None


class TakeBackForm(forms.Form):
    """Restore what a decision restricted."""

    facts = WrittenCharField(label=_("Why"), max_length=MOST_FACTS)


PUBLIC_KINDS = [(kind.value, kind.label) for kind in ObjectKind if kind not in PRIVATE]


class OpenCaseForm(forms.Form):
    """An object that staff came across themselves, and may read."""

    kind = forms.ChoiceField(label=_("Kind"), choices=PUBLIC_KINDS)
    name = forms.CharField(
        label=_("Which"),
        max_length=40,
        help_text=_("A profile's username; the id of anything else; a reply by its review's id."),
    )

    def __init__(self, *args: Any, staff: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff = staff

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if {"kind", "name"} <= data.keys():
            data["row"] = find_object(data["kind"], data["name"], self.staff)
            if data["row"] is None:
                self.add_error("name", _("There is none."))
        return data
