"""The pages that e-mailed links open: prove an address, set a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.forms.links import LinkForm, NewPasswordForm
from accounts.services.email import verify_email
from accounts.services.password import reset_password
from foundation.addresses import client_address
from foundation.pages import FormPage

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from foundation.forms.serialized import PageForm


@method_decorator(never_cache, name="dispatch")
class LinkPage(FormPage):
    """Shows what the link will do, does it when the button is pressed, and says so."""

    template_name = "accounts/link.html"
    form_class: type[PageForm] = LinkForm
    said: StrOrPromise = ""

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def act(self, form: PageForm) -> HttpResponse:
        self.use(**form.values())
        return self.render_to_response(self.get_context_data(form=None, said=self.said))

    def use(self, **data: str) -> None:
        """Do what the link is for."""
        raise NotImplementedError


class VerifyEmailPage(LinkPage):
    title = _("Confirm your e-mail address")
    button = _("Confirm")
    said = _("Your e-mail address is confirmed.")

    def use(self, **data: str) -> None:
        verify_email(token=data["token"])


class ResetPasswordPage(LinkPage):
    form_class = NewPasswordForm
    title = _("Set a new password")
    button = _("Set password")
    said = _("Your new password is set. Log in with it.")

    def use(self, **data: str) -> None:
        reset_password(**data, address=client_address(self.request))
