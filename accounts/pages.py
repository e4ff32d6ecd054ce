"""The pages that e-mailed links open: prove an address, set a new password."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.addresses import client_address
from accounts.errors import LinkInvalid, PasswordRefused
from accounts.forms import LinkForm, NewPasswordForm
from accounts.services.email import verify_email
from accounts.services.password import reset_password

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponse


@method_decorator(never_cache, name="dispatch")
class LinkPage(FormView):
    """Shows what the link will do, does it when the button is pressed, and says so."""

    template_name = "accounts/link.html"
    form_class: type[forms.Form] = LinkForm
    title = ""
    button = ""
    done = ""

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.request.GET.get("token", "")}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.use(**form.cleaned_data)
        except (LinkInvalid, PasswordRefused) as error:
            for _code, text, attr in error.errors:
                form.add_error(attr if attr != "token" else None, text)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        return self.render_to_response(self.get_context_data(form=None, message=self.done))

    def use(self, **data: str) -> None:
        """Do what the link is for."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"title": self.title, "button": self.button}


class VerifyEmailPage(LinkPage):
    title = _("Confirm your e-mail address")
    button = _("Confirm")
    done = _("Your e-mail address is confirmed.")

    def use(self, **data: str) -> None:
        verify_email(token=data["token"])


class ResetPasswordPage(LinkPage):
    form_class = NewPasswordForm
    title = _("Set a new password")
    button = _("Set password")
    done = _("Your new password is set. Log in with it.")

    def use(self, **data: str) -> None:
        reset_password(**data, address=client_address(self.request))
