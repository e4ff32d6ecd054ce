"""A user's own account: contact data, address, devices, password, data, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from rest_framework.renderers import JSONRenderer

from accounts.browser import browser_session_id
from accounts.errors import FreshSecondFactorRequired
from accounts.forms.account import (
    AccountForm,
    AddressForm,
    ChangePasswordForm,
    EraseForm,
    SwitchOffForm,
)
from accounts.models import Address, Session, Status
from accounts.pages.step_up import LeadsToSecondFactor, ask_again
from accounts.services import account
from accounts.services.email_verification import resend_verification
from accounts.services.export import export_own
from accounts.services.identifier_changes import cancel
from accounts.services.password import change_password
from accounts.services.sessions import end_own_session
from foundation.addresses import client_address
from foundation.pages import ButtonPage, FormPage, MemberPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from foundation.forms.serialized import PageForm

LAYOUT = "accounts/layout.html"
# For the sentence that says what an erased account leaves.
WHAT_IS_KEPT = {"agreements_kept_days": settings.ERASED_AGREEMENTS_KEPT_DAYS}
MOST_DEVICES = 100  # shown; the API lists the rest


class AccountPage(LeadsToSecondFactor, MemberPage, FormPage):
    """Names, username, e-mail address and phone number."""

    template_name = "accounts/account.html"
    form_class = AccountForm
    layout = LAYOUT
    title = _("Account")
    button = _("Save")
    done = _("Saved.")
    success_url = reverse_lazy("account")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.request.user}

    def get_initial(self) -> dict[str, Any]:
        user = self.request.user
        names = ("first_name", "last_name", "username", "email", "phone_number")
        return {name: getattr(user, name) for name in names}

    def act(self, form: PageForm) -> None:
        changes = form.values()
        account.update_account(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            address=client_address(self.request),
            current_password=changes.pop("current_password", None),
            changes=changes,
        )


class SendVerificationPage(ButtonPage):
    """Another link that verifies the address."""

    done = _("A link is on its way.")

    def act(self) -> None:
        resend_verification(user=self.request.user, session_id=browser_session_id(self.request))

    def back_to(self) -> str:
        return reverse("account")


class CancelEmailPage(ButtonPage):
    """The new e-mail address that waits is not to be."""

    field = "email"
    done = _("Nothing changes.")

    def act(self) -> None:
        cancel(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            field=self.field,
        )

    def back_to(self) -> str:
        return reverse("account")


class CancelPhoneNumberPage(CancelEmailPage):
    """The new phone number that waits is not to be."""

    field = "phone_number"


class AddressPage(MemberPage, FormPage):
    """The postal address."""

    form_class = AddressForm
    layout = LAYOUT
    title = _("Address")
    lede = _("Private. Only the city and the country ever appear on your page.")
    button = _("Save")
    done = _("Saved.")
    success_url = reverse_lazy("account-address")

    def get_initial(self) -> dict[str, Any]:
        address = Address.objects.filter(user=self.request.user).values().first()
        return dict(address or {})

    def act(self, form: PageForm) -> None:
        account.save_address(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            **form.values(),
        )


class SecurityPage(LeadsToSecondFactor, MemberPage, FormPage):
    """The devices on which somebody is logged in, and the password."""

    template_name = "accounts/security.html"
    form_class = ChangePasswordForm
    layout = LAYOUT
    title = _("Devices and security")
    button = _("Change password")
    done = _("Your password is changed. All other devices were logged out.")
    success_url = reverse_lazy("security")

    def act(self, form: PageForm) -> None:
        user = self.request.user
        change_password(
            user=user,
            session_id=browser_session_id(self.request),
            **{"current_password": None} | form.values(),
        )
        update_session_auth_hash(self.request, user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        devices = Session.objects.live().filter(user=self.request.user).order_by("-id")
        return super().get_context_data(
            devices=devices[:MOST_DEVICES],
            current_session_id=browser_session_id(self.request),
            **kwargs,
        )


class EndSessionPage(ButtonPage):
    done = _("That device is logged out.")

    def act(self) -> None:
        own = Session.objects.live().filter(user=self.request.user)
        session = get_object_or_404(own, pk=self.kwargs["pk"])
        end_own_session(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            ending=session.pk,
        )

    def back_to(self) -> str:
        return reverse("security")


class DataPage(LeadsToSecondFactor, MemberPage, FormPage):
    """Taking one's data along, pausing, and leaving."""

    template_name = "accounts/data.html"
    form_class = EraseForm
    layout = LAYOUT
    title = _("Your data")
    button = _("Delete my account")
    is_dangerous = True
    extra_context = WHAT_IS_KEPT

    def act(self, form: PageForm) -> HttpResponse:
        account.erase(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            **{"current_password": None} | form.values(),
        )
        logout(self.request)
        messages.success(self.request, _("Your account has been deleted."))
        return HttpResponseRedirect(reverse("start"))


class SwitchOffPage(LeadsToSecondFactor, MemberPage, FormPage):
    """A pause: nobody sees the page, and logging in ends it."""

    form_class = SwitchOffForm
    layout = LAYOUT
    title = _("Take a break")
    lede = _(
        "Nobody sees your page while your account is switched off. Logging in switches it on again."
    )
    button = _("Switch my account off")
    back = reverse_lazy("data")

    def act(self, form: PageForm) -> HttpResponse:
        account.update_account(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            address=client_address(self.request),
            changes={"status": Status.INACTIVE},
            **{"current_password": None} | form.values(),
        )
        logout(self.request)
        messages.success(self.request, _("Your account is switched off. Log in to switch it on."))
        return HttpResponseRedirect(reverse("start"))


class ExportPage(MemberPage, View):
    """All that is held about the user, as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            held = export_own(user=request.user, session_id=browser_session_id(self.request))
        except FreshSecondFactorRequired:  # a form in a page cannot lead to a file
            return ask_again(request, back_to=reverse("data"))
        content = JSONRenderer().render(held, "application/json; indent=2")
        name = f'attachment; filename="{request.user.username}.json"'
        headers = {"Content-Disposition": name}
        return HttpResponse(content, content_type="application/json", headers=headers)
