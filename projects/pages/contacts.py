"""Choosing what the other party of a project sees to reach one by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from foundation.pages import FormPage
from projects.forms.projects import ContactForm
from projects.models import Project, SharedContact
from projects.pages.projects import OfProject
from projects.services import contacts

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm


class ContactPage(OfProject, FormPage):
    """For the parties of a project."""

    template_name = "projects/contact.html"
    form_class = ContactForm
    title = _("How can you be reached?")
    lede = _("Only the other party sees it, from now until the work ends. Then it is deleted.")
    button = _("Save")
    done = _("Saved.")

    def project(self) -> Project:
        own = Project.objects.of(self.request.user).select_related("client", "freelancer")
        return get_object_or_404(own, pk=self.kwargs["pk"])

    def get_initial(self) -> dict[str, Any]:
        own = SharedContact.objects.of(self.request.user, self.project().pk)
        return own.values(*contacts.NOTHING).first() or contacts.NOTHING

    def get_form_kwargs(self) -> dict[str, Any]:
        is_client = self.project().client_id == self.request.user.pk
        return super().get_form_kwargs() | {"is_client": is_client}

    def act(self, form: PageForm) -> None:
        contacts.share_contact(user=self.request.user, project=self.project(), **form.values())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"back": self.get_success_url()}
