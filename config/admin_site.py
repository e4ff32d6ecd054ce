"""The admin's site: staff enter with password and second factor, to each of its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.generic import RedirectView

from accounts.browser import lacks_second_factor, password_user
from accounts.pages.second_factor import (
    EnrolmentPage,
    SecondFactorByPasskeyPage,
    SecondFactorPage,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.urls import URLPattern, URLResolver


# No model has a public page, and its ids are no numbers. A password is changed by our own page,
# which counts the tries, ends what was open, and tells the owner.
LEFT_OUT = {"view_on_site", "password_change", "password_change_done"}


class StaffSite(AdminSite):
    """Django's site, for those who have shown their second factor.

    Django asks `has_permission` before every view of the site, those of ModelAdmins included.
    """

    site_header = site_title = settings.SITE_NAME
    index_title = _("Overview")

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request)

    @method_decorator(never_cache)
    @login_not_required
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask for the password; who has given it already is asked for the second factor."""
        if request.method == "GET" and self.is_halfway(request):
            target = request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index"))
            query = urlencode({REDIRECT_FIELD_NAME: target})
            return redirect(f"{reverse('admin:second_factor')}?{query}")
        return super().login(request, extra_context)

    def is_halfway(self, request: HttpRequest) -> bool:
        """Whether only the second factor is missing."""
        user = password_user(request)
        return user.is_active and user.is_staff and lacks_second_factor(request)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, and the second factor's: the only ones besides log-in that the password alone
        opens. Logging out is open to those who are halfway, too.
        """
        django = (one for one in super().get_urls() if getattr(one, "name", "") not in LEFT_OUT)
        own_page = self.admin_view(RedirectView.as_view(pattern_name="security"))
        return [
            path("password_change/", own_page, name="password_change"),
            path("logout/", never_cache(csrf_protect(self.logout))),
            path("second-factor/", SecondFactorPage.as_view(site=self), name="second_factor"),
            path(
                "second-factor/passkey/",
                SecondFactorByPasskeyPage.as_view(site=self),
                name="second_factor_passkey",
            ),
            path("second-factor/new/", EnrolmentPage.as_view(site=self), name="new_second_factor"),
            *django,
        ]
