"""The whole API in one place: what is served below `/api/v1/`, and by which viewset."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from accounts.viewsets.auth import AuthViewSet
from accounts.viewsets.credentials import CredentialsViewSet
from accounts.viewsets.me import AddressViewSet, MeViewSet
from accounts.viewsets.sessions import SessionViewSet
from otp.viewsets import OneTimeCodeViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("auth", AuthViewSet, basename="auth")
router.register("auth", CredentialsViewSet, basename="credentials")
router.register("auth", OneTimeCodeViewSet, basename="one-time-code")
router.register("auth/sessions", SessionViewSet, basename="session")

own_account = MeViewSet.as_view(
    {"get": "retrieve", "put": "update", "patch": "partial_update", "delete": "destroy"}
)

own_address = AddressViewSet.as_view({"get": "retrieve", "put": "update"})

urlpatterns = [
    path("me", own_account, name="me"),
    path("me/address", own_address, name="address"),
    path("me/export", MeViewSet.as_view({"get": "export"}), name="export"),
    *router.urls,
]
