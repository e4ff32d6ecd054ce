"""Registering, logging in and out, and forgotten passwords, on pages."""

from __future__ import annotations

import re

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts import links
from accounts.models import Role, Session, Status, User
from accounts.services.status import change_status
from accounts.tests.factories import PASSWORD, UserFactory, suspended

pytestmark = pytest.mark.django_db
NEW = {
    "role": "freelancer",
    "username": "mira",
    "email": "mira@example.com",
    "password": "seven green umbrellas",
    "first_name": "Mira",
}


# Pages of the packages that show the API's documentation, and the button itself.
NOT_FOR_MEMBERS_ALONE = {"/docs", "/redoc", "/logout", "/api/schema"}


def log_in(client, identifier="asha", password=PASSWORD, **more):
    return client.post("/login", {"identifier": identifier, "password": password, **more})


def is_in(client) -> bool:
    return client.get("/dashboard").status_code == 200


def test_registering_makes_an_account_and_logs_in(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/register", NEW)
    assert answer["Location"] == "/dashboard"
    user = User.objects.get(username="mira")
    assert (user.role, user.status) == (Role.FREELANCER, Status.PENDING)
    assert Session.objects.get(user=user).ip_address == "127.0.0.1"
    assert mailoutbox[0].to == ["mira@example.com"]
    page = client.get("/dashboard").content.decode()
    assert "We have sent a link to mira@example.com" in page
    assert "Nobody else can see your page yet" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "a b"}, "username"),
        ({"username": "admin"}, "username"),
        ({"email": "nonsense"}, "email"),
        ({"email": ""}, "email"),
        ({"phone_number": "12345"}, "phone_number"),
        ({"password": "short"}, "password"),
        ({"password": "mira@example.com"}, "password"),
        ({"role": "admin"}, "role"),
        ({"role": ""}, "role"),
        ({"first_name": "Mi\u202era"}, "first_name"),
        ({"first_name": "x\0"}, "first_name"),
        ({"first_name": "x" * 101}, "first_name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(client, changes, field):
    answer = client.post("/register", NEW | changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert 'aria-invalid="true"' in page
    assert ('value="mira@example.com"' in page) is ("email" not in changes)
    assert NEW["password"] not in page
    assert not User.objects.exists()


def test_a_taken_username_is_told(client, freelancer):
    answer = client.post("/register", NEW | {"username": "Asha"})
    assert answer.status_code == 400
    assert b"Already in use by another account." in answer.content


@pytest.mark.parametrize("identifier", ["asha", "ASHA", "asha@example.com", " asha "])
def test_one_field_takes_whichever_identifier(client, freelancer, identifier):
    assert log_in(client, identifier)["Location"] == "/dashboard"
    assert is_in(client)
    assert Session.objects.live().filter(user=freelancer).count() == 1


@pytest.mark.parametrize(("identifier", "password"), [("asha", "wrong"), ("nobody", PASSWORD)])
def test_an_unknown_account_and_a_wrong_password_look_alike(
    client, freelancer, identifier, password
):
    answer = log_in(client, identifier, password)
    assert answer.status_code == 422
    assert b"No account matches this identifier and password." in answer.content
    assert not is_in(client)


@pytest.mark.parametrize(
    "sent", [{}, {"identifier": "asha"}, {"password": "\0", "identifier": "\0"}]
)
def test_an_incomplete_log_in_is_told(client, freelancer, sent):
    answer = client.post("/login", sent)
    assert answer.status_code == 422
    assert b"errorlist" in answer.content


def test_the_sixth_try_has_to_wait(client, freelancer):
    for _ in range(5):
        log_in(client, password="wrong")
    answer = log_in(client)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0
    assert b"Too many attempts" in answer.content
    assert not is_in(client)


def test_a_suspended_account_is_told_after_the_right_password_only(client, freelancer):
    suspended(freelancer)
    assert b"suspended" not in log_in(client, password="wrong").content
    answer = log_in(client)
    assert answer.status_code == 403
    assert b"This account is suspended." in answer.content


def test_an_account_that_was_switched_off_is_switched_on_by_its_owner(client, freelancer):
    change_status(user=freelancer, to=Status.INACTIVE)
    asked = log_in(client)
    assert asked.status_code == 403
    assert b'type="checkbox" name="reactivate"' in asked.content
    log_in(client, reactivate="on")
    freelancer.refresh_from_db()
    assert freelancer.status == Status.ACTIVE
    assert is_in(client)


def test_logging_in_leads_to_where_one_was_going(client, freelancer):
    asked = client.get("/account")
    assert asked["Location"] == "/login?next=/account"
    answer = client.post(asked["Location"], {"identifier": "asha", "password": PASSWORD})
    assert answer["Location"] == "/account"


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_logging_in_leads_nowhere_else(client, freelancer, address):
    answer = client.post(f"/login?next={address}", {"identifier": "asha", "password": PASSWORD})
    assert answer["Location"] == "/dashboard"


def test_who_is_logged_in_needs_no_log_in_page(client, freelancer):
    client.force_login(freelancer)
    assert client.get("/login")["Location"] == "/dashboard"


def test_logging_in_as_another_leaves_nothing_of_the_first(client, freelancer):
    UserFactory(username="noor")
    log_in(client)
    key = client.session.session_key
    log_in(client, "noor")
    assert b"@noor" in client.get("/dashboard").content
    assert client.session.session_key != key
    assert not Session.objects.live().filter(user=freelancer).exists()


def test_logging_out_is_a_button_and_ends_the_device(client, freelancer):
    log_in(client)
    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/"
    assert not is_in(client)
    assert Session.objects.get(user=freelancer).revoked_reason == "logged_out"


def test_every_page_of_a_member_offers_to_log_out(client, freelancer):
    client.force_login(freelancer)
    names = [name for name in get_resolver().reverse_dict if isinstance(name, str)]
    paths = {path for name in names if (path := without_arguments(name))} - NOT_FOR_MEMBERS_ALONE
    answers = {path: client.get(path) for path in sorted(paths)}
    pages = {  # not what htmx puts into one
        path: answer.content
        for path, answer in answers.items()
        if answer.status_code == 200 and b"<html" in answer.content
    }
    assert {"/", "/dashboard", "/account/security", "/projects", "/reviews"} <= pages.keys()
    button = b'<form method="post" action="/logout">'
    assert [path for path, page in pages.items() if button not in page] == []


def without_arguments(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


@pytest.mark.parametrize(
    ("path", "number", "helps"),
    [
        ("/login", 1, {"current-password"}),
        ("/register", 1, {"new-password"}),
        ("/reset-password?token={token}", 1, {"new-password"}),
        ("/account", 1, {"current-password"}),
        ("/account/security", 2, {"current-password", "new-password"}),
        ("/admin/login/", 1, {"current-password"}),
    ],
)
def test_a_password_is_masked_managed_and_pasted_whole(client, freelancer, path, number, helps):
    """No page has a script of its own, which alone could forbid to paste: test_layout."""
    if path.startswith("/account"):
        client.force_login(freelancer)
    path = path.format(token=links.make_token(freelancer, links.Purpose.RESET_PASSWORD))
    page = client.get(path).content.decode()
    inputs = re.findall(r"<input[^>]*name=\"\w*password\"[^>]*>", page)
    assert len(inputs) == number
    assert all('type="password"' in one and "maxlength" not in one for one in inputs)
    assert set(re.findall(r'autocomplete="([^"]+)"', "".join(inputs))) == helps


def test_pages_of_members_are_kept_by_no_cache(client, freelancer):
    log_in(client)
    assert "no-store" in client.get("/dashboard")["Cache-Control"]


def test_htmx_is_sent_to_the_log_in_page_as_a_whole(client):
    answer = client.get("/account", HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"].startswith("/login?next=")


@pytest.mark.parametrize("email", ["asha@example.com", "nobody@example.com"])
def test_a_forgotten_password_gets_the_same_answer_always(
    client, freelancer, email, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/forgot-password", {"email": email}, follow=True)
    assert b"If an account has this address" in answer.content
    assert len(mailoutbox) == (email == "asha@example.com")


def test_the_mailed_link_sets_a_password(
    client, freelancer, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/forgot-password", {"email": freelancer.email})
    token = mailoutbox[0].body.split("?token=")[1].split()[0]
    page = client.get(f"/reset-password?token={token}").content.decode()
    assert token in page
    refused = client.post("/reset-password", {"token": token, "new_password": "asha"})
    assert refused.status_code == 422
    done = client.post("/reset-password", {"token": token, "new_password": "seven green hats"})
    assert b"Your new password is set" in done.content
    assert log_in(client, password="seven green hats").status_code == 302


@pytest.mark.parametrize("page", ["reset-password", "verify-email"])
def test_a_link_that_is_no_good_any_more_says_so_on_its_page(client, page):
    form = {"token": "used", "new_password": "seven green hats"}
    answer = client.post(f"/{page}", form)
    assert answer.status_code == 422
    assert "This link is not valid any more." in answer.content.decode()
