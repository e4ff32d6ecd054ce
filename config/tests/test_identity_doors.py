"""No way to write identity leads around our services: not by a view that some package brings, not
in the admin, and not by a command.
"""

from __future__ import annotations

import inspect
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command, get_commands
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.plugins.otp_static.models import StaticToken

from accounts.errors import CodeRefused
from accounts.services.second_factor import confirm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db
OWN_APPS = {name.split(".")[0] for name in settings.INSTALLED_APPS if ".apps." in name} | {"config"}
# Views of packages that write nothing of anybody's identity, or only what our services let pass.
KNOWN = {
    "django.views.generic.base.RedirectView",
    "drf_spectacular.views.SpectacularAPIView",
    # Lists and forms of models: below, those of identity are found to be closed.
    *(
        f"django.contrib.admin.options.ModelAdmin.{name}_view"
        for name in ("add", "change", "changelist", "delete", "history")
    ),
    *(
        f"django.contrib.admin.sites.AdminSite.{name}"
        for name in ("index", "app_index", "autocomplete_view", "catch_all_view", "i18n_javascript")
    ),
    # Ends the browser's session as every log-out does (accounts.browser).
    "django.contrib.admin.sites.AdminSite.logout",
}
IDENTITY_APPS = {"accounts", "otp"}
# A removal is asked for by the service, which waits and tells the owner.
# Groups are what staff may do, which an administrator edits; nobody logs in by one.
# Blocked domains and ranges are nobody's identity: they keep people from registering.
WRITABLE = {"auth.Group", "accounts.FactorRemoval"}
WRITABLE |= {"accounts.BlockedDomain", "accounts.BlockedNetwork"}
# Leaves a code in clear text, which opens nothing: see the last test.
HARMLESS_COMMANDS = {"addstatictoken"}


def views(patterns: list[Any], prefix: str = "/") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every address, with the view that answers it."""
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern):
            yield address, pattern.callback


def name_of(view: Callable[..., Any]) -> str:
    """Where a view is written: its class, if it is made of one, else the function or method."""
    unwrapped = inspect.unwrap(view)
    for made in (view, unwrapped):
        if cls := getattr(made, "view_class", None) or getattr(made, "cls", None):
            return f"{cls.__module__}.{cls.__qualname__}"
    return f"{unwrapped.__module__}.{unwrapped.__qualname__}"


def strange_views(patterns: list[Any]) -> dict[str, str]:
    """The views that are neither ours nor known to write nothing."""
    named = {address: name_of(view) for address, view in views(patterns)}
    return {
        address: name
        for address, name in named.items()
        if name.split(".")[0] not in OWN_APPS and name not in KNOWN
    }


def test_every_view_is_ours_or_known_to_write_no_identity():
    """A new one of a package has to be looked at: route it through our services, or leave it out;
    name it above only if it writes nothing of who somebody is, or how they log in.
    """
    assert strange_views(get_resolver().url_patterns) == {}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("django.contrib.auth.urls", "PasswordChangeView"),
        ("django.contrib.auth.urls", "PasswordResetConfirmView"),
        ("rest_framework.urls", "LoginView"),
    ],
)
def test_the_views_of_django_would_be_found(module, name):
    (found,) = (
        one
        for one in strange_views(__import__(module, fromlist=["urls"]).urlpatterns).values()
        if one.endswith(f".{name}")
    )
    assert found.startswith("django.contrib.auth.")


def test_djangos_own_admin_would_be_found():
    """Its page for one's own password, and that for anybody's in the admin of users."""
    strange = set(strange_views(admin.AdminSite().urls[0]).values())
    assert "django.contrib.admin.sites.AdminSite.password_change" in strange
    assert "django.contrib.admin.sites.AdminSite.login" in strange


def test_not_even_a_superuser_writes_identity_in_the_admin(admin_user):
    request = RequestFactory().get("/admin/")
    request.user = admin_user
    writable = set()
    for model, model_admin in admin.site._registry.items():
        home = model.__module__.split(".")[0]
        is_identity = home in IDENTITY_APPS or home.startswith("django")
        may_write = (
            model_admin.has_add_permission(request)
            or model_admin.has_change_permission(request)
            or model_admin.has_delete_permission(request)
        )
        if is_identity and may_write:
            writable.add(model._meta.label)
    assert writable == WRITABLE


def test_every_command_that_writes_identity_is_ours():
    of_packages = {
        name
        for name, app in get_commands().items()
        if app.startswith(("django.contrib.auth", "django_otp"))
    }
    assert of_packages - HARMLESS_COMMANDS == set()


def test_a_code_that_the_command_of_a_package_left_opens_nothing(admin_user):
    call_command("addstatictoken", admin_user.username, token="abcd1234", stdout=StringIO())
    assert StaticToken.objects.get().token == "abcd1234"
    with pytest.raises(CodeRefused):
        confirm(user=admin_user, code="abcd1234")
