"""The pages that e-mailed links open: verify or release an address, set a new password, undo a
change.

Opening one changes nothing, since mail scanners open links: the button does.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.browser import browser_session_id
from accounts.errors import AlreadyVerified, LinkInvalid, VerifiedOtherwise
from accounts.forms.links import ConfirmForm, LinkForm, NewPasswordForm
from accounts.links import Purpose, holder_of, refuse_outdated
from accounts.services import securing
from accounts.services.email_verification import release_email, standing_of, verify_email
from accounts.services.password import reset_password
from accounts.services.undoing import restored_by, undo_change
from foundation.addresses import client_address
from foundation.pages import FormPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm


@method_decorator(never_cache, name="dispatch")
class LinkPage(FormPage):
    """Shows what the link will do, does it when the button is pressed, and says so. A link that is
    no good any more is told at once, with what to do next.
    """

    template_name = "accounts/link.html"
    form_class: type[PageForm] = LinkForm
    said: StrOrPromise = ""
    # Where to go on when it is done, unless that is the log-in, and when it cannot be.
    done_step: tuple[str, StrOrPromise] | None = None
    next_step: tuple[str, StrOrPromise] = ("account", _("Have a new link sent"))
    other_step: tuple[str, StrOrPromise] | None = None

    @property
    def token(self) -> str:
        return self.request.POST.get("token") or self.request.GET.get("token", "")

    def get_initial(self) -> dict[str, Any]:
        return {"token": self.token}

    def look(self) -> StrOrPromise | None:
        """Look at what the link is good for; what is to be said if that is done already. Raises
        AlreadyVerified or LinkInvalid when it is good for nothing.
        """
        return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            is_done = self.look()
        except (AlreadyVerified, LinkInvalid) as error:
            return self.over(error, status=200)
        return self.say(is_done) if is_done else super().get(request, *args, **kwargs)

    def act(self, form: PageForm) -> HttpResponse:
        self.use(**form.values())
        return self.say(self.said)

    def use(self, **data: str) -> None:
        """Do what the link is for."""
        raise NotImplementedError

    def say(self, text: StrOrPromise) -> HttpResponse:
        """The page with what was done in place of the form."""
        done_step = self.done_step and (reverse(self.done_step[0]), self.done_step[1])
        context = self.get_context_data(form=None, said=text, done_step=done_step)
        return self.render_to_response(context)

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        if isinstance(error, (AlreadyVerified, LinkInvalid)):
            return self.over(error, status=error.status_code)
        return super().refused(form, error)

    def over(self, error: DomainError, *, status: int) -> HttpResponse:
        """What is to be said of a link that does nothing any more."""
        if isinstance(error, AlreadyVerified):
            return self.say(_("Your e-mail address is already verified."))
        steps = [
            (reverse(name), text) for name, text in filter(None, (self.next_step, self.other_step))
        ]
        context = self.get_context_data(form=None, wrong=error, next_steps=steps)
        return self.render_to_response(context, status=status)


class VerifyEmailPage(LinkPage):
    """Asks for as much as the account's standing needs: nothing, a password, or to log in."""

    form_class = ConfirmForm
    template_name = "accounts/verify_email.html"
    title = _("Verify your e-mail address")
    button = _("Verify")
    said = _("Your e-mail address is verified.")

    def look(self) -> None:
        self.standing = standing_of(token=self.token, session_id=browser_session_id(self.request))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with suppress(AlreadyVerified, LinkInvalid):  # using it says so
            self.look()
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class: Any = None) -> PageForm:
        form: PageForm = super().get_form(form_class)
        standing = getattr(self, "standing", None)
        if standing and not standing.needs_password:
            del form.fields["password"], form.fields["new_password"]
        return form

    def use(self, **data: str) -> None:
        verify_email(
            token=data["token"],
            session_id=browser_session_id(self.request),
            password=data.get("password"),
            new_password=data.get("new_password"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = f"{reverse('verify-email')}?{urlencode({'token': self.token})}"
        standing = getattr(self, "standing", None)
        field = standing.verified_otherwise if standing else None
        return super().get_context_data(
            verified_otherwise=VerifiedOtherwise(field) if field else None,
            log_in=f"{reverse('log-in')}?{urlencode({'next': back})}",
            release=f"{reverse('release-email')}?{urlencode({'token': self.token})}",
            **kwargs,
        )


class ReleaseEmailPage(LinkPage):
    title = _("This is not my account")
    lede = _(
        "Somebody entered your e-mail address in an account that is not yours. You can remove it "
        "from that account and then register with it yourself."
    )
    button = _("Remove my address")
    said = _("Your e-mail address is no longer part of that account.")
    next_step = ("register", _("Register"))

    def look(self) -> None:
        standing_of(token=self.token, session_id=None)

    def use(self, **data: str) -> None:
        release_email(token=data["token"])


class ResetPasswordPage(LinkPage):
    form_class = NewPasswordForm
    title = _("Set a new password")
    button = _("Set password")
    said = _("Your new password is set. Log in with it.")
    next_step = ("forgot-password", _("Ask for a new link"))

    def look(self) -> None:
        user = holder_of(self.token, Purpose.RESET_PASSWORD)
        refuse_outdated(self.token, Purpose.RESET_PASSWORD, user)

    def use(self, **data: str) -> None:
        reset_password(**data, address=client_address(self.request))


class SecureAccountPage(LinkPage):
    title = _("That was not me")
    lede = _(
        "Somebody else may be in your account. All devices are logged out, your password ends, and "
        "passkeys, second factors and changes of your e-mail address or phone number from that "
        "time on are undone. Then set a new password."
    )
    button = _("Secure my account")
    said = _("Your account is secured. Set a new password now.")
    done_step = ("forgot-password", _("Set a new password"))
    next_step = ("forgot-password", _("Set a new password"))
    other_step = ("log-in", _("Log in"))

    def look(self) -> None:
        securing.holder_of(self.token)

    def use(self, **data: str) -> None:
        securing.secure_account(token=data["token"])


class UndoChangePage(LinkPage):
    form_class = NewPasswordForm
    title = _("Undo the change")
    lede = _(
        "This restores the e-mail address and phone number that you had before the change, and "
        "logs out all devices. Set a new password that only you know."
    )
    button = _("Undo it")
    said = _("The change has been undone, and your new password is set. Log in with it.")
    next_step = ("forgot-password", _("Set a new password"))
    other_step = ("log-in", _("Log in"))

    def look(self) -> None:
        restored_by(self.token)

    def use(self, **data: str) -> None:
        undo_change(**data, address=client_address(self.request))
