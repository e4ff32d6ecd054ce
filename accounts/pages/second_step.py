"""The second step of a log-in on pages: a code of the second factor."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts import known_devices
from accounts.browser import enter, keep_remembered_token
from accounts.errors import CredentialRefused, LogInExpired
from accounts.forms.own_second_factor import SecondStepForm
from accounts.forms.passkeys import SecondStepByPasskeyForm
from accounts.pages.entering import CHALLENGE, GOING_TO, EntryPage
from accounts.services.entry import log_in_by_code
from accounts.services.passkey_use import (
    log_in_by_second_step,
    passkey_in,
    second_step_options,
)
from accounts.services.second_factor.challenges import read_challenge
from accounts.services.second_factor.enrolment import has_app
from accounts.services.second_factor.remembering import remember_device
from foundation.addresses import device

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm


USE_PASSKEY = _("Use your passkey, or enter one of your recovery codes.")


class HalfwayPage(EntryPage):
    """A page for those who have passed the first step of a log-in with this browser."""

    back = reverse_lazy("log-in")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if CHALLENGE not in request.session:
            return HttpResponseRedirect(reverse("log-in"))
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"challenge": self.request.session[CHALLENGE]}

    def leads_to(self) -> str:
        """Where the first step was going."""
        return self.request.session.get(GOING_TO) or super().leads_to()

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        """Too late: the first step comes again."""
        if isinstance(error, LogInExpired):
            return self.begin_again(error)
        return super().refused(form, error)


class SecondStepByPasskeyPage(HalfwayPage):
    """Where the page of the second step sends a passkey."""

    form_class = SecondStepByPasskeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse("log-in-second-step"))

    def act(self, form: PageForm) -> HttpResponse:
        going_to = self.leads_to()
        known = {"device_token": known_devices.token_of(self.request)}
        values = form.values()
        session = log_in_by_second_step(**values, **device(self.request), **known)
        enter(self.request, session, passkey=passkey_in(values["credential"]))
        return HttpResponseRedirect(going_to)

    def form_invalid(self, form: PageForm) -> HttpResponse:
        return self.say(CredentialRefused())

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        if isinstance(error, LogInExpired):
            return super().refused(form, error)
        return self.say(error)

    def say(self, error: DomainError) -> HttpResponse:
        """What was wrong is said on the page of the code, with a new challenge for the passkey."""
        messages.error(self.request, str(error))
        return HttpResponseRedirect(reverse("log-in-second-step"))


class SecondStepPage(HalfwayPage):
    """Asks for a code of the second factor, or for a passkey."""

    template_name = "accounts/second_step.html"
    form_class = SecondStepForm
    title = _("Confirm that it is you")
    button = _("Log in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options for a passkey, if there is one."""
        challenge = self.request.session[CHALLENGE]
        try:
            options = second_step_options(challenge=challenge)
            with_app = has_app(read_challenge(challenge).user)
        except LogInExpired:  # sending the form says so
            return super().get_context_data(**kwargs)
        offered = json.dumps(options) if options["allowCredentials"] else ""
        context = super().get_context_data(**kwargs) | {"options": offered, "has_app": with_app}
        return context if with_app else context | {"lede": USE_PASSKEY}

    def act(self, form: PageForm) -> HttpResponse:
        going_to = self.leads_to()
        values = form.values()
        remembers = values.pop("remember_device")
        client = device(self.request)
        known = {"device_token": known_devices.token_of(self.request)}
        session = log_in_by_code(**values, **client, **known)
        enter(self.request, session)
        response = HttpResponseRedirect(going_to)
        if remembers and (token := remember_device(session.user, user_agent=client["user_agent"])):
            keep_remembered_token(response, token)
        return response
