"""The pages of staff's second factor: show it to enter the admin, or set an app up first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import segno
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts.browser import (
    browser_session_id,
    lacks_second_factor,
    mark_second_factor,
    password_user,
)
from accounts.challenges import Purpose
from accounts.errors import (
    ChallengeInvalid,
    CodeRefused,
    CredentialRefused,
    FreshProofRequired,
    WrongPassword,
)
from accounts.forms.passkeys import UsePasskeyForm
from accounts.forms.second_factor import EnrolStaffForm, SecondFactorForm
from accounts.services import passkey_use
from accounts.services.password import require_proof_or_log_in
from accounts.services.second_factor import (
    confirm,
    enrol,
    has_app,
    has_second_factor,
    key_address,
    new_key,
)
from foundation.addresses import client_address
from foundation.pages import LeadsOn

if TYPE_CHECKING:
    from django.contrib.admin import AdminSite
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from accounts.models import User
    from foundation.errors import DomainError

# Where the key waits until a code proves that the app holds it. In this browser's session and not
# among the devices: a key that somebody else saw must never become the owner's.
KEY_IN_SESSION = "guildhall_second_factor_key"
KEY_GROUP = 4  # letters that are read at a glance


@method_decorator(never_cache, name="dispatch")
class CodePage(LeadsOn, FormView):
    """Asks staff for a code; a refused one is told on the same page."""

    site: AdminSite = None
    staff: User
    form_class = SecondFactorForm
    title = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.staff = password_user(request)
        if not (self.staff.is_active and self.staff.is_staff):
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return self.elsewhere() or super().dispatch(request, *args, **kwargs)

    def elsewhere(self) -> HttpResponse | None:
        """Where this page is not the one to be on."""
        raise NotImplementedError

    def form_valid(self, form: SecondFactorForm) -> HttpResponse:
        try:
            return self.use(**form.cleaned_data)
        except (CodeRefused, WrongPassword, FreshProofRequired) as error:
            form.add_error(error.attr, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=422)

    def use(self, code: str, **proof: str) -> HttpResponse:
        """Answer a code. Raises CodeRefused, WrongPassword and FreshProofRequired."""
        raise NotImplementedError

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        site = {"site_header": self.site.site_header, "site_title": self.site.site_title}
        target = {"next": self.get_success_url(), "redirect_field_name": REDIRECT_FIELD_NAME}
        return super().get_context_data(**kwargs) | site | target | {"title": self.title}


class SecondFactorPage(CodePage):
    """The second step of logging in: a code, or one of the passkeys, if there are any."""

    template_name = "admin/second_factor/code.html"
    title = _("Confirm that it is you")

    def elsewhere(self) -> HttpResponse | None:
        if not has_second_factor(self.staff):
            query = self.request.GET.urlencode()
            return redirect(f"{reverse('admin:new_second_factor')}?{query}")
        return None if lacks_second_factor(self.request) else redirect(self.get_success_url())

    def use(self, code: str, **_proof: str) -> HttpResponse:
        address = client_address(self.request)
        mark_second_factor(self.request, confirm(user=self.staff, code=code, address=address))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        options = passkey_use.options_for(
            user=self.staff,
            purpose=Purpose.SECOND_FACTOR,
            bound_to=browser_session_id(self.request),
        )
        return super().get_context_data(**kwargs) | {
            "has_app": has_app(self.staff),
            "options": json.dumps(options) if options["allowCredentials"] else "",
        }


class SecondFactorByPasskeyPage(SecondFactorPage):
    """Where the page of the second step sends a passkey."""

    form_class = UsePasskeyForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.step()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def form_valid(self, form: UsePasskeyForm) -> HttpResponse:
        try:
            passkey = passkey_use.confirm(
                user=self.staff,
                purpose=Purpose.SECOND_FACTOR,
                bound_to=browser_session_id(self.request),
                **form.values(),
            )
        except (ChallengeInvalid, CredentialRefused) as error:
            return self.say(error)
        mark_second_factor(self.request, str(passkey.pk))
        return redirect(self.get_success_url())

    def form_invalid(self, form: UsePasskeyForm) -> HttpResponse:
        return self.say(CredentialRefused())

    def say(self, error: DomainError) -> HttpResponse:
        """What was wrong is said on the page of the code, with a new challenge for the passkey."""
        messages.error(self.request, str(error))
        return self.step()

    def step(self) -> HttpResponse:
        query = urlencode({REDIRECT_FIELD_NAME: self.get_success_url()})
        return redirect(f"{reverse('admin:second_factor')}?{query}")


class EnrolmentPage(CodePage):
    """Sets an authenticator app up, and shows the recovery codes this once."""

    form_class = EnrolStaffForm
    template_name = "admin/second_factor/enrol.html"
    title = _("Set up your second factor")

    def elsewhere(self) -> HttpResponse | None:
        if has_second_factor(self.staff):
            return redirect(f"{reverse('admin:second_factor')}?{self.request.GET.urlencode()}")
        return None

    def use(self, code: str, **proof: str) -> HttpResponse:
        session_id = browser_session_id(self.request)
        verified = require_proof_or_log_in(
            user=self.staff, session_id=session_id, password=proof["current_password"]
        )
        device, codes = enrol(
            user=self.staff,
            key=self.key,
            code=code,
            address=client_address(self.request),
            session_id=session_id,
            verified=verified,
        )
        del self.request.session[KEY_IN_SESSION]
        mark_second_factor(self.request, device.pk)
        context = self.get_context_data(codes=codes, title=_("Your recovery codes"))
        return self.response_class(self.request, "admin/second_factor/codes.html", context)

    @property
    def key(self) -> str:
        return self.request.session.setdefault(KEY_IN_SESSION, new_key())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if "codes" in kwargs:
            return super().get_context_data(**kwargs) | kwargs
        key = self.key
        address = key_address(user=self.staff, key=key)
        parts = [key[start : start + KEY_GROUP] for start in range(0, len(key), KEY_GROUP)]
        return super().get_context_data(**kwargs) | {
            "key": " ".join(parts),
            "picture": segno.make(address, error="m", micro=False).svg_data_uri(
                scale=5, light="#fff"
            ),
        }
