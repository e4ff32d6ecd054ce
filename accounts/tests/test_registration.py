"""Registering: an account and its first session in one request."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError

from accounts.models import Session, Status, User
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
NEW = {
    "email": "Asha@Example.com",
    "username": "Asha_1",
    "password": "plum velvet tractor 19",
    "first_name": "Asha",
    "last_name": "Rao",
    "role": "freelancer",
}

LONG = "Plum velvet tractors sing of umbrellas, harbours and 19 quiet mountains. "


def codes(answer) -> set[tuple[str, str | None]]:
    return {(error["code"], error["attr"]) for error in answer.json()["errors"]}


def test_a_stranger_registers_and_is_logged_in(api):
    answer = api.post("auth/register", NEW)
    assert answer.status_code == 201, answer.content
    assert answer.headers["Cache-Control"] == "no-store"
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 1800
    assert body["user"]["username"] == "asha_1"
    assert body["user"]["status"] == "pending"
    assert body["user"]["is_logged_in"] is True
    assert body["user"]["is_verified"] is False
    assert body["user"]["last_login"] is not None
    assert "password" not in str(body)
    api.use_token(body["access_token"])
    assert api.get("me").json() == body["user"]


def test_a_phone_number_serves_in_place_of_an_address(api):
    answer = api.post("auth/register", NEW | {"email": None, "phone_number": "+91 98200-12345"})
    assert answer.status_code == 201, answer.content
    assert answer.json()["user"]["phone_number"] == "+919820012345"
    assert answer.json()["user"]["email"] is None


def test_one_of_address_and_phone_is_needed(api):
    answer = api.post("auth/register", {k: v for k, v in NEW.items() if k != "email"})
    assert answer.status_code == 422
    assert codes(answer) == {("required", "email")}


def test_an_account_is_active_at_once_where_no_proof_is_asked(api, settings):
    settings.ACCOUNT_PROOF_REQUIRED = False
    assert api.post("auth/register", NEW).json()["user"]["status"] == "active"


def test_the_password_is_stored_as_bcrypt_of_a_digest(api):
    api.post("auth/register", NEW)
    assert User.objects.get().password.startswith("bcrypt_sha256$$2b$")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "ASHA@example.COM"),
        ("username", "ASHA"),
        ("phone_number", "+91 98200 12345"),
    ],
)
def test_an_identifier_that_is_taken_is_named_ignoring_case(api, field, value):
    UserFactory(username="asha", email="asha@example.com", phone_number="+919820012345")
    answer = api.post("auth/register", NEW | {"email": "new@example.com"} | {field: value})
    assert answer.status_code == 400
    assert codes(answer) == {("taken", field)}
    assert User.objects.count() == 1


def test_all_taken_identifiers_are_named_at_once(api):
    UserFactory(username="asha", email="asha@example.com")
    answer = api.post("auth/register", NEW | {"username": "asha"})
    assert codes(answer) == {("taken", "email"), ("taken", "username")}


@pytest.mark.parametrize("role", ["admin", "moderator", "", None, 1])
def test_only_freelancers_and_clients_register_themselves(api, role):
    answer = api.post("auth/register", NEW | {"role": role})
    assert answer.status_code == 422
    assert not User.objects.exists()


@pytest.mark.parametrize("username", ["ab", "a" * 31, "a b", "a.b", "äsha", "root", "former-1", ""])
def test_a_username_is_3_to_30_plain_characters_and_not_reserved(api, username):
    answer = api.post("auth/register", NEW | {"username": username})
    assert answer.status_code == 422
    assert {attr for _code, attr in codes(answer)} == {"username"}


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("asha_1", "password_too_similar"),
        ("short 4 me", "password_too_short"),
        ("password1234", "password_guessable"),
        ("qwertyuiop12", "password_guessable"),
        ("123456789012", "password_guessable"),
        ("guildhall2026", "password_guessable"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(api, password, code):
    answer = api.post("auth/register", NEW | {"password": password})
    assert answer.status_code == 422
    assert (code, "password") in codes(answer)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "password",
    [
        "plum velvet tractor umbrella",
        "PLUMVELVETTRACTOR",
        "83027491655302",
        "лиловый трактор ☂",
        "12345\nvelvet tractor",
        "123456\nvelvet\ttractor\r",
    ],
)
def test_no_kind_of_character_is_asked_for(api, password):
    assert api.post("auth/register", NEW | {"password": password}).status_code == 201


@pytest.mark.parametrize("length", [64, 128])
def test_a_long_password_is_taken_and_compared_whole_and_in_its_case(api, length):
    password = (LONG * 2)[: length - 1] + " "
    assert api.post("auth/register", NEW | {"password": password}).status_code == 201
    others = {password[:-1], password[:72], password.swapcase(), f" {password[:-1]}"} - {password}
    statuses = [
        api.post("auth/login", {"username": "asha_1", "password": one}).status_code
        for one in (*sorted(others), password)
    ]
    assert statuses == [401] * len(others) + [200]


def test_a_password_of_200_characters_is_too_long(api):
    answer = api.post("auth/register", NEW | {"password": "plum velvet tractor " * 10})
    assert codes(answer) == {("max_length", "password")}


def test_full_width_letters_are_the_same_password(api):
    full_width = "".join(
        chr(ord(char) + 0xFEE0) if char != " " else char for char in NEW["password"]
    )
    assert api.post("auth/register", NEW | {"password": full_width}).status_code == 201
    login = {"username": "asha_1", "password": NEW["password"]}
    assert api.post("auth/login", login).status_code == 200


def test_the_twenty_first_registration_of_a_minute_from_one_address_waits(api):
    for number in range(20):
        body = NEW | {"email": f"a{number}@example.com", "username": f"user{number}"}
        assert api.post("auth/register", body).status_code == 201
    answer = api.post("auth/register", NEW)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert api.post("auth/register", NEW, REMOTE_ADDR="198.51.100.1").status_code == 201


def test_a_mail_with_a_single_use_link_proves_the_address(api, mailoutbox):
    api.post("auth/register", NEW)
    (mail,) = mailoutbox
    assert mail.to == ["Asha@Example.com"]
    assert mail.alternatives[0].mimetype == "text/html"
    token = mail.body.split("?token=")[1].split()[0]
    body = {"token": token, "password": NEW["password"]}
    answer = api.post("auth/verify-email", body)
    assert answer.status_code == 200
    assert answer.json()["status"] == "active"
    assert answer.json()["is_verified"] is True
    again = api.post("auth/verify-email", body)
    assert again.status_code == 422
    assert codes(again) == {("already_verified", "token")}


def test_the_link_opens_a_page_that_proves_the_address_by_a_button(api, client, mailoutbox):
    api.post("auth/register", NEW)
    link = next(word for word in mailoutbox[0].body.split() if "/verify-email?" in word)
    path = link.removeprefix("http://localhost:8000")
    page = client.get(path)
    assert page.status_code == 200
    assert (
        User.objects.get().status == Status.PENDING
    )  # a mail scanner that opens it proves nothing
    token = path.split("token=")[1]
    form = {"token": token, "password": NEW["password"]}
    assert b"address is verified." in client.post(path, form).content
    assert User.objects.get().status == Status.ACTIVE
    for again in (client.post(path, form), client.get(path)):  # which is no bad news
        assert b"is already verified" in again.content


def test_a_link_dies_when_the_address_changes(api, mailoutbox):
    api.post("auth/register", NEW)
    token = mailoutbox[0].body.split("?token=")[1].split()[0]
    User.objects.update(email="other@example.com")
    assert api.post("auth/verify-email", {"token": token}).status_code == 422


def test_a_link_expires(api, mailoutbox, settings):
    api.post("auth/register", NEW)
    token = mailoutbox[0].body.split("?token=")[1].split()[0]
    settings.EMAIL_VERIFICATION_LIFETIME *= 0
    assert api.post("auth/verify-email", {"token": token}).status_code == 422


def test_a_mail_server_that_is_down_tells_nothing(api, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens
    assert api.post("auth/register", NEW).status_code == 201


def test_no_account_is_left_behind_when_its_first_session_cannot_be_opened(api, settings):
    settings.SESSION_LIFETIME = timedelta(seconds=-1)  # the database refuses such a session
    with pytest.raises(IntegrityError):
        api.post("auth/register", NEW)
    assert not User.objects.exists()


def test_the_session_remembers_the_device(api):
    api.post("auth/register", NEW, HTTP_USER_AGENT="Firefox" * 100, REMOTE_ADDR="2001:db8::7")
    session = Session.objects.get()
    assert len(session.user_agent) == 300
    assert session.ip_address == "2001:db8::7"
