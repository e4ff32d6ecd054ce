"""Moving a project on: by a button, or with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from foundation.pages import ButtonPage, FormPage
from projects.forms.changes import EndEarlyForm
from projects.forms.projects import ReasonForm
from projects.models import MAX_OPENINGS
from projects.pages.projects import OfProject
from projects.services import completion, posting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

    from foundation.forms.serialized import PageForm

Move = tuple["Callable[..., object]", str, "StrOrPromise"]  # a service, who calls it, and a text
MOVES_WITHOUT_REASON: dict[str, Move] = {
    "open": (posting.open_project, "client", _("Your project is open for proposals.")),
    "extend": (
        posting.extend_project,
        "client",
        _("Your project stays open for 60 days from now."),
    ),
    "cancel": (posting.cancel_project, "client", _("Your project is cancelled.")),
    "deliver": (completion.deliver, "freelancer", _("Delivered. The client is asked to agree.")),
    "complete": (completion.complete, "client", _("Completed. You may review each other now.")),
}
MOVES_WITH_REASON: dict[str, Move] = {
    "reject-delivery": (completion.reject_delivery, "client", _("What is still to be done?")),
    "end-early": (completion.end_early, "user", _("End it before it is done")),
}


class MovePage(OfProject, ButtonPage):
    """A button that moves a project on."""

    move = ""

    def act(self) -> None:
        service, who, self.done = MOVES_WITHOUT_REASON[self.move]
        service(project=self.project(), **{who: self.request.user})


class ReasonPage(OfProject, FormPage):
    """A move that has to say why."""

    move = ""
    button = _("Send")
    done = _("The other side has been notified.")

    def get_form_class(self) -> type[PageForm]:
        return EndEarlyForm if self.move == "end-early" else ReasonForm

    def act(self, form: PageForm) -> None:
        service, who, _title = MOVES_WITH_REASON[self.move]
        service(project=self.project(), **{who: self.request.user}, **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.project()
        _service, _who, title = MOVES_WITH_REASON[self.move]
        shown = {"title": title, "lede": project.shown_title, "back": self.get_success_url()}
        return super().get_context_data(**kwargs) | shown


class OneMorePage(OfProject, ButtonPage):
    """Look for one more person, also when all were found. For the client."""

    done = _("You are looking for one more person.")

    def act(self) -> None:
        project = self.project()
        changes = {"openings": min(project.openings + 1, MAX_OPENINGS)}
        posting.update_project(client=self.request.user, project=project, changes=changes)
