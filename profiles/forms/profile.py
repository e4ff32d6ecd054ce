"""The forms of the own profile and its skills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import (
    amount_field,
    choice_field,
    country_field,
    line_field,
    text_field,
)
from foundation.forms.serialized import PageForm, SerializedForm
from profiles.forms.fields import (
    CommaField,
    LanguagesField,
    currency_field,
    point_field,
    upload_field,
)
from profiles.models import (
    Availability,
    EducationLevel,
    ExperienceLevel,
    LearningStyle,
    OrganisationKind,
    SkillLevel,
    Visibility,
    Workplace,
)
from profiles.serializers.profile import EditProfileSerializer
from profiles.serializers.skills import AddSkillSerializer

PRIVATE = _("Private: only for what is recommended to you.")
PICTURES = "image/jpeg,image/png,image/webp,image/gif"


class ProfileForm(SerializedForm):
    """What both sides say of themselves."""

    serializer_class = EditProfileSerializer

    headline = line_field(_("Headline"), help_text=_("What you do, in one line."))
    bio = text_field(_("About you"), rows=8)
    city = line_field(_("City"), "address-level2")
    country = country_field()
    languages = LanguagesField(label=_("Languages"), required=False)
    visibility = forms.ChoiceField(label=_("Who sees your page?"), choices=Visibility.choices)
    # What the owner saw: a change that was made elsewhere meanwhile is told.
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def values(self) -> dict[str, Any]:
        return {"changes": super().values(), "seen": self.cleaned_data["seen"] or None}

    def see(self, fingerprint: str) -> None:
        """Know of a change that was made elsewhere: saving again replaces it."""
        data = self.data.copy()
        data["seen"] = fingerprint
        self.data = data


class ClientProfileForm(ProfileForm):
    organisation_name = line_field(_("Organisation"), "organization")
    organisation_kind = choice_field(_("Kind of organisation"), OrganisationKind.choices)

    field_order = ("organisation_name", "organisation_kind")


class FreelancerProfileForm(ProfileForm):
    hourly_rate = amount_field(_("Hourly rate"))
    currency = currency_field(_("Currency"))
    availability = choice_field(_("Availability"), Availability.choices)
    paused_until = forms.CharField(
        label=_("Pause: back on"),
        required=False,
        widget=forms.TextInput(attrs={"type": "date", "autocomplete": "off"}),
        help_text=_("Until then you are out of matches. Like this: 2026-05-04."),
    )
    pause_note = line_field(_("A few words on your pause"))
    experience_level = choice_field(_("Experience"), ExperienceLevel.choices)
    education_level = choice_field(_("Education"), EducationLevel.choices)
    workplace = choice_field(_("Where do you work?"), Workplace.choices)
    travel_radius_km = forms.CharField(
        label=_("How many kilometres do you travel?"),
        help_text=_("To work at a place. Left empty, it counts as 50."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    point = point_field(
        _(
            "Latitude and longitude, if distances are not to be measured from the middle of your "
            "city: 52.52, 13.40. Only about a kilometre of it is kept, and nobody else is shown it."
        )
    )
    preferred_career_track = line_field(_("Where do you want to go?"), help_text=PRIVATE)
    learning_style = choice_field(
        _("How do you learn best?"), LearningStyle.choices, help_text=PRIVATE
    )
    interests = CommaField(
        label=_("Interests"), required=False, help_text=_("With commas between them. Private.")
    )
    career_goals = text_field(_("Goals"), rows=3, help_text=PRIVATE)

    def clean_travel_radius_km(self) -> int | str:
        return whole_number(self.cleaned_data["travel_radius_km"])


def whole_number(typed: str) -> int | str:
    """The number that was typed; what is none is left to the serializer to refuse."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else typed


class PictureForm(PageForm):
    """A picture of oneself."""

    file = upload_field(
        _("Picture"),
        accept=PICTURES,
        help_text=_("JPEG, PNG, WebP or GIF, at most 10 MB. It is cut to a square."),
    )


class SkillForm(SerializedForm):
    """A skill to add, or one whose level and years change."""

    serializer_class = AddSkillSerializer
    needed = ("name",)

    name = forms.CharField(
        label=_("Skill"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "list": "skill-names",
                "hx-get": "/profile/skills/suggest",
                "hx-trigger": "input changed delay:200ms",
                "hx-target": "#skill-names",
                "hx-sync": "this:replace",
                "hx-disabled-elt": "unset",
            }
        ),
    )
    level = choice_field(_("Level"), SkillLevel.choices)
    years = forms.CharField(
        label=_("Years"), widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean_years(self) -> int | str:
        return whole_number(self.cleaned_data["years"])
