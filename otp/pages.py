"""Logging in by a code on the phone, in two steps. What is seen never tells whether a phone has an
account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts.addresses import client_address
from accounts.browser import enter
from accounts.pages.base import device
from accounts.pages.entering import EntryPage
from otp.forms import CodeForm, PhoneForm
from otp.models import Purpose
from otp.services import sending, verifying

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from accounts.forms.serialized import PageForm

# In the browser's session, between the two steps.
PHONE, NEXT = "otp_phone", "otp_next"


class RequestCodePage(EntryPage):
    form_class = PhoneForm
    title = _("Log in by phone")
    lede = _("We send a code to your phone.")
    button = _("Send the code")
    back = reverse_lazy("log-in")

    def act(self, form: PageForm) -> HttpResponse:
        phone_number = form.values()["phone_number"]
        sending.request_code(
            phone_number=phone_number,
            purpose=Purpose.LOGIN,
            address=client_address(self.request),
        )
        self.request.session[PHONE] = phone_number
        self.request.session[NEXT] = self.get_redirect_url()
        return HttpResponseRedirect(reverse("log-in-code"))


class EnterCodePage(EntryPage):
    form_class = CodeForm
    title = _("Enter the code")
    button = _("Log in")
    back = reverse_lazy("log-in-phone")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if PHONE not in request.session:
            return HttpResponseRedirect(reverse("log-in-phone"))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"phone_number": self.request.session[PHONE]}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = _("If codes can be sent to %(phone)s, one is on its way.")
        shown = text % {"phone": self.request.session[PHONE]}
        return super().get_context_data(**kwargs) | {"lede": shown}

    def act(self, form: PageForm) -> HttpResponse:
        data = form.values()
        address = self.request.session[NEXT] or str(self.next_page)
        session = verifying.log_in(
            phone_number=data["phone_number"],
            code=data["code"],
            reactivate=data["reactivate"],
            **device(self.request),
        )
        enter(self.request, session)
        return HttpResponseRedirect(address)
