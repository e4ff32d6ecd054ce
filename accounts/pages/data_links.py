"""What is left to somebody whose account is suspended: a link to their data, and what it opens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from rest_framework.renderers import JSONRenderer

from accounts.data_links import holder_of
from accounts.forms.data_links import AskForDataLinkForm, UseDataLinkForm
from accounts.pages.account import WHAT_IS_KEPT
from accounts.pages.links import LinkPage
from accounts.services import own_data
from foundation.addresses import client_address
from foundation.pages import FormPage

if TYPE_CHECKING:
    from foundation.forms.serialized import PageForm


class AskForDataLinkPage(FormPage):
    """Asks for the link. The answer never tells whether the address or number is known."""

    form_class = AskForDataLinkForm
    title = _("Your data, while your account is suspended")
    lede = _(
        "You can still download everything that is held about you, or have your account erased. "
        "We send a link for it to the e-mail address or phone number of your account."
    )
    button = _("Send the link")
    done = _("If a suspended account has it, a link is on its way. It is good for an hour.")
    success_url = back = reverse_lazy("log-in")

    def act(self, form: PageForm) -> None:
        own_data.ask_for_data_link(**form.values(), address=client_address(self.request))


class OwnDataPage(LinkPage):
    """Everything that is held about the user, as a file."""

    form_class = UseDataLinkForm
    template_name = "accounts/own_data.html"
    title = _("Your data")
    lede = _("Everything that is held about you, as one file.")
    button = _("Download")
    next_step = ("data-link", _("Ask for a new link"))

    def look(self) -> None:
        holder_of(self.token)

    def get_form(self, form_class: Any = None) -> PageForm:
        """Asks for what the account asks for; a link that is no good is told when it is used."""
        form: PageForm = super().get_form(form_class)
        asks_for = own_data.asks_for(self.token)
        for name in form.fields.keys() - {"token", *asks_for}:
            del form.fields[name]
        return form

    def act(self, form: PageForm) -> HttpResponse:
        user, held = own_data.export_by_link(**form.values(), address=client_address(self.request))
        content = JSONRenderer().render(held, "application/json; indent=2")
        headers = {"Content-Disposition": f'attachment; filename="{user.username}.json"'}
        return HttpResponse(content, content_type="application/json", headers=headers)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        erase = f"{reverse('erase-by-link')}?{urlencode({'token': self.token})}"
        appeal = own_data.appeal_page_for(self.token)
        return super().get_context_data(erase=erase, appeal=appeal, **kwargs)


class EraseByLinkPage(OwnDataPage):
    """The end of the account."""

    title = _("Delete my account")
    lede = ""
    button = _("Delete my account")
    is_dangerous = True
    extra_context = WHAT_IS_KEPT
    said = _("Your account has been deleted.")
    done_step = ("start", _("Go on"))

    def act(self, form: PageForm) -> HttpResponse:
        self.use(**form.values())
        return self.say(self.said)

    def use(self, **data: str) -> None:
        own_data.erase_by_link(**data, address=client_address(self.request))
