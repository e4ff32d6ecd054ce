"""Register, log in, log out, and the way back in without a password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from accounts import known_devices
from accounts.admission import Act
from accounts.browser import enter, remembered_token
from accounts.errors import (
    AccountInactive,
    AccountSuspended,
    OtherProofRequired,
    SecondFactorRequired,
)
from accounts.forms.entering import ForgotPasswordForm, LogInForm, RegisterForm
from accounts.pages.admission import AsksForAdmission
from accounts.services import login, registration
from accounts.services.password import forgot_password
from foundation.addresses import client_address, device
from foundation.pages import FormPage, LeadsOn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm


# In the browser's session, between the two steps of a log-in: what the first one showed, and where
# it was going.
CHALLENGE = "log_in_challenge"
GOING_TO = "log_in_going_to"
# The page of the second step, by what the first one was refused for.
SECOND_STEPS = {
    SecondFactorRequired: "log-in-second-step",
    OtherProofRequired: "log-in-other-proof",
}


@method_decorator(never_cache, name="dispatch")
class EntryPage(LeadsOn, FormPage):
    """A way in. Those who are in already are led on; `next` says where to."""

    next_page = reverse_lazy("dashboard")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "GET" and request.user.is_authenticated:
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PageForm) -> HttpResponse:
        """Whoever is in now is known here the next time."""
        response = super().form_valid(form)
        if self.request.user.is_authenticated:
            known_devices.remember(response, self.request.user)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)

    def leads_to(self) -> str:
        """Where whoever comes in goes from here."""
        return self.get_success_url()

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        """Whoever has to show more than this is asked for it on the next page."""
        if not isinstance(error, (SecondFactorRequired, OtherProofRequired)):
            return super().refused(form, error)
        going_to = self.leads_to()
        self.request.session[CHALLENGE] = error.challenge
        self.request.session[GOING_TO] = going_to
        return HttpResponseRedirect(reverse(SECOND_STEPS[type(error)]))

    def begin_again(self, error: DomainError) -> HttpResponse:
        """The first step comes again, and says why."""
        messages.error(self.request, str(error))
        self.request.session.pop(CHALLENGE, None)
        return HttpResponseRedirect(reverse("log-in"))


class RegisterPage(AsksForAdmission, EntryPage):
    template_name = "accounts/register.html"
    form_class = RegisterForm
    title = _("Register")
    button = _("Register")
    admitted_to = Act.REGISTER

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"role": self.request.GET.get("role", "")}

    def act(self, form: PageForm) -> None:
        session = registration.register(**form.values(), **device(self.request), shown=self.shown())
        enter(self.request, session)
        user = session.user
        if user.email and not user.is_verified:
            text = _("Welcome. We have sent a link to %(email)s. Open it to verify your address.")
            messages.success(self.request, text % {"email": user.email})


class LogInPage(EntryPage):
    template_name = "accounts/log_in.html"
    form_class = LogInForm
    title = _("Log in")
    button = _("Log in")
    is_suspended = False  # and told so: the page leads to what is left

    def act(self, form: PageForm) -> None:
        known = {
            "remembered_token": remembered_token(self.request),
            "device_token": known_devices.token_of(self.request),
        }
        enter(self.request, login.log_in(**form.values(), **device(self.request), **known))

    def refused(self, form: LogInForm, error: DomainError) -> HttpResponse:
        if isinstance(error, AccountInactive):
            form.offer_reactivation()
            error.detail = _("This account is switched off. Tick the box to switch it on again.")
        self.is_suspended = isinstance(error, AccountSuspended)
        return super().refused(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(is_suspended=self.is_suspended, **kwargs)


class LogOutPage(View):
    """Logging out is a button's: a link that somebody planted must not do it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        messages.success(request, _("You are logged out."))
        return HttpResponseRedirect(reverse("start"))


class ForgotPasswordPage(FormPage):
    """Asks for a reset link. The answer never tells whether the address is known."""

    form_class = ForgotPasswordForm
    title = _("Forgotten your password?")
    lede = _("Give the e-mail address of your account. We send a link that sets a new password.")
    button = _("Send the link")
    done = _("If an account has this address, a link is on its way. It is good for an hour.")
    success_url = back = reverse_lazy("log-in")

    def act(self, form: PageForm) -> None:
        forgot_password(**form.values(), address=client_address(self.request))
