"""The secret key is replaced: with the old one among the fallbacks, nobody notices."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client as Browser

from accounts.links import Purpose, make_token
from accounts.services.usernames import is_kept, release
from accounts.tests.factories import PASSWORD, UserFactory
from notifications.unsubscribing import token_for
from otp.codes import code_for, hash_code
from otp.models import OneTimeCode
from otp.tests.factories import CODE, OneTimeCodeFactory
from profiles.tests.factories import make_freelancer

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import SettingsWrapper

    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db

NEW = "yet-another-key-0123456789-abcdefghijklmnopqrstuvwxyz"


@pytest.fixture
def replace(settings: SettingsWrapper) -> Callable[..., None]:
    """Set another key, as the settings read it, with the one before among the fallbacks or not."""

    def set_new(*, keep: bool = True) -> None:
        former = settings.SECRET_KEY
        settings.SECRET_KEY = NEW
        settings.SECRET_KEY_FALLBACKS = [former] if keep else []
        settings.SIMPLE_JWT = settings.SIMPLE_JWT | {"SIGNING_KEY": NEW}
        settings.OTP_KEYS = [f"otp {key}" for key in (NEW, *settings.SECRET_KEY_FALLBACKS)]

    return set_new


@pytest.mark.parametrize("keep", [True, False])
def test_tokens_of_front_ends(
    api: Client, freelancer: User, replace: Callable[..., None], keep: bool
) -> None:
    pair = api.post("auth/login", {"username": "asha", "password": PASSWORD}).json()
    replace(keep=keep)
    api.use_token(pair["access_token"])
    assert (api.get("me").status_code == 200) == keep
    api.credentials()
    answer = api.post("auth/refresh-token", {"refresh_token": pair["refresh_token"]})
    assert (answer.status_code == 200) == keep


@pytest.mark.parametrize("keep", [True, False])
def test_log_ins_of_browsers(freelancer: User, replace: Callable[..., None], keep: bool) -> None:
    browser = Browser()
    browser.force_login(freelancer)
    assert browser.get("/account").status_code == 200
    replace(keep=keep)
    assert (browser.get("/account").status_code == 200) == keep


@pytest.mark.parametrize("keep", [True, False])
def test_mailed_links(api: Client, replace: Callable[..., None], keep: bool) -> None:
    user = UserFactory(username="asha", email_verified_at=None)
    verify, reset = (make_token(user, purpose) for purpose in Purpose)
    replace(keep=keep)
    answer = api.post("auth/verify-email", {"token": verify, "password": PASSWORD})
    assert (answer.status_code < 300) == keep
    user.refresh_from_db()
    body = {"token": reset, "new_password": "seven green umbrellas"}
    assert (api.post("auth/reset-password", body).status_code < 300) == keep


@pytest.mark.parametrize("keep", [True, False])
def test_links_that_stop_mails(freelancer: User, replace: Callable[..., None], keep: bool) -> None:
    token = token_for(freelancer, "proposal_accepted")
    replace(keep=keep)
    status = Browser().post("/unsubscribe", {"token": token}).status_code
    assert (status == 200) == keep


@pytest.mark.parametrize("keep", [True, False])
def test_pages_of_lists(
    api_as: Callable[[User], Any], freelancer: User, replace: Callable[..., None], keep: bool
) -> None:
    for name in ("one", "two", "three"):
        make_freelancer(name)
    client = api_as(freelancer)
    following = client.get("profiles", {"page_size": 1}).json()["next"]
    assert following
    replace(keep=keep)
    client.log_in(freelancer)
    assert (client.get(re.sub(r"^https?://[^/]+", "", following)).status_code == 200) == keep


@pytest.mark.parametrize("keep", [True, False])
def test_codes_on_their_way(
    api: Client, freelancer: User, replace: Callable[..., None], keep: bool
) -> None:
    freelancer.phone_number = "+919820012345"
    freelancer.save()
    OneTimeCodeFactory(user=freelancer)
    replace(keep=keep)
    body = {"phone_number": "+919820012345", "purpose": "login", "code": CODE}
    assert (api.post("auth/verify-otp", body).status_code == 200) == keep


def test_the_next_try_of_a_message_holds_the_code_of_the_first(
    replace: Callable[..., None],
) -> None:
    row = OneTimeCodeFactory()
    first = code_for(row)
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, first))
    replace()
    row.refresh_from_db()
    assert code_for(row) == first
    OneTimeCode.objects.filter(pk=row.pk).update(code_hash=hash_code(row, first))
    row.refresh_from_db()
    assert code_for(row) == first


@pytest.mark.parametrize("keep", [True, False])
def test_a_username_that_was_given_up_is_kept(
    freelancer: User, replace: Callable[..., None], keep: bool
) -> None:
    release(user=freelancer, username="asha-rao")
    replace(keep=keep)
    assert is_kept("asha-rao", other_than=None) == keep
    release(user=freelancer, username="asha-rao")
    assert is_kept("asha-rao", other_than=None)
    assert not is_kept("asha-rao", other_than=freelancer)
