"""Changing a password, and getting back in without one."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError

from accounts.models import RevokedReason, Session, Status, User
from accounts.passwords import GuessablePasswordValidator
from accounts.services.identity import Identifier
from accounts.services.login import FAILURES_PER_ACCOUNT, FAILURES_PER_IDENTIFIER
from accounts.services.password import RESETS_PER_ACCOUNT_DAY, RESETS_PER_ACCOUNT_HOUR
from accounts.tests.factories import PASSWORD, SessionFactory, UserFactory
from foundation import limits

pytestmark = pytest.mark.django_db
NEW = "seven green umbrellas"


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


def log_in(api, password: str) -> int:
    return api.post("auth/login", {"username": "asha", "password": password}).status_code


def token_of(mail) -> str:
    return mail.body.split("?token=")[1].split()[0]


def test_a_changed_password_ends_every_other_session(api, api_as, freelancer, mailoutbox):
    client = api_as(freelancer)
    other = SessionFactory(user=freelancer)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert client.post("auth/change-password", body).status_code == 204
    assert client.get("me").status_code == 200
    other.refresh_from_db()
    assert other.revoked_reason == RevokedReason.PASSWORD_CHANGED
    assert log_in(api, PASSWORD) == 401
    assert log_in(api, NEW) == 200
    assert "was changed" in mailoutbox[0].subject


def test_the_current_password_is_asked(api_as, freelancer):
    client = api_as(freelancer)
    wrong = client.post("auth/change-password", {"current_password": "x", "new_password": NEW})
    assert (wrong.status_code, code(wrong)) == (403, "wrong_password")
    none = client.post("auth/change-password", {"new_password": NEW})
    assert (none.status_code, code(none)) == (403, "proof_required")


def test_the_new_password_follows_the_rules(api_as, freelancer):
    body = {"current_password": PASSWORD, "new_password": "asha"}
    answer = api_as(freelancer).post("auth/change-password", body)
    assert answer.status_code == 422
    assert {error["attr"] for error in answer.json()["errors"]} == {"new_password"}


def test_the_current_password_can_be_tried_five_times_a_minute(api_as, freelancer):
    client = api_as(freelancer)
    wrong = {"current_password": "wrong", "new_password": NEW}
    answers = [client.post("auth/change-password", wrong).status_code for _ in range(6)]
    assert answers == [403] * 5 + [429]
    right = {"current_password": PASSWORD, "new_password": NEW}
    assert client.post("auth/change-password", right).status_code == 429


def test_a_fresh_code_sets_the_first_password(api, freelancer):
    User.objects.update(password=make_password(None))
    freelancer.refresh_from_db()
    client = api.log_in(freelancer, by_code=True)
    assert client.post("auth/change-password", {"new_password": NEW}).status_code == 204
    assert log_in(api, NEW) == 200


def test_a_code_older_than_five_minutes_is_no_proof(api, freelancer):
    client = api.log_in(freelancer, by_code=True)
    session = Session.objects.get()
    session.code_verified_at = session.created_at - timedelta(minutes=5, seconds=1)
    session.save()
    assert code(client.post("auth/change-password", {"new_password": NEW})) == "proof_required"


def test_a_forgotten_password_is_reset_by_a_link(api, freelancer, mailoutbox):
    session = SessionFactory(user=freelancer)
    assert api.post("auth/forgot-password", {"email": "ASHA@example.com"}).status_code == 202
    body = {"token": token_of(mailoutbox[0]), "new_password": NEW}
    assert api.post("auth/reset-password", body).status_code == 204
    assert log_in(api, NEW) == 200
    session.refresh_from_db()
    assert session.revoked_reason == RevokedReason.PASSWORD_CHANGED
    again = api.post("auth/reset-password", body)
    assert (again.status_code, code(again)) == (422, "link_invalid")


def test_a_used_link_kills_its_siblings(api, freelancer, mailoutbox):
    for _ in range(2):
        api.post("auth/forgot-password", {"email": freelancer.email})
    first, second = map(token_of, mailoutbox)
    assert (
        api.post("auth/reset-password", {"token": second, "new_password": NEW}).status_code == 204
    )
    late = api.post("auth/reset-password", {"token": first, "new_password": PASSWORD})
    assert code(late) == "link_invalid"


def test_a_link_lives_an_hour(api, freelancer, mailoutbox, settings):
    api.post("auth/forgot-password", {"email": freelancer.email})
    settings.PASSWORD_RESET_LIFETIME -= timedelta(hours=1)
    body = {"token": token_of(mailoutbox[0]), "new_password": NEW}
    assert code(api.post("auth/reset-password", body)) == "link_invalid"


def test_a_link_for_one_purpose_serves_no_other(api, freelancer, mailoutbox):
    api.post("auth/forgot-password", {"email": freelancer.email})
    answer = api.post("auth/verify-email", {"token": token_of(mailoutbox[0])})
    assert code(answer) == "link_invalid"


def test_a_weak_new_password_leaves_the_link_alive(api, freelancer, mailoutbox):
    api.post("auth/forgot-password", {"email": freelancer.email})
    token = token_of(mailoutbox[0])
    weak = api.post("auth/reset-password", {"token": token, "new_password": "asha"})
    assert weak.status_code == 422
    assert api.post("auth/reset-password", {"token": token, "new_password": NEW}).status_code == 204


def test_the_answer_does_not_tell_whether_an_address_is_known(api, freelancer, mailoutbox):
    UserFactory(email="bad@example.com", status=Status.SUSPENDED)
    answers = [
        api.post("auth/forgot-password", {"email": email})
        for email in (freelancer.email, "nobody@example.com", "bad@example.com")
    ]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert len(mailoutbox) == 1


def test_five_links_a_minute_are_sent_for_an_address_known_or_not(api, freelancer):
    for email in (freelancer.email, "nobody@example.com"):
        answers = [api.post("auth/forgot-password", {"email": email}).status_code for _ in range(6)]
        assert answers == [202] * 5 + [429]


def test_a_reset_ends_the_row_of_failures(api, freelancer, mailoutbox):
    for _ in range(100):
        limits.hit((FAILURES_PER_ACCOUNT, freelancer.pk))
        limits.hit((FAILURES_PER_IDENTIFIER, Identifier("username", "asha")))
    assert log_in(api, PASSWORD) == 429
    api.post("auth/forgot-password", {"email": freelancer.email})
    body = {"token": token_of(mailoutbox[0]), "new_password": NEW}
    assert api.post("auth/reset-password", body).status_code == 204
    assert log_in(api, NEW) == 200


def test_the_link_opens_a_page_that_sets_the_password(api, client, freelancer, mailoutbox):
    api.post("auth/forgot-password", {"email": freelancer.email})
    token = token_of(mailoutbox[0])
    assert client.get(f"/reset-password?token={token}").status_code == 200
    weak = client.post("/reset-password", {"token": token, "new_password": "asha"})
    assert weak.status_code == 422
    assert b"too short" in weak.content
    done = client.post("/reset-password", {"token": token, "new_password": NEW})
    assert b"is set" in done.content
    assert log_in(api, NEW) == 200


@pytest.fixture
def hasty_threads():
    """Python lets another thread run every ten microseconds, not every five milliseconds."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def test_nobodys_password_is_judged_by_the_words_of_somebody_else(hasty_threads):
    """zxcvbn keeps these words in a variable of its module: threads took each other's."""
    names = ["vrombalqetz", "klumpfwirtha", "zogtrebnixu", "qwamplidorb"]

    def accepted(name: str) -> int:
        user, passed = User(username=name), 0
        for _ in range(40):
            with suppress(ValidationError):
                GuessablePasswordValidator().validate(f"{name}77", user)
                passed += 1
        return passed

    with ThreadPoolExecutor(len(names)) as threads:
        assert list(threads.map(accepted, names)) == [0] * len(names)


def test_ten_links_an_hour_and_twenty_a_day_are_sent_for_an_address(api, freelancer):
    each = [
        (limit, freelancer.email) for limit in (RESETS_PER_ACCOUNT_HOUR, RESETS_PER_ACCOUNT_DAY)
    ]
    for limit, _email in each:
        limits.reset(*each)
        for _ in range(limit.most):
            limits.hit((limit, freelancer.email))
        answer = api.post("auth/forgot-password", {"email": freelancer.email})
        assert answer.status_code == 429
    assert (RESETS_PER_ACCOUNT_HOUR.most, RESETS_PER_ACCOUNT_DAY.most) == (10, 20)
