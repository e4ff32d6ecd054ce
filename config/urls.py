"""Every address that Guildhall answers."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

from accounts.mail_webhook import mail_webhook
from accounts.pages.entering import LogOutPage
from config.docs import RedocPage, SwaggerPage
from operations import health
from operations.metrics.scraping import metrics

# What the browsable API's own pages link to: the one way in and out that all pages have.
browsing = [
    path("login/", RedirectView.as_view(pattern_name="log-in", query_string=True), name="login"),
    path("logout/", LogOutPage.as_view(), name="logout"),
]

urlpatterns = [
    path("api/v1/", include("config.api")),
    path("api/schema", SpectacularAPIView.as_view(), name="schema"),
    path("api/browse/", include((browsing, "rest_framework"))),
    path("docs", SwaggerPage.as_view(), name="docs"),
    path("redoc", RedocPage.as_view(), name="redoc"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("hooks/mail", mail_webhook, name="mail-webhook"),
    path("admin/", admin.site.urls),
    path("", include("config.pages")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
