"""Forms of the pages: a report, and an appeal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.forms.fields import email_field, text_field
from foundation.forms.serialized import SerializedForm
from moderation.models import ObjectKind, Reason
from moderation.serializers.writing import FileReportSerializer, LodgeAppealSerializer


class ReportForm(SerializedForm):
    """Why something should not be there. A stranger leaves an address."""

    serializer_class = FileReportSerializer

    kind = forms.CharField(widget=forms.HiddenInput)
    object = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Reason.choices, widget=forms.RadioSelect
    )
    text = text_field(
        _("Tell us more"), rows=5, help_text=_("Where it is, and how you know. Only staff read it.")
    )
    attach_conversation = forms.BooleanField(
        label=_("Attach the last 20 messages up to this one"), required=False
    )
    email = email_field(_("Your e-mail address"), help_text=_("We tell you what we decide."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self["kind"].value() != ObjectKind.MESSAGE:
            del self.fields["attach_conversation"]
        if self.request.user.is_authenticated:
            del self.fields["email"]
        else:
            self.fields["email"].required = self.fields["email"].widget.is_required = True

    def field_for(self, attr: str | None) -> str | None:
        """What is hidden has no place beside it: said above the form."""
        name = super().field_for(attr)
        return None if name in {"kind", "object"} else name


class AppealForm(SerializedForm):
    """Why a decision is wrong; with the token of a link for whoever cannot log in."""

    serializer_class = LodgeAppealSerializer

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    text = text_field(_("Why is the decision wrong?"), rows=6)
