"""Logging in with a password, and the limits that guard it."""

from __future__ import annotations

import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password

from accounts.models import Session, Status, User
from accounts.services.identity import Identifier
from accounts.services.login import FAILURES_PER_ACCOUNT, FAILURES_PER_IDENTIFIER
from accounts.tests.factories import PASSWORD, UserFactory
from foundation import limits
from foundation.models import LimitCounter

pytestmark = pytest.mark.django_db


@pytest.fixture
def asha() -> User:
    return UserFactory(username="asha", email="Asha@Example.com", phone_number="+919820012345")


def code(answer) -> str:
    return answer.json()["errors"][0]["code"]


@pytest.mark.parametrize(
    "identifier",
    [
        {"email": "asha@example.COM"},
        {"username": "ASHA"},
        {"phone_number": "+91 98200 12345"},
    ],
)
def test_any_identifier_logs_in(api, asha, identifier):
    answer = api.post("auth/login", identifier | {"password": PASSWORD})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["user"]["id"] == str(asha.pk)
    asha.refresh_from_db()
    assert asha.last_login is not None


@pytest.mark.parametrize(
    "identifier",
    [{}, {"email": "a@example.com", "username": "asha"}, {"email": ""}],
)
def test_exactly_one_identifier_is_taken(api, identifier):
    assert api.post("auth/login", identifier | {"password": PASSWORD}).status_code == 422


def test_unknown_and_wrong_get_the_same_answer(api, asha):
    unknown = api.post("auth/login", {"username": "nobody", "password": PASSWORD})
    wrong = api.post("auth/login", {"username": "asha", "password": "wrong"})
    assert unknown.status_code == wrong.status_code == 401
    assert unknown.content == wrong.content
    assert code(wrong) == "invalid_credentials"
    assert wrong.headers["WWW-Authenticate"] == unknown.headers["WWW-Authenticate"]
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("status", "expected"),
    [(Status.SUSPENDED, "account_suspended"), (Status.INACTIVE, "account_inactive")],
)
def test_a_dead_status_is_told_only_after_the_right_password(api, status, expected):
    UserFactory(username="asha", status=status)
    wrong = api.post("auth/login", {"username": "asha", "password": "wrong"})
    assert code(wrong) == "invalid_credentials"
    right = api.post("auth/login", {"username": "asha", "password": PASSWORD})
    assert right.status_code == 403
    assert code(right) == expected
    assert not Session.objects.exists()


def test_a_pending_user_may_log_in(api):
    UserFactory(username="asha", status=Status.PENDING)
    assert api.post("auth/login", {"username": "asha", "password": PASSWORD}).status_code == 200


def test_an_account_that_was_switched_off_is_switched_on_by_its_owner(api):
    user = UserFactory(username="asha", status=Status.INACTIVE)
    body = {"username": "asha", "password": PASSWORD, "reactivate": True}
    assert api.post("auth/login", body).json()["user"]["status"] == "active"
    user.refresh_from_db()
    assert user.status == Status.ACTIVE


def test_a_suspension_is_not_lifted_by_logging_in(api):
    UserFactory(username="asha", status=Status.SUSPENDED)
    body = {"username": "asha", "password": PASSWORD, "reactivate": True}
    assert code(api.post("auth/login", body)) == "account_suspended"


def test_an_account_without_a_password_cannot_be_logged_into(api, asha):
    User.objects.update(password=make_password(None))
    for password in ("", "!", PASSWORD):
        answer = api.post("auth/login", {"username": "asha", "password": password})
        assert answer.status_code in {401, 422}


def test_five_failures_lock_the_account_for_this_address_alone(api, asha):
    wrong = {"username": "asha", "password": "wrong"}
    right = {"username": "asha", "password": PASSWORD}
    for _ in range(5):
        assert api.post("auth/login", wrong).status_code == 401
    locked = api.post("auth/login", right)
    assert locked.status_code == 429
    assert 290 <= int(locked.headers["Retry-After"]) <= 300
    assert api.post("auth/login", right, REMOTE_ADDR="198.51.100.1").status_code == 200


def test_an_unknown_account_is_locked_alike(api):
    unknown = {"email": "nobody@example.com", "password": "wrong"}
    answers = [api.post("auth/login", unknown).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_all_identifiers_of_an_account_share_its_tries(api, asha):
    for identifier in ({"username": "asha"}, {"email": asha.email}) * 2 + ({"username": "ASHA"},):
        assert api.post("auth/login", identifier | {"password": "wrong"}).status_code == 401
    phone = {"phone_number": asha.phone_number, "password": PASSWORD}
    assert api.post("auth/login", phone).status_code == 401
    assert api.post("auth/login", phone, REMOTE_ADDR="198.51.100.1").status_code == 200


def test_the_lock_does_not_tell_whose_an_address_is(api, asha):
    UserFactory(email="other@example.com")
    for _ in range(6):
        api.post("auth/login", {"username": "asha", "password": "wrong"})
    answers = [
        api.post("auth/login", {"email": email, "password": "wrong"})
        for email in (asha.email, "other@example.com", "nobody@example.com")
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1


def test_a_success_takes_back_its_own_count_only(api, asha):
    wrong = {"username": "asha", "password": "wrong"}
    right = {"username": "asha", "password": PASSWORD}
    for _ in range(4):
        api.post("auth/login", wrong)
    for _ in range(3):
        assert api.post("auth/login", right).status_code == 200
    assert api.post("auth/login", wrong).status_code == 401
    assert api.post("auth/login", right).status_code == 429


def test_an_address_gets_thirty_tries_a_minute_and_success_does_not_clear_them(api):
    users = UserFactory.create_batch(31)
    for user in users[:30]:
        body = {"username": user.username, "password": PASSWORD}
        assert api.post("auth/login", body).status_code == 200
    body = {"username": users[30].username, "password": PASSWORD}
    answer = api.post("auth/login", body)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 60


def test_a_forged_forwarded_address_gains_nothing(api, asha):
    wrong = {"username": "asha", "password": "wrong"}
    answers = [
        api.post("auth/login", wrong, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}").status_code
        for number in range(6)
    ]
    assert answers == [401] * 5 + [429]


def test_behind_one_proxy_the_last_hop_counts(api, asha, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    wrong = {"username": "asha", "password": "wrong"}
    for number in range(6):
        hops = f"198.51.100.{number}, 203.0.113.9"
        status = api.post("auth/login", wrong, HTTP_X_FORWARDED_FOR=hops).status_code
    assert status == 429
    other = "203.0.113.9, 203.0.113.10"
    assert api.post("auth/login", wrong, HTTP_X_FORWARDED_FOR=other).status_code == 401


def test_ipv6_counts_by_its_network(api, asha):
    wrong = {"username": "asha", "password": "wrong"}
    answers = [
        api.post("auth/login", wrong, REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code
        for n in range(6)
    ]
    assert answers[-1] == 429
    assert api.post("auth/login", wrong, REMOTE_ADDR="2001:db8:1:3::1").status_code == 401


def test_a_hundred_failures_in_a_row_lock_the_account_everywhere(api, asha):
    for _ in range(99):
        limits.hit((FAILURES_PER_ACCOUNT, asha.pk))
        limits.hit((FAILURES_PER_IDENTIFIER, Identifier("username", "asha")))
    wrong = {"username": "asha", "password": "wrong"}
    assert api.post("auth/login", wrong).status_code == 401
    locked = api.post(
        "auth/login", {"username": "asha", "password": PASSWORD}, REMOTE_ADDR="198.51.100.5"
    )
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 80_000


def test_a_success_ends_a_row_of_failures(api, asha):
    for _ in range(99):
        limits.hit((FAILURES_PER_ACCOUNT, asha.pk))
    assert api.post("auth/login", {"username": "asha", "password": PASSWORD}).status_code == 200
    assert not LimitCounter.objects.filter(key=FAILURES_PER_ACCOUNT.key(asha.pk)).exists()


def test_a_locked_out_stranger_does_not_add_to_the_row(api, asha):
    wrong = {"username": "asha", "password": "wrong"}
    for _ in range(12):
        api.post("auth/login", wrong)
    assert LimitCounter.objects.get(key=FAILURES_PER_ACCOUNT.key(asha.pk)).count == 5


def test_the_password_is_hashed_anew_when_the_cost_rises(api, asha, monkeypatch):
    monkeypatch.setattr("accounts.hashing.BCryptHasher.rounds", 5)
    assert api.post("auth/login", {"username": "asha", "password": PASSWORD}).status_code == 200
    asha.refresh_from_db()
    assert "$2b$05$" in asha.password
    assert api.post("auth/login", {"username": "asha", "password": PASSWORD}).status_code == 200


def test_unknown_wrong_and_passwordless_cost_the_same_time(api, asha, settings):
    UserFactory(username="phone-only")
    User.objects.filter(username="phone-only").update(password=make_password(None))

    times: dict[str, list[float]] = {"asha": [], "nobody": [], "phone-only": []}
    for number in range(25):
        for username, taken in times.items():
            body = {"username": username, "password": "wrong"}
            started = time.perf_counter()
            answer = api.post("auth/login", body, REMOTE_ADDR=f"2001:db8:{number}::1")
            taken.append(time.perf_counter() - started)
            assert answer.status_code == 401
    medians = [statistics.median(taken) for taken in times.values()]
    assert max(medians) - min(medians) < 0.005


def test_a_hundred_failures_of_one_name_do_not_tell_which_address_is_the_same_persons(api, asha):
    for _ in range(100):
        limits.hit((FAILURES_PER_ACCOUNT, asha.pk))
        limits.hit((FAILURES_PER_IDENTIFIER, Identifier("username", "asha")))
    for email in (asha.email, "nobody@example.com"):
        body = {"email": email, "password": PASSWORD}
        assert api.post("auth/login", body).status_code == 401
    body = {"username": "asha", "password": PASSWORD}
    assert api.post("auth/login", body).status_code == 429
