"""Every address that Guildhall answers."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from accounts.pages import ResetPasswordPage, VerifyEmailPage
from config import health
from config.docs import RedocPage, SwaggerPage
from moderation.pages import AppealPage
from profiles.pages import picture
from reviews.pages import UnsubscribePage, jwks

urlpatterns = [
    # Until there is a start page, a developer who opens the address finds the API.
    path("", RedirectView.as_view(pattern_name="docs")),
    path("api/v1/", include("config.api")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/browse/", include("rest_framework.urls")),
    path("docs", SwaggerPage.as_view(), name="docs"),
    path("redoc", RedocPage.as_view(), name="redoc"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    re_path(
        r"^media/(?P<kind>\w+)/(?P<folder>[0-9a-f]{2})/(?P<name>[0-9a-f]{32})-(?P<size>\w+)\.webp$",
        picture,
        name="picture",
    ),
    path("verify-email", VerifyEmailPage.as_view(), name="verify-email"),
    path("appeal", AppealPage.as_view(), name="appeal-page"),
    path("unsubscribe", UnsubscribePage.as_view(), name="unsubscribe"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    path("reset-password", ResetPasswordPage.as_view(), name="reset-password"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
