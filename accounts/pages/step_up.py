"""Asking for the second factor again before a sensitive change on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.urls import reverse

from accounts.browser import browser_session_id
from accounts.errors import FreshSecondFactorRequired
from accounts.services.second_factor.freshness import is_fresh

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from foundation.errors import DomainError
    from foundation.forms.serialized import PageForm


def ask_again(request: HttpRequest, back_to: str = "") -> HttpResponse:
    """Lead to the page that asks for a code, and back to this one, or to another."""
    return redirect_to_login(back_to or request.path, reverse("confirm-second-factor"))


class LeadsToSecondFactor:
    """A form page whose service asks for a fresh second factor: the refusal leads to its page."""

    request: HttpRequest

    def refused(self, form: PageForm, error: DomainError) -> HttpResponse:
        if isinstance(error, FreshSecondFactorRequired):
            messages.info(self.request, str(error))
            return ask_again(self.request)
        return super().refused(form, error)  # type: ignore[misc,no-any-return]  # of FormPage


class BehindSecondFactor(LeadsToSecondFactor):
    """A page that is for nothing else: who would be refused is asked before anything is typed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_fresh(user=request.user, session_id=browser_session_id(request)):
            return ask_again(request)
        return super().get(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
