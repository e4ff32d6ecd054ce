"""The forms of projects, proposals and invitations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import VERIFIED_AT
from foundation.forms.fields import (
    amount_field,
    choice_field,
    country_field,
    day_field,
    line_field,
    radio_field,
    text_field,
)
from foundation.forms.serialized import PageForm, SerializedForm
from profiles.forms.fields import (
    CommaField,
    currency_field,
    point_field,
    upload_field,
)
from profiles.models import Workplace
from projects.forms.steps import steps_field
from projects.models import MAX_OPENINGS, Project, ProjectStatus
from projects.serializers.contacts import ContactChoiceSerializer
from projects.serializers.inputs import (
    AcceptSerializer,
    InviteSerializer,
    NewProjectSerializer,
    OfferInputSerializer,
    ProjectInputSerializer,
    ProposalInputSerializer,
    ReadVersionSerializer,
    ReasonSerializer,
)
from projects.serializers.questions import AnswerInputSerializer, QuestionInputSerializer

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from rest_framework.serializers import BaseSerializer

STATUSES = (
    (ProjectStatus.OPEN, _("Post it now")),
    (ProjectStatus.DRAFT, _("Keep it as a draft")),
)

CHOSEN = "suggested"  # the skills that are ticked of those that the text asks for


class ProjectForm(SerializedForm):
    """What a client needs done."""

    serializer_class = ProjectInputSerializer

    title = line_field(_("Title"))
    description = text_field(_("What is to be done?"), rows=8)
    skills = CommaField(
        label=_("Skills"), required=False, help_text=_("With commas between them: plumbing, tiling")
    )
    budget_min = amount_field(_("Budget from"))
    budget_max = amount_field(_("Budget to"))
    currency = currency_field(_("Currency"))
    budget_is_hourly = forms.BooleanField(label=_("The budget is for an hour"), required=False)
    country = country_field(help_text=_("Where the work is. Leave it out for anywhere."))
    workplace = choice_field(_("Where is it done?"), Workplace.choices)
    city = line_field(
        _("City"),
        "address-level2",
        help_text=_("For on-site work: people who live too far away are not suggested."),
    )
    point = point_field(
        _(
            "Latitude and longitude, if it is not in the middle of the city: 52.52, 13.40. Only "
            "about a kilometre of it is kept, and nobody else is shown it."
        )
    )
    openings = forms.IntegerField(
        label=_("For how many people is there work?"),
        min_value=1,
        max_value=MAX_OPENINGS,
        initial=1,
        help_text=_(
            "With more than one, each person whom you choose has their own agreement, work and "
            "reviews."
        ),
    )
    names_client = forms.BooleanField(
        label=_("The freelancer may name us in the list of completed projects"), required=False
    )

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Suggestions that were ticked are skills like those that were typed."""
        ticked = self.request.POST.getlist(CHOSEN)
        found = super().given(cleaned)
        return found | {"skills": [*dict.fromkeys([*found.get("skills", ()), *ticked])]}


class NewProjectForm(ProjectForm):
    serializer_class = NewProjectSerializer

    is_private = forms.BooleanField(
        label=_("Only people whom I invite see it, five at most"), required=False
    )
    status = radio_field(_("And then?"), STATUSES, initial=ProjectStatus.OPEN)


class ReasonForm(SerializedForm):
    """Why."""

    serializer_class = ReasonSerializer

    reason = line_field(_("Reason"), help_text=_("The other side reads it."))


class ContactForm(SerializedForm):
    """What the other party sees of oneself, for one project; what is not verified is no choice, and
    where the work is knows its client.
    """

    serializer_class = ContactChoiceSerializer

    name = line_field(
        _("Name"), help_text=_("Whom to ask for, or the name at the door, if it helps.")
    )
    phone_number = forms.BooleanField(label=_("My phone number"), required=False)
    email = forms.BooleanField(label=_("My e-mail address"), required=False)
    address = text_field(_("Where the work is"), rows=3)

    def __init__(self, *args: Any, is_client: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        if not is_client and not self.initial.get("address"):  # what is shared can be taken back
            del self.fields["address"]
        for name, verified_at in VERIFIED_AT.items():
            if getattr(user, verified_at):
                self.fields[name].help_text = getattr(user, name)
            else:
                del self.fields[name]


class TermsForm(SerializedForm):
    """The terms of a proposal or an offer."""

    rate = amount_field(_("Your price"))
    currency = currency_field(_("Currency"))
    rate_is_hourly = forms.BooleanField(label=_("The price is for an hour"), required=False)
    starts_on = day_field(_("When the work can begin"))
    included = text_field(
        _("What the price includes"),
        help_text=_("Material, travel, how many rounds of changes: it is part of the agreement."),
    )
    steps = steps_field()


class ProposalForm(TermsForm):
    """What a freelancer proposes."""

    serializer_class = ProposalInputSerializer
    field_order = ("cover_note",)

    cover_note = text_field(_("Why you, and how?"), rows=8)
    project_version = forms.IntegerField(widget=forms.HiddenInput)


class OfferForm(TermsForm):
    """What a client offers one person."""

    serializer_class = OfferInputSerializer
    field_order = ("username",)

    username = line_field(_("Username"), help_text=_("Whom do you offer it? Nobody else sees it."))
    message = text_field(_("Message"))


class AcceptForm(SerializedForm):
    """Which version of a project is answered: the one that the page showed."""

    serializer_class: ClassVar[type[BaseSerializer[Any]]] = AcceptSerializer

    project_version = forms.IntegerField(widget=forms.HiddenInput)


class ConfirmForm(AcceptForm):
    serializer_class = ReadVersionSerializer


class FileForm(PageForm):
    """A photo or a file of what is to be done."""

    file = upload_field(
        _("Photo or file"),
        accept="image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain",
        help_text=_(
            "A picture, PDF or text of at most 10 MB. Where a photo was taken is not kept."
        ),
    )


class QuestionForm(SerializedForm):
    """What a freelancer wants to know."""

    serializer_class = QuestionInputSerializer

    text = text_field(
        _("Your question"),
        rows=4,
        help_text=_("Everyone who can see the project can read it, without your name."),
    )


class AnswerForm(SerializedForm):
    """What the client answers."""

    serializer_class = AnswerInputSerializer

    text = text_field(
        _("Your answer"), rows=4, help_text=_("Everyone who can see the project can read it.")
    )


class InviteForm(SerializedForm):
    """Whom one asks is in the address; for which of one's open projects, and with what words."""

    serializer_class = InviteSerializer

    project = forms.ModelChoiceField(queryset=Project.objects.none(), label=_("Project"))
    message = text_field(_("Message"))

    def __init__(
        self, *args: Any, username: str, projects: QuerySet[Project], **kwargs: Any
    ) -> None:
        self.username = username
        super().__init__(*args, **kwargs)
        self.fields["project"].queryset = projects

    def given(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return super().given(cleaned) | {"username": self.username}
