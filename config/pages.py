"""All web pages in one place, as `config.api` has the API."""

from __future__ import annotations

from django.urls import path, re_path

from accounts.pages import account, entering
from accounts.pages.links import ResetPasswordPage, VerifyEmailPage
from otp.pages import EnterCodePage, RequestCodePage
from profiles.pages.pictures import picture
from profiles.pages.search import SearchPage, StartPage
from reviews.pages.dashboard import DashboardPage
from reviews.pages.links import UnsubscribePage, jwks
from reviews.pages.profile import ProfilePage

PICTURE = (
    r"^media/(?P<kind>\w+)/(?P<folder>[0-9a-f]{2})/(?P<name>[0-9a-f]{32})-(?P<size>\w+)\.webp$"
)

public = [
    path("", StartPage.as_view(), name="start"),
    path("search", SearchPage.as_view(), name="search"),
    path("@<str:username>", ProfilePage.as_view(), name="profile-page"),
    path(".well-known/jwks.json", jwks, name="jwks"),
    re_path(PICTURE, picture, name="picture"),
]

ways_in = [
    path("register", entering.RegisterPage.as_view(), name="register"),
    path("login", entering.LogInPage.as_view(), name="log-in"),
    path("login/phone", RequestCodePage.as_view(), name="log-in-phone"),
    path("login/phone/code", EnterCodePage.as_view(), name="log-in-code"),
    path("logout", entering.LogOutPage.as_view(), name="log-out"),
    path("forgot-password", entering.ForgotPasswordPage.as_view(), name="forgot-password"),
    path("reset-password", ResetPasswordPage.as_view(), name="reset-password"),
    path("verify-email", VerifyEmailPage.as_view(), name="verify-email"),
    path("unsubscribe", UnsubscribePage.as_view(), name="unsubscribe"),
]

own_account = [
    path("account", account.AccountPage.as_view(), name="account"),
    path("account/address", account.AddressPage.as_view(), name="account-address"),
    path("account/security", account.SecurityPage.as_view(), name="security"),
    path("account/data", account.DataPage.as_view(), name="data"),
    path("account/export", account.ExportPage.as_view(), name="export-page"),
    path("account/switch-off", account.SwitchOffPage.as_view(), name="switch-off"),
    path(
        "account/send-verification",
        account.SendVerificationPage.as_view(),
        name="send-verification",
    ),
    path("account/sessions/<uuid:pk>/end", account.EndSessionPage.as_view(), name="end-session"),
]

urlpatterns = [
    *public,
    *ways_in,
    *own_account,
    path("dashboard", DashboardPage.as_view(), name="dashboard"),
]
