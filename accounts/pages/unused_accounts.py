"""After a code by SMS that does not open an account alone, which was not used for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _

from accounts import known_devices
from accounts.browser import enter
from accounts.forms.unused_accounts import RecoverForm, ReleasePhoneForm
from accounts.pages.entering import CHALLENGE
from accounts.pages.second_step import HalfwayPage
from accounts.services import unused_accounts
from foundation.addresses import device

if TYPE_CHECKING:
    from django.http import HttpResponse

    from foundation.forms.serialized import PageForm


class OtherProofPage(HalfwayPage):
    """Asks for a recovery code, and tells what else there is."""

    template_name = "accounts/other_proof.html"
    form_class = RecoverForm
    title = _("Confirm that the account is yours")
    lede = _(
        "The code is right, but this account, or its phone number, was not used for a long time, "
        "and phone numbers change hands. So we ask for something else, too."
    )
    button = _("Log in")

    def act(self, form: PageForm) -> HttpResponse:
        going_to = self.leads_to()
        known = {"device_token": known_devices.token_of(self.request)}
        session = unused_accounts.log_in_by_recovery_code(
            **form.values(), **device(self.request), **known
        )
        enter(self.request, session)
        return HttpResponseRedirect(going_to)


class ReleasePhonePage(HalfwayPage):
    """Releases the number of somebody else's account, and leads to a new one."""

    form_class = ReleasePhoneForm
    title = _("This account is not mine")
    lede = _(
        "Was the number somebody else's before? We take it from their account, which keeps all "
        "else, and you can register with it. This account is then closed to codes to your phone."
    )
    button = _("Release the number")
    is_dangerous = True
    back = reverse_lazy("log-in-other-proof")

    def act(self, form: PageForm) -> HttpResponse:
        unused_accounts.release_phone(**form.values())
        del self.request.session[CHALLENGE]
        messages.success(self.request, _("The number is released: you can register with it now."))
        return HttpResponseRedirect(reverse("register-phone"))
