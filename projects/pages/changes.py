"""Change requests and early ends on pages: asked for, answered, and shown on the project's page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.pages import ButtonPage, FormPage
from projects.forms.changes import ChangeForm, ChangeTermsForm
from projects.models import TERMS, ChangeKind, ChangeRequest, Project, agreement_of
from projects.pages.projects import OfProject, ProjectsPage
from projects.services import changing, ending

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from foundation.forms.serialized import PageForm
    from projects.models import Agreement
    from projects.pages.moves import Move

TITLES: dict[str, StrOrPromise] = {
    "terms": _("Ask for other terms"),
    "end": _("End the work by consent"),
    "did-not-happen": _("It did not happen"),
    "undo": _("Undo the acceptance"),
}
LEDES: dict[str, StrOrPromise] = {
    "terms": _("What holds stays as it is until the other side accepts."),
    "end": _("If the other side agrees, the work ends. It counts against nobody."),
    "did-not-happen": _(
        "If the other side agrees, nothing is left of the work: neither in the history nor to be "
        "reviewed. This is possible for 72 hours after the start."
    ),
    "undo": _(
        "If the other side agrees, the project is open again, and so are the proposals that were "
        "declined. This is possible for 72 hours after the start."
    ),
}
PARTINGS = ("end", "did-not-happen", "undo")
ANSWERS: dict[str, Move] = {
    "accept": (changing.accept_change, "user", _("You agreed. It holds from now on.")),
    "decline": (changing.decline_change, "user", _("Declined. All stays as it was.")),
    "withdraw": (changing.withdraw_change, "user", _("Withdrawn. All stays as it was.")),
}


class AskPage(OfProject, FormPage):
    """Ask the other side for something, by the last word of the address."""

    kind = ""
    form_class = ChangeForm
    button = _("Send")
    done = _("The other side has been asked.")

    def agreement(self) -> Agreement:
        own = get_object_or_404(Project.objects.of(self.request.user), pk=self.kwargs["pk"])
        found = agreement_of(own)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": ChangeKind(self.kind.replace("-", "_")).value}

    def act(self, form: PageForm) -> None:
        fields = form.values()
        terms = fields.pop("terms", {})
        changing.request_change(
            user=self.request.user, agreement=self.agreement(), **fields, **terms
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.agreement()
        shown = {"title": TITLES[self.kind], "lede": LEDES[self.kind]}
        return super().get_context_data(**kwargs) | shown | {"back": self.get_success_url()}


class AskForTermsPage(AskPage):
    """Ask for other terms, from those that hold."""

    kind = "terms"
    form_class = ChangeTermsForm

    def get_initial(self) -> dict[str, Any]:
        current = self.agreement().current
        days = ("starts_on", "ends_on")
        said = {name: getattr(current, name) for name in TERMS}
        isoformat = {name: said[name].isoformat() for name in days if said[name]}
        return said | isoformat | {"version": current.number}


class AnswerChangePage(ProjectsPage, ButtonPage):
    """Accept or decline what the other side asks for, or ask for it no more."""

    answer = ""

    def act(self) -> None:
        user = self.request.user
        found = ChangeRequest.objects.concerning(user).reaching(user).with_project(user)
        self.change = get_object_or_404(found, pk=self.kwargs["pk"])
        service, who, self.done = ANSWERS[self.answer]
        service(request=self.change, **{who: user})

    def back_to(self) -> str:
        project = self.change.agreement.project_id
        if Project.objects.visible_to(self.request.user).filter(pk=project).exists():
            return reverse("project-page", args=[project])
        return reverse("own-projects-page")


class AgreeToEndingPage(OfProject, ButtonPage):
    """Say that one caused an end oneself."""

    done = _("You agreed: the end counts against you.")

    def act(self) -> None:
        own = Project.objects.of(self.request.user)
        project = get_object_or_404(own, pk=self.kwargs["pk"])
        ending.agree_to_ending(user=self.request.user, project=project)
