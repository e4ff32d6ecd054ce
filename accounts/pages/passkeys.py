"""Passkeys on pages: a way in, and those of one's own account."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts import known_devices
from accounts.browser import browser_session_id, enter, mark_second_factor
from accounts.errors import AccountInactive
from accounts.forms.passkeys import (
    AddPasskeyForm,
    LogInByPasskeyForm,
    NewPasskeyForm,
    PasskeyNameForm,
    RemovePasskeyForm,
)
from accounts.models import Passkey
from accounts.pages.account import LAYOUT
from accounts.pages.entering import EntryPage
from accounts.pages.own_second_factor import ShowsCodes
from accounts.pages.step_up import BehindSecondFactor, LeadsToSecondFactor
from accounts.services import passkey_use, passkeys
from accounts.services.second_factor.enrolment import has_second_factor
from foundation.addresses import device
from foundation.pages import FormPage, MemberPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm


@require_safe
def related_origins(request: HttpRequest) -> JsonResponse:
    """Where else passkeys of this site may be used (Web Authentication Level 3, section 5.11):
    browsers ask for it on the pages of a front end under another domain.
    """
    origins = [one for one in settings.PASSKEY_ORIGINS if one.startswith("http")]
    return JsonResponse({"origins": origins}, headers={"Cache-Control": "public, max-age=600"})


class PasskeyLogInPage(EntryPage):
    """Where the log-in page sends a passkey, and where what was wrong with it is said."""

    template_name = "accounts/log_in_passkey.html"
    form_class = LogInByPasskeyForm
    title = _("Log in with a passkey")

    def act(self, form: PageForm) -> None:
        known = {"device_token": known_devices.token_of(self.request)}
        values = form.values()
        session = passkey_use.log_in(**values, **device(self.request), **known)
        enter(self.request, session, passkey=passkey_use.passkey_in(values["credential"]))

    def refused(self, form: LogInByPasskeyForm, error: DomainError) -> HttpResponse:
        if isinstance(error, AccountInactive):
            form.offer_reactivation()
            error.detail = _("This account is switched off. Tick the box to switch it on again.")
        return super().refused(form, error)


class PasskeysPage(LeadsToSecondFactor, MemberPage, FormPage):
    """The passkeys of one's own account, and the first step to another one."""

    template_name = "accounts/passkeys.html"
    form_class = AddPasskeyForm
    layout = LAYOUT
    title = _("Passkeys")
    button = _("Add a passkey")

    def act(self, form: PageForm) -> HttpResponse:
        options = passkeys.begin_registration(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            current_password=form.values().get("current_password"),
        )
        return NewPasskeyPage.offer(self.request, form.cleaned_data["name"], options)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = list(self.request.user.passkeys.all())
        return super().get_context_data(passkeys=own, **kwargs)


class NewPasskeyPage(MemberPage, ShowsCodes):
    """The second step: the browser makes the passkey. With the first one that counts as a second
    factor come recovery codes.
    """

    template_name = "accounts/new_passkey.html"
    form_class = NewPasskeyForm
    layout = LAYOUT
    title = _("Add a passkey")
    done = _("Your passkey has been added.")
    success_url = back = reverse_lazy("passkeys")

    @classmethod
    def offer(cls, request: HttpRequest, name: str, options: dict[str, Any]) -> HttpResponse:
        """The page that makes the browser offer a new passkey."""
        page = cls()
        page.setup(request)
        form = NewPasskeyForm(request=request, initial={"name": name})
        context = page.get_context_data(form=form, options=json.dumps(options))
        return page.render_to_response(context)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self.get_success_url())

    def act(self, form: PageForm) -> HttpResponse | None:
        user = self.request.user
        passkey, codes = passkeys.register_passkey(
            user=user, session_id=browser_session_id(self.request), **form.values()
        )
        if has_second_factor(user):  # which was shown, and this is one
            mark_second_factor(self.request, str(passkey.pk))
        return self.show(codes) if codes else None


class OwnPasskeyPage(MemberPage, FormPage):
    """Something about one passkey of the own account."""

    layout = LAYOUT
    success_url = back = reverse_lazy("passkeys")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"initial": {"name": self.passkey.name}}

    @cached_property
    def passkey(self) -> Passkey:
        return get_object_or_404(Passkey, user=self.request.user, pk=self.kwargs["pk"])


class RenamePasskeyPage(OwnPasskeyPage):
    form_class = PasskeyNameForm
    title = _("Rename a passkey")
    button = _("Save")
    done = _("Saved.")

    def act(self, form: PageForm) -> None:
        passkeys.rename_passkey(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            passkey=self.passkey,
            **form.values(),
        )


class RemovePasskeyPage(BehindSecondFactor, OwnPasskeyPage):
    form_class = RemovePasskeyForm
    title = _("Remove a passkey")
    button = _("Remove")
    done = _("Your passkey has been removed.")
    is_dangerous = True

    def act(self, form: PageForm) -> None:
        passkeys.remove_passkey(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            passkey=self.passkey,
            current_password=form.values().get("current_password"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = _("You cannot log in with “%(name)s” any more. Delete it on your device, too.")
        return super().get_context_data(**kwargs) | {"lede": text % {"name": self.passkey.name}}
