"""Whoever verifies first owns, and nobody joins from outside: each pair of what a squatter typed in
and what its holder verifies, through each door, and then each move that is left to the squatter.
"""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client as Browser
from django.test import TestCase
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.models import Status, User
from conftest import Client
from otp import sms
from otp.tests.squatting import (
    HOLDERS,
    HOLDERS_PASSWORD,
    SQUATTERS,
    SQUATTERS_PASSWORD,
    Squatter,
    code_for,
    link_in,
    log_in,
    opens,
    with_code,
)

pytestmark = pytest.mark.django_db
# Whose e-mail address and whose phone number the squatter typed in.
PAIRS = [pair for pair in product((None, SQUATTERS, HOLDERS), repeat=2) if HOLDERS in pair]
NAMES = {id(SQUATTERS): "own", id(HOLDERS): "holders"}


def name_of(value: Any) -> str | None:
    return "-".join(NAMES.get(id(one), "no") for one in value) if type(value) is tuple else None


@pytest.fixture(autouse=True)
def _codes_at_any_time(settings, sms_outbox):
    settings.OTP_COOLDOWN = timedelta(0)
    settings.OTP_PER_PHONE_HOUR = settings.OTP_PER_PHONE_DAY = settings.OTP_PER_RANGE_HOUR = 100


# --- The holder's doors -----------------------------------------------------------------------


def by_link(mails: list[Any]) -> None:
    body = {"token": link_in(mails, HOLDERS["email"], "verify-email")}
    refused = Client().post("auth/verify-email", body)
    assert refused.json()["errors"][0]["code"] == "password_required"
    answer = Client().post("auth/verify-email", body | {"new_password": HOLDERS_PASSWORD})
    assert answer.status_code == 200, answer.content


def by_link_page(mails: list[Any]) -> None:
    token = link_in(mails, HOLDERS["email"], "verify-email")
    form = {"token": token, "new_password": HOLDERS_PASSWORD}
    assert b"is verified" in Browser().post("/verify-email", form).content


def by_reset(mails: list[Any]) -> None:
    Client().post("auth/forgot-password", {"email": HOLDERS["email"]})
    body = {"token": link_in(mails, HOLDERS["email"], "reset-password")}
    body |= {"new_password": HOLDERS_PASSWORD}
    assert Client().post("auth/reset-password", body).status_code == 204


def by_reset_page(mails: list[Any]) -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        Browser().post("/forgot-password", {"email": HOLDERS["email"]})
    form = {"token": link_in(mails, HOLDERS["email"], "reset-password")}
    form |= {"new_password": HOLDERS_PASSWORD}
    assert b"is set" in Browser().post("/reset-password", form).content


def by_code(_mails: list[Any]) -> None:
    phone = HOLDERS["phone_number"]
    answer = with_code(phone, code_for(phone))
    assert answer.status_code == 200, answer.content
    client = Client()
    client.use_token(answer.json()["access_token"])
    new = {"new_password": HOLDERS_PASSWORD}
    assert client.post("auth/change-password", new).status_code == 204


def by_code_page(_mails: list[Any]) -> None:
    browser = Browser()
    with TestCase.captureOnCommitCallbacks(execute=True):
        browser.post("/login/phone", {"phone_number": HOLDERS["phone_number"]})
    code = re.search(r"\d{6}", sms.outbox[-1][1])[0]  # type: ignore[index]
    asked = browser.post("/login/phone/code", {"code": code})
    assert b'type="password" name="current_password"' in asked.content
    form = {"code": code, "start_over": "on"}
    assert browser.post("/login/phone/code", form)["Location"] == "/dashboard"
    form = {"new_password": HOLDERS_PASSWORD}
    assert browser.post("/account/security", form).status_code == 302


DOORS = {
    "email": (by_link, by_link_page, by_reset, by_reset_page),
    "phone_number": (by_code, by_code_page),
}
CASES = [
    (pair, kind, door)
    for pair in PAIRS
    for kind, whose in zip(DOORS, pair, strict=True)
    if whose is HOLDERS
    for door in DOORS[kind]
]


def typed_in_by(pair: tuple[Any, Any]) -> dict[str, str]:
    return {
        name: whose[name] for name, whose in zip(SQUATTERS, pair, strict=True) if whose is not None
    }


@pytest.mark.parametrize(("pair", "kind", "door"), CASES, ids=name_of)
def test_whoever_verifies_first_is_alone_in_the_account(mailoutbox, pair, kind, door):
    squatter = Squatter(mailoutbox, typed_in_by(pair))
    squatter.register()
    squatter.prepare()
    door(mailoutbox)
    assert squatter.try_everything() == []
    account = User.objects.get(pk=squatter.account.pk)
    assert (account.status, account.verified_fields) == (Status.ACTIVE, [kind])
    other = "phone_number" if kind == "email" else "email"
    assert (getattr(account, kind), getattr(account, other)) == (HOLDERS[kind], None)
    assert opens(log_in(**{kind: HOLDERS[kind]}, password=HOLDERS_PASSWORD), account)


# What the squatter verified first is their own, and what they typed in besides is not.
OWNED = [pair for pair in PAIRS if SQUATTERS in pair]


@pytest.mark.parametrize("pair", OWNED, ids=name_of)
def test_nobody_joins_an_account_of_which_something_else_is_verified(api, mailoutbox, pair):
    squatter = Squatter(mailoutbox, typed_in_by(pair))
    squatter.register()
    squatter.verify_own()
    before = User.objects.filter(pk=squatter.account.pk).values().get()
    if pair[0] is HOLDERS:
        token = link_in(mailoutbox, HOLDERS["email"], "verify-email")
        for more in ({}, {"new_password": HOLDERS_PASSWORD}, {"password": SQUATTERS_PASSWORD}):
            refused = api.post("auth/verify-email", {"token": token} | more)
            assert refused.status_code == 409
            (error,) = refused.json()["errors"]
            assert error["code"] == "verified_otherwise"
            assert "verified phone number" in error["detail"]
            assert SQUATTERS["phone_number"] not in error["detail"]
        api.post("auth/forgot-password", {"email": HOLDERS["email"]})
        assert link_in(mailoutbox, HOLDERS["email"], "reset-password") is None
    else:
        assert code_for(HOLDERS["phone_number"]) is None
        assert "has no account" in sms.outbox[-1][1]
    assert User.objects.filter(pk=squatter.account.pk).values().get() == before
    assert squatter.by_access_token()


@pytest.mark.parametrize("way", ["link", "forgot", "registration", "page", "admin"])
def test_a_squatted_address_is_no_obstacle_to_its_holder(
    api, client, mailoutbox, admin_user, settings, way
):
    squatter = Squatter(mailoutbox, typed_in_by((HOLDERS, SQUATTERS)))
    squatter.register()
    squatter.verify_own()
    body = {"username": "holder", "role": "client", "email": HOLDERS["email"]}
    body |= {"password": HOLDERS_PASSWORD}
    if way == "forgot":
        mailoutbox.clear()
        api.post("auth/forgot-password", {"email": HOLDERS["email"]})
    if way == "registration":
        mailoutbox.clear()
        assert api.post("auth/register", body).status_code == 400
    token = link_in(mailoutbox, HOLDERS["email"], "verify-email")
    if way == "page":
        page = client.get(f"/verify-email?token={token}").content.decode()
        assert "This is not my account" in page
        assert SQUATTERS["phone_number"] not in page
        assert client.get(f"/release-email?token={token}").status_code == 200
        assert User.objects.filter(email=HOLDERS["email"]).exists()  # a scanner opened it
        client.post("/release-email", {"token": token})
    elif way == "admin":
        settings.STAFF_TOTP_REQUIRED = False
        client.force_login(admin_user)
        act = {"action": "release_address", "_selected_action": [str(squatter.account.pk)]}
        client.post("/admin/accounts/user/", act)
    else:
        assert api.post("auth/release-email", {"token": token}).status_code == 204
    assert api.post("auth/register", body).status_code == 201
    assert squatter.by_access_token()
    squatter.account.refresh_from_db()
    assert squatter.account.email is None
    assert api.post("auth/verify-email", {"token": token}).status_code == 422


def test_a_squatted_number_is_no_obstacle_to_its_holder(api, mailoutbox):
    squatter = Squatter(mailoutbox, typed_in_by((SQUATTERS, HOLDERS)))
    squatter.register()
    squatter.verify_own()
    phone = HOLDERS["phone_number"]
    new = {"username": "holder", "role": "client", "purpose": "registration"}
    assert with_code(phone, code_for(phone, "registration"), **new).status_code == 201
    squatter.account.refresh_from_db()
    assert squatter.account.phone_number is None


def test_a_number_typed_in_by_another_unverified_account_goes_to_the_member_who_verifies_it(
    api_as, freelancer, mailoutbox
):
    squatter = Squatter(mailoutbox, typed_in_by((None, HOLDERS)))
    squatter.register()
    client, phone = api_as(freelancer), HOLDERS["phone_number"]
    body = {"phone_number": phone, "purpose": "verification", "current_password": "x"}
    body |= {"code": code_for(phone, "verification", client)}
    body |= {"current_password": SQUATTERS_PASSWORD}
    assert client.post("auth/verify-otp", body).json()["phone_number"] == phone
    squatter.account.refresh_from_db()
    assert squatter.account.phone_number is None
    assert squatter.by_password()  # it stays theirs, by username
    assert squatter.client.patch("me", {"first_name": "Still"}).status_code == 200


def test_a_code_that_was_sent_before_the_address_was_verified_joins_nothing(api, mailoutbox):
    """The phone's holder asks for a code while nothing is verified, and gives it too late."""
    squatter = Squatter(mailoutbox, typed_in_by((SQUATTERS, HOLDERS)))
    squatter.register()
    code = code_for(HOLDERS["phone_number"])
    squatter.verify_own()
    late = with_code(HOLDERS["phone_number"], code)
    assert late.json()["errors"][0]["code"] == "verified_otherwise"
    squatter.account.refresh_from_db()
    assert squatter.account.phone_verified_at is None
    assert squatter.by_access_token()


@pytest.mark.parametrize("way", ["api", "page", "code"])
def test_registering_on_a_laptop_and_verifying_on_a_phone_loses_nothing(mailoutbox, way):
    honest = Squatter(mailoutbox, typed_in_by((SQUATTERS, SQUATTERS)))
    honest.register()
    address, phone = SQUATTERS["email"], SQUATTERS["phone_number"]
    body = {"token": link_in(mailoutbox, address, "verify-email"), "password": SQUATTERS_PASSWORD}
    if way == "api":
        wrong = Client().post("auth/verify-email", body | {"password": "x"})
        assert (wrong.status_code, wrong.json()["errors"][0]["attr"]) == (403, "password")
        assert Client().post("auth/verify-email", body).status_code == 200
    elif way == "page":
        opened = Browser().get("/verify-email", {"token": body["token"]}).content
        assert b'name="password"' in opened
        assert b"is verified" in Browser().post("/verify-email", body).content
    else:
        given = with_code(phone, code_for(phone), current_password=SQUATTERS_PASSWORD)
        assert given.status_code == 200, given.content
    honest.account.refresh_from_db()
    assert (honest.account.email, honest.account.phone_number) == (address, phone)
    assert honest.account.status == Status.ACTIVE
    assert honest.by_access_token()
    assert honest.by_refresh_token()
    assert honest.by_password()


def test_in_the_laptops_browser_the_link_is_one_click(mailoutbox):
    honest = Squatter(mailoutbox, typed_in_by((SQUATTERS, HOLDERS)))
    honest.register()
    browser = Browser()
    form = {"identifier": "squatted", "password": SQUATTERS_PASSWORD}
    assert browser.post("/login", form)["Location"] == "/dashboard"
    token = link_in(mailoutbox, SQUATTERS["email"], "verify-email")
    assert b'type="password"' not in browser.get("/verify-email", {"token": token}).content
    assert b"is verified" in browser.post("/verify-email", {"token": token}).content
    honest.account.refresh_from_db()
    assert honest.account.verified_fields == ["email"]


def test_a_dead_token_is_overlooked_where_a_link_is_used(mailoutbox):
    honest = Squatter(mailoutbox, typed_in_by((SQUATTERS, HOLDERS)))
    honest.register()
    honest.client.post("auth/logout", {})
    body = {"token": link_in(mailoutbox, SQUATTERS["email"], "verify-email")}
    refused = honest.client.post("auth/verify-email", body)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "password_required")
    body |= {"password": SQUATTERS_PASSWORD}
    assert honest.client.post("auth/verify-email", body).status_code == 200


def test_a_new_phone_waits_for_its_code_and_the_old_one_undoes_it(api_as, freelancer):
    old, new = SQUATTERS["phone_number"], HOLDERS["phone_number"]
    User.objects.update(phone_number=old, phone_verified_at=timezone.now(), email=None)
    client = api_as(User.objects.get())
    body = {"phone_number": new, "current_password": SQUATTERS_PASSWORD}
    answer = client.patch("me", body).json()
    assert (answer["phone_number"], answer["pending_phone_number"]) == (old, new)
    code = code_for(new, "verification", client)
    given = client.post(
        "auth/verify-otp", {"phone_number": new, "purpose": "verification", "code": code}
    )
    assert given.status_code == 200, given.content
    assert given.json()["phone_number"] == new
    assert with_code(old, code_for(old)).status_code == 401
    text = next(text for number, text in reversed(sms.outbox) if number == old and "undo" in text)
    token = re.search(r"token=(\S+)", text)[1]  # type: ignore[index]
    undone = Client().post("auth/undo-change", {"token": token, "new_password": HOLDERS_PASSWORD})
    assert undone.status_code == 204, undone.content
    freelancer.refresh_from_db()
    assert (freelancer.phone_number, freelancer.pending_phone_number) == (old, None)
    assert client.get("me").status_code == 401
    assert with_code(new, code_for(new)).status_code == 401
    assert with_code(old, code_for(old)).status_code == 200


def test_a_squatters_second_factor_ends_and_that_of_staff_stays(mailoutbox, admin_user):
    squatter = Squatter(mailoutbox, typed_in_by((HOLDERS, None)))
    squatter.register()
    for user in (squatter.account, admin_user):
        TOTPDevice.objects.create(user=user, name="app")
    by_reset(mailoutbox)
    Client().post("auth/forgot-password", {"email": admin_user.email})
    body = {"token": link_in(mailoutbox, admin_user.email, "reset-password")}
    body |= {"new_password": HOLDERS_PASSWORD}
    assert Client().post("auth/reset-password", body).status_code == 204
    assert TOTPDevice.objects.get().user == admin_user
