"""All web pages in one place, as `config.api` has the API."""

from __future__ import annotations

from django.urls import path, re_path

from accounts.pages.links import ResetPasswordPage, VerifyEmailPage
from profiles.pages.pictures import picture
from profiles.pages.search import SearchPage, StartPage
from reviews.pages.links import UnsubscribePage, jwks
from reviews.pages.profile import ProfilePage

PICTURE = (
    r"^media/(?P<kind>\w+)/(?P<folder>[0-9a-f]{2})/(?P<name>[0-9a-f]{32})-(?P<size>\w+)\.webp$"
)

urlpatterns = [
    path("", StartPage.as_view(), name="start"),
    path("search", SearchPage.as_view(), name="search"),
    path("@<str:username>", ProfilePage.as_view(), name="profile-page"),
    path("verify-email", VerifyEmailPage.as_view(), name="verify-email"),
    path("reset-password", ResetPasswordPage.as_view(), name="reset-password"),
    path("unsubscribe", UnsubscribePage.as_view(), name="unsubscribe"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    re_path(PICTURE, picture, name="picture"),
]
