"""A suspended person takes their data along and leaves, by a link, and does nothing else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.test import TestCase
from django.utils import timezone

from accounts.data_links import make_data_token
from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory, suspended, with_status
from accounts.tests.second_factor import code_of, with_app

pytestmark = pytest.mark.django_db
PHONE = "+919820012345"


@pytest.fixture
def asha(db) -> User:
    return suspended(UserFactory(username="asha", email_verified_at=timezone.now()))


def ask(api, **recipient: str) -> None:
    assert api.post("auth/data-link", recipient).status_code == 202


def token_of(text: str) -> str:
    (token,) = re.findall(r"own-data\?token=(\S+)", text)
    return token


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def erased() -> set[str]:
    return {str(pk) for pk in User.objects.exclude(erased_at=None).values_list("pk", flat=True)}


def test_a_mailed_link_exports_and_then_erases(api, asha, mailoutbox):
    ask(api, email="asha@example.com")
    body = {"token": token_of(mailoutbox[-1].body)}
    answer = api.post("auth/export-by-link", body)
    assert answer.json()["user"]["email"] == "asha@example.com"
    assert 'filename="asha.json"' in answer["Content-Disposition"]
    assert api.post("auth/erase-by-link", body).status_code == 204
    assert erased() == {str(asha.pk)}
    assert User.objects.get(pk=asha.pk).status == "suspended"
    for path in ("export-by-link", "erase-by-link"):
        assert code(api.post(f"auth/{path}", body)) == (422, "link_invalid")


def test_who_has_only_a_phone_is_sent_a_text_message(api, sms_outbox):
    has = {"email": None, "phone_number": PHONE, "phone_verified_at": timezone.now()}
    suspended(UserFactory(username="ravi", **has))
    ask(api, phone_number=PHONE)
    (number, text) = sms_outbox[0]
    assert number == PHONE
    assert api.post("auth/erase-by-link", {"token": token_of(text)}).status_code == 204
    assert erased()


def test_nobody_else_is_sent_anything(api, mailoutbox, sms_outbox):
    active = UserFactory(username="active", email_verified_at=timezone.now())
    typed_in = {"phone_number": PHONE, "phone_verified_at": timezone.now()}
    suspended(UserFactory(username="typed-in", **typed_in))
    mailoutbox.clear()
    for email in ("nobody@example.com", active.email, "typed-in@example.com"):
        ask(api, email=email)
    ask(api, phone_number="+919820012346")
    assert (mailoutbox, sms_outbox) == ([], [])


def test_what_was_never_verified_asks_for_the_password(api, mailoutbox):
    suspended(UserFactory(username="typed-in"))
    ask(api, email="typed-in@example.com")
    body = {"token": token_of(mailoutbox[-1].body)}
    for path in ("export-by-link", "erase-by-link"):
        assert code(api.post(f"auth/{path}", body)) == (403, "proof_required")
        wrong = api.post(f"auth/{path}", body | {"current_password": "not the one"})
        assert code(wrong)[1] == "wrong_password"
    assert erased() == set()
    right = body | {"current_password": PASSWORD}
    assert api.post("auth/export-by-link", right).status_code == 200
    assert api.post("auth/erase-by-link", right).status_code == 204


def test_a_number_that_may_have_changed_hands_asks_for_the_password(api):
    long_ago = timezone.now() - timedelta(days=100)
    has = {"phone_number": PHONE, "phone_verified_at": long_ago, "last_login": long_ago}
    user = suspended(UserFactory(username="ravi", email=None, **has))
    body = {"token": make_data_token(user, "phone_number")}
    assert code(api.post("auth/erase-by-link", body)) == (403, "proof_required")
    page = Browser().get(f"/own-data/erase?token={body['token']}")
    assert b"current_password" in page.content
    right = body | {"current_password": PASSWORD}
    assert api.post("auth/erase-by-link", right).status_code == 204


def test_a_second_factor_is_asked_for(api, asha):
    app = with_app(asha)
    body = {"token": make_data_token(asha, "email")}
    for path in ("export-by-link", "erase-by-link"):
        assert code(api.post(f"auth/{path}", body)) == (403, "fresh_second_factor_required")
        assert code(api.post(f"auth/{path}", body | {"code": "000000"})) == (422, "code_refused")
    assert erased() == set()
    answer = api.post("auth/erase-by-link", body | {"code": code_of(app)})
    assert answer.status_code == 204


@pytest.mark.parametrize("what", ["another address", "no longer suspended", "an hour", "forged"])
def test_a_link_is_dead_when_something_changed(api, asha, monkeypatch, what):
    token = make_data_token(asha, "email")
    if what == "another address":
        User.objects.filter(pk=asha.pk).update(email="other@example.com")
    elif what == "no longer suspended":
        with_status(asha, "active")
    elif what == "an hour":
        monkeypatch.setattr("accounts.data_links.LIFETIME", timedelta(seconds=-1))
    else:
        token = f"{token[:-1]}{'a' if token[-1] != 'a' else 'b'}"
    for path in ("export-by-link", "erase-by-link"):
        assert code(api.post(f"auth/{path}", {"token": token})) == (422, "link_invalid")
    assert erased() == set()


def test_it_opens_nothing_else(api, asha):
    token = make_data_token(asha, "email")
    api.use_token(token)
    assert api.get("me").status_code == 401
    assert api.post("auth/verify-email", {"token": token}).status_code == 422
    body = {"token": token, "new_password": "seven green umbrellas"}
    assert api.post("auth/reset-password", body).status_code == 422
    assert api.post("auth/secure-account", {"token": token}).status_code == 422


def test_who_logs_in_learns_of_it(api, asha):
    answer = api.post("auth/login", {"username": "asha", "password": PASSWORD})
    assert code(answer) == (403, "account_suspended")
    detail = answer.json()["errors"][0]["detail"]
    assert "download your data" in detail
    assert "the reasons, and a link by which you can appeal" in detail
    page = Browser().post("/login", {"identifier": "asha", "password": PASSWORD})
    assert b'href="/data-link"' in page.content
    assert b'href="/data-link"' not in Browser().get("/login").content


def test_the_pages_do_the_same(asha, mailoutbox):
    browser = Browser()
    with TestCase.captureOnCommitCallbacks(execute=True):
        browser.post("/data-link", {"email": "asha@example.com"})
    token = token_of(mailoutbox[-1].body)
    page = browser.get(f"/own-data?token={token}")
    assert b"current_password" not in page.content
    held = browser.post("/own-data", {"token": token})
    assert held.json()["user"]["username"] == "asha"
    assert b"former member" in browser.get(f"/own-data/erase?token={token}").content
    with TestCase.captureOnCommitCallbacks(execute=True):
        done = browser.post("/own-data/erase", {"token": token})
    assert b"has been deleted" in done.content
    assert erased() == {str(asha.pk)}
    assert b"/data-link" in browser.get(f"/own-data?token={token}").content
