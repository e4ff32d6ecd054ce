"""A member's own second factor on pages: set up, confirmed, taken away, with new recovery codes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.browser import browser_session_id
from accounts.challenges import Purpose
from accounts.errors import CredentialRefused, EnrolmentExpired
from accounts.forms.own_second_factor import ConfirmForm, EnrolForm, ProofForm
from accounts.forms.passkeys import UsePasskeyForm
from accounts.pages.links import LinkPage
from accounts.pages.step_up import BehindSecondFactor, ask_again
from accounts.services import removal_links
from accounts.services.passkey_use import options_for, prove_by_passkey
from accounts.services.second_factor import freshness, managing
from accounts.services.second_factor.enrolment import has_app, has_second_factor
from foundation.addresses import client_address
from foundation.pages import ButtonPage, FormPage, LeadsOn, MemberPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase
    from django_stubs_ext import StrOrPromise

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm

LAYOUT = "accounts/layout.html"
OVERVIEW = reverse_lazy("second-factor")
KEY_GROUP = 4  # letters that are read at a glance


class OverviewPage(MemberPage, TemplateView):
    """Whether there is a second factor, and what can be done with it."""

    template_name = "accounts/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = managing.state_of(self.request.user)
        return super().get_context_data(state=state, title=_("Second factor"), **kwargs)


class ShowsCodes(FormPage):
    """A form whose success shows recovery codes, this once."""

    layout = LAYOUT
    back = OVERVIEW

    def show(self, codes: list[str]) -> HttpResponse:
        stand_in = has_second_factor(self.request.user)
        context = {"codes": codes, "title": _("Your recovery codes"), "stand_in": stand_in}
        return self.response_class(self.request, "accounts/recovery_codes.html", context)


class EnrolPage(MemberPage, ShowsCodes):
    """Sets an authenticator app up. The key is kept by the form itself, signed for this session."""

    template_name = "accounts/enrol.html"
    form_class = EnrolForm
    title = _("Set up an authenticator app")
    button = _("Confirm")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and has_app(request.user):
            return HttpResponseRedirect(str(OVERVIEW))
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: PageForm) -> HttpResponse:
        values = {"current_password": None} | form.values()
        return self.show(
            managing.finish_enrolment(
                user=self.request.user,
                session_id=browser_session_id(self.request),
                address=client_address(self.request),
                token=values.pop("enrolment"),
                **values,
            )
        )

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        if isinstance(error, EnrolmentExpired):
            messages.error(self.request, str(error))
            return HttpResponseRedirect(self.request.path)
        return super().refused(form, error)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        enrolment = self._enrolment(context["form"])
        key = enrolment.key
        parts = [key[start : start + KEY_GROUP] for start in range(0, len(key), KEY_GROUP)]
        return context | {"key": " ".join(parts), "picture": enrolment.picture}

    def _enrolment(self, form: PageForm) -> managing.Enrolment:
        """The one that the form came with, or else a new one, which it then comes with."""
        own = {"user": self.request.user, "session_id": browser_session_id(self.request)}
        try:
            return managing.reopen_enrolment(**own, token=form.data.get("enrolment", ""))
        except EnrolmentExpired:
            enrolment = managing.begin_enrolment(**own)
            data = form.data.copy()
            data["enrolment"] = enrolment.token
            form.data, form.initial = data, {"enrolment": enrolment.token}
            return enrolment


class ConfirmPage(LeadsOn, MemberPage, FormPage):
    """Asks for the second factor again, and leads to where it was needed."""

    template_name = "accounts/confirm.html"
    form_class = ConfirmForm
    layout = LAYOUT
    title = _("Confirm that it is you")
    lede = _("Sensitive changes are then possible for five minutes.")
    button = _("Confirm")
    done = _("Confirmed. You can go on.")
    next_page = OVERVIEW

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not has_second_factor(request.user):
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: PageForm) -> None:
        freshness.show_again(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            address=client_address(self.request),
            **form.values(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the options for a passkey, if there is one."""
        user = self.request.user
        options = options_for(
            user=user, purpose=Purpose.PROVE, bound_to=browser_session_id(self.request)
        )
        return super().get_context_data(**kwargs) | {
            "next": self.get_success_url(),
            "has_app": has_app(user),
            "options": json.dumps(options) if options["allowCredentials"] else "",
        }


class ConfirmByPasskeyPage(ConfirmPage):
    """Where the page that asks for the second factor again sends a passkey."""

    form_class = UsePasskeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_again(request, self.get_success_url())

    def act(self, form: PageForm) -> None:
        prove_by_passkey(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            **form.values(),
        )

    def form_invalid(self, form: PageForm) -> HttpResponse:
        return self.refused(form, CredentialRefused())

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        """What was wrong is said on the page of the code, with a new challenge for the passkey."""
        messages.error(self.request, str(error))
        return ask_again(self.request, self.get_success_url())


class RecoveryCodesPage(BehindSecondFactor, MemberPage, ShowsCodes):
    """New recovery codes."""

    form_class = ProofForm
    title = _("New recovery codes")
    lede = _("Ten codes, each of which is good once. Your previous codes stop working.")
    button = _("Make new codes")

    def act(self, form: PageForm) -> HttpResponse:
        return self.show(
            managing.replace_recovery_codes(
                user=self.request.user,
                session_id=browser_session_id(self.request),
                **{"current_password": None} | form.values(),
            )
        )


class RemovePage(BehindSecondFactor, MemberPage, FormPage):
    """Takes the second factor away."""

    form_class = ProofForm
    layout = LAYOUT
    title = _("Remove the second factor")
    lede = _("Your recovery codes stop working, too, and all other devices are logged out.")
    button = _("Remove")
    done = _("The second factor has been removed.")
    is_dangerous = True
    success_url = back = OVERVIEW

    def act(self, form: PageForm) -> None:
        managing.remove_own(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            **{"current_password": None} | form.values(),
        )


class ForgetDevicesPage(ButtonPage):
    done = _("Every device will be asked for a code again.")

    def act(self) -> None:
        managing.forget_own_devices(
            user=self.request.user, session_id=browser_session_id(self.request)
        )

    def back_to(self) -> str:
        return reverse("second-factor")


class KeepPage(LinkPage):
    """The link that undoes what staff were asked for."""

    title = _("Keep your account as it is")
    lede = _("Refuse what we were asked for in the message that had this link.")
    button = _("Keep it")
    said = _("Your account stays as it is. Set a new password if somebody may know yours.")
    next_step = ("forgot-password", _("Set a new password"))
    other_step = ("log-in", _("Log in"))

    def look(self) -> StrOrPromise | None:
        is_over = removal_links.request_of(self.token).ended_at
        done = _("This is already done: the request has ended, and nothing came of it.")
        return done if is_over else None

    def use(self, **data: str) -> None:
        if not removal_links.keep(token=data["token"]).new_email:
            self.said = _(
                "Your second factor stays. Set a new password if somebody may know yours."
            )
