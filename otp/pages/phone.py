"""One-time codes on pages, each in two steps: a way in, a way to register, and a proof of a phone.
What is seen never tells whether a phone or an e-mail address has an account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts import known_devices
from accounts.browser import browser_session_id, enter, remembered_token
from accounts.errors import PasswordRequired, WrongPassword
from accounts.pages.entering import EntryPage
from accounts.pages.step_up import LeadsToSecondFactor
from foundation.addresses import client_address, device
from foundation.pages import FormPage, MemberPage
from otp.forms.phone import EmailForm, LogInCodeForm, PhoneForm, ProveCodeForm, RegisterCodeForm
from otp.models import Purpose, is_mail
from otp.services import verifying
from otp.services.one_time_code import request_code

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from accounts.models import User
    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm

# In the browser's session, between the steps: where one was going, if it is one of our pages.
NEXT = "otp_next"


def _key(purpose: Purpose) -> str:
    """Where the browser's session keeps between the steps what the code went to."""
    return f"otp_{purpose}"


class SendCode(FormPage):
    """The first step: where the code goes."""

    form_class = PhoneForm
    purpose = Purpose.LOGIN
    code_page = "log-in-code"
    title = _("Log in by phone")
    lede = _("We send a code to your phone.")
    button = _("Send the code")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"purpose": self.purpose}

    def verifier(self) -> User | None:
        """Who proves a phone."""
        return None

    def act(self, form: PageForm) -> HttpResponse:
        recipient = form.values()["recipient"]
        request_code(
            recipient=recipient,
            purpose=self.purpose,
            address=client_address(self.request),
            user=(verifier := self.verifier()),
            session_id=browser_session_id(self.request) if verifier else None,
            device=known_devices.token_of(self.request),
        )
        self.request.session[_key(self.purpose)] = recipient
        return HttpResponseRedirect(reverse(self.code_page))


class EnterCode(FormPage):
    """The second step: the code that came."""

    purpose = Purpose.LOGIN
    title = _("Enter the code")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if _key(self.purpose) not in request.session:
            return HttpResponseRedirect(str(self.back))
        return super().dispatch(request, *args, **kwargs)

    @property
    def recipient(self) -> str:
        return str(self.request.session[_key(self.purpose)])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"recipient": self.recipient}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if is_mail(self.recipient):
            text = _(
                "If %(to)s is the verified address of an account, a code is on its way. Mail can "
                "take a minute. If you ask again, only the newest code works."
            )
        else:
            text = _("If codes can be sent to %(to)s, one is on its way.")
        return super().get_context_data(**kwargs) | {"lede": text % {"to": self.recipient}}


class RequestCodePage(SendCode, EntryPage):
    """Log in by phone."""

    back = reverse_lazy("log-in")

    def act(self, form: PageForm) -> HttpResponse:
        answer = super().act(form)
        self.request.session[NEXT] = self.get_redirect_url()
        return answer


class RequestMailCodePage(RequestCodePage):
    """Log in by a code to the account's e-mail address."""

    form_class = EmailForm
    title = _("Log in by e-mail")
    lede = _("We send a code to the verified e-mail address of your account.")


class EnterCodePage(EnterCode, EntryPage):
    form_class = LogInCodeForm
    button = _("Log in")

    @property
    def back(self) -> str:
        sent_to = self.request.session.get(_key(self.purpose), "")
        return reverse("log-in-email" if is_mail(sent_to) else "log-in-phone")

    def leads_to(self) -> str:
        return self.request.session.get(NEXT) or super().leads_to()

    def act(self, form: PageForm) -> HttpResponse:
        address = self.leads_to()
        session = verifying.log_in(
            **form.values(),
            **device(self.request),
            device_token=known_devices.token_of(self.request),
            remembered_token=remembered_token(self.request),
        )
        enter(self.request, session)
        return HttpResponseRedirect(address)

    def refused(self, form: LogInCodeForm, error: DomainError) -> HttpResponse:
        if isinstance(error, (PasswordRequired, WrongPassword)):
            form.ask_for_password()
        return super().refused(form, error)


class RegisterByPhonePage(SendCode, EntryPage):
    """Register with a phone, which is proved at once."""

    purpose = Purpose.REGISTRATION
    code_page = "register-code"
    title = _("Register by phone")
    back = reverse_lazy("register")

    def get_initial(self) -> dict[str, Any]:
        """The number that this browser has just tried to log in with."""
        recipient = self.request.session.get(_key(Purpose.LOGIN), "")
        return {} if is_mail(recipient) else {"phone_number": recipient}


class RegisterCodePage(EnterCode, EntryPage):
    form_class = RegisterCodeForm
    purpose = Purpose.REGISTRATION
    button = _("Register")
    back = reverse_lazy("register-phone")

    def act(self, form: PageForm) -> HttpResponse:
        """Shows the recovery codes of an account that only the phone opens, this once."""
        session, codes = verifying.register_by_code(**form.values(), **device(self.request))
        going_to = self.leads_to()
        enter(self.request, session)
        messages.success(self.request, _("Welcome. Your phone number is verified."))
        context = {"codes": codes, "title": _("Your recovery codes"), "go_on": going_to}
        return self.response_class(self.request, "accounts/recovery_codes.html", context)


class ProvePhonePage(MemberPage, SendCode):
    """Prove a phone, the account's or a new one."""

    purpose = Purpose.VERIFICATION
    code_page = "prove-code"
    title = _("Verify your phone number")
    layout = "accounts/layout.html"
    back = reverse_lazy("account")

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        return {"phone_number": user.pending_phone_number or user.phone_number}

    def verifier(self) -> User:
        return self.request.user


class ProveCodePage(LeadsToSecondFactor, MemberPage, EnterCode):
    form_class = ProveCodeForm
    purpose = Purpose.VERIFICATION
    layout = "accounts/layout.html"
    button = _("Verify")
    done = _("Your phone number is verified.")
    back = reverse_lazy("prove-phone")
    success_url = reverse_lazy("account")

    def act(self, form: PageForm) -> None:
        verifying.verify_phone(
            **form.values(),
            user=self.request.user,
            session_id=browser_session_id(self.request),
            address=client_address(self.request),
        )
        del self.request.session[_key(self.purpose)]
