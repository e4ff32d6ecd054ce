"""The forms of experience, education, links and portfolio."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import line_field, text_field
from foundation.forms.serialized import SerializedForm
from profiles.forms.fields import upload_field
from profiles.forms.profile import PICTURES
from profiles.serializers.history import (
    EducationSerializer,
    ExperienceSerializer,
    LinkSerializer,
    PortfolioItemSerializer,
)

WHEN = _("2019, 2019-03 or 2019-03-31.")


class PeriodForm(SerializedForm):
    """Something that began, and may have ended."""

    api_names = {"started_on": "from", "ended_on": "to"}

    started_on = line_field(_("From"), help_text=WHEN)
    ended_on = line_field(_("To"), help_text=_("Empty: to this day."))


class ExperienceForm(PeriodForm):
    serializer_class = ExperienceSerializer

    title = line_field(_("Position"))
    organisation = line_field(_("Organisation"))
    description = text_field(_("What did you do there?"))

    field_order = ("title", "organisation")


class EducationForm(PeriodForm):
    serializer_class = EducationSerializer

    institution = line_field(_("School or university"))
    degree = line_field(_("Degree"))
    field_of_study = line_field(_("Subject"))
    grade = line_field(_("Grade"))

    field_order = ("institution", "degree", "field_of_study")


class LinkForm(SerializedForm):
    serializer_class = LinkSerializer

    url = forms.URLField(
        label=_("Address"),
        assume_scheme="https",
        help_text=_("It starts with https://."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class PortfolioForm(PeriodForm):
    serializer_class = PortfolioItemSerializer

    title = line_field(_("Title"))
    description = text_field(_("What is it?"))
    url = forms.CharField(
        label=_("Address"),
        help_text=_("It starts with https://."),
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    file = upload_field(_("Picture"), accept=PICTURES, required=False)
    remove_picture = forms.BooleanField(label=_("Take the picture away"), required=False)

    field_order = ("title", "description", "url")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance
        if not (item and (item.image or item.withheld_picture)):
            del self.fields["remove_picture"]
