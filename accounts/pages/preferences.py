"""In which language and time zone somebody reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.i18n import set_language

from accounts.browser import browser_session_id
from accounts.forms.preferences import PreferenceForm
from accounts.models import Preference
from accounts.pages.account import LAYOUT
from accounts.services.preferences import save_preference
from foundation.pages import FormPage, MemberPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from foundation.forms.serialized import PageForm


class PreferencesPage(MemberPage, FormPage):
    """Language and time zone, of pages and mails."""

    form_class = PreferenceForm
    layout = LAYOUT
    title = _("Language and time")
    lede = _("Used for web pages and e-mails.")
    button = _("Save")
    done = _("Saved.")
    success_url = reverse_lazy("preferences")

    def get_initial(self) -> dict[str, Any]:
        return Preference.objects.filter(user=self.request.user).values().first() or {}

    def act(self, form: PageForm) -> None:
        save_preference(
            user=self.request.user,
            session_id=browser_session_id(self.request),
            **form.values(),
        )

    def form_valid(self, form: PageForm) -> HttpResponse:
        """Say that it is saved in the language that was just chosen."""
        with translation.override(form.values()["language"] or translation.get_language()):
            self.done = str(self.done)
            return super().form_valid(form)


def choose_language(request: HttpRequest) -> HttpResponseBase:
    """The switch at the foot of each page: kept by the browser, and as the preference of whoever
    is logged in, which would win over the browser's.
    """
    response = set_language(request)
    language = request.POST.get("language")
    if language in dict(settings.LANGUAGES) and request.user.is_authenticated:
        save_preference(
            user=request.user, session_id=browser_session_id(request), language=language
        )
    return response
