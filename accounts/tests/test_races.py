"""What happens at once, with threads and connections of their own."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts import links, tokens
from accounts.models import RevokedReason, Session, Status, User
from accounts.services.password import change_password
from accounts.services.sessions import end_session, open_session
from accounts.services.status import suspend
from accounts.tests.factories import PASSWORD, UserFactory, restriction_on
from foundation import limits
from foundation.errors import LimitExceeded
from foundation.models import LimitCounter

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
REPEATS = range(8)


def at_once(*jobs: Callable[[], object]) -> list:
    """Run the jobs on threads that start together; their answers, in the same order."""
    barrier = threading.Barrier(len(jobs))
    answers: list = [None] * len(jobs)

    def run(index: int, job: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            answers[index] = job()
        except Exception as error:
            answers[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def post(path: str, body: dict, **headers: str):
    return APIClient().post(f"/api/v1/{path}", body, format="json", **headers)


def log_in(**body: object):
    return post("auth/login", {"username": "asha", "password": PASSWORD} | body)


def new_session(user: User) -> Session:
    return open_session(user=user, user_agent="", address="203.0.113.7")


def token_works(access_token: str) -> bool:
    headers = {"HTTP_AUTHORIZATION": f"Bearer {access_token}"}
    return APIClient().get("/api/v1/me", **headers).status_code == 200


def nothing_lives(answers: list) -> bool:
    """No session is live, and no access token that was handed out works."""
    handed_out = [
        answer.json()["access_token"]
        for answer in answers
        if getattr(answer, "status_code", None) == 200
    ]
    return not Session.objects.live().exists() and not any(map(token_works, handed_out))


def test_a_refresh_replayed_by_twenty_threads_rotates_once(freelancer):
    token = tokens.refresh_token(new_session(freelancer))
    answers = at_once(*[lambda: post("auth/refresh-token", {"refresh_token": token})] * 20)
    assert {answer.status_code for answer in answers} == {200}
    children = {answer.json()["refresh_token"] for answer in answers}
    assert [tokens.read(child, "refresh")["ctr"] for child in children] == [1]
    assert Session.objects.get().refresh_counter == 1


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_parent_racing_the_exchange_of_its_child_leaves_one_line_of_tokens(freelancer, _repeat):
    """Either the parent comes first and gets the child, or it is an old copy and ends it all."""
    session = new_session(freelancer)
    parent = {"refresh_token": tokens.refresh_token(session)}
    child = {
        "refresh_token": post("auth/refresh-token", parent).json()["refresh_token"],
    }
    repeated, moved_on = at_once(
        lambda: post("auth/refresh-token", parent), lambda: post("auth/refresh-token", child)
    )
    session.refresh_from_db()
    if repeated.status_code == 200:
        assert repeated.json()["refresh_token"] == child["refresh_token"]
        assert moved_on.status_code == 200
        assert session.refresh_counter == 2
        assert session.revoked_at is None
    else:
        assert nothing_lives([repeated, moved_on])
        assert session.revoked_reason == RevokedReason.REPLAYED


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_refresh_racing_a_log_out_leaves_nothing_alive(freelancer, _repeat):
    session = new_session(freelancer)
    body = {"refresh_token": tokens.refresh_token(session)}
    answers = at_once(
        lambda: post("auth/refresh-token", body),
        lambda: end_session(session_id=session.pk, reason=RevokedReason.LOGGED_OUT),
        lambda: post("auth/refresh-token", body),
    )
    assert nothing_lives(answers)


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_refresh_racing_a_suspension_leaves_nothing_alive(freelancer, _repeat):
    body = {"refresh_token": tokens.refresh_token(new_session(freelancer))}
    decision = restriction_on(freelancer.pk)
    answers = at_once(
        lambda: post("auth/refresh-token", body),
        lambda: suspend(user=freelancer, decision=decision),
        lambda: post("auth/refresh-token", body),
    )
    assert nothing_lives(answers)


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_log_in_racing_a_suspension_leaves_nothing_alive(freelancer, _repeat):
    decision = restriction_on(freelancer.pk)
    answers = at_once(log_in, lambda: suspend(user=freelancer, decision=decision), log_in)
    assert nothing_lives(answers)
    assert {answers[0].status_code, answers[2].status_code} <= {200, 401, 403}


@pytest.mark.parametrize("_repeat", REPEATS)
def test_a_log_in_with_the_old_password_does_not_outlive_its_change(freelancer, _repeat):
    def change() -> None:
        change_password(
            user=User.objects.get(),
            session_id=None,
            current_password=PASSWORD,
            new_password="seven green umbrellas",
        )

    answers = at_once(log_in, change, log_in)
    assert nothing_lives(answers)


@pytest.mark.parametrize("count", [2, 10])
def test_one_of_simultaneous_registrations_wins(db, count):
    def register(number: int):
        body = {"email": "new@example.com", "username": f"new-{number}", "role": "client"}
        return post("auth/register", body | {"password": PASSWORD})

    answers = at_once(*[lambda number=number: register(number) for number in range(count)])
    assert Counter(answer.status_code for answer in answers) == {201: 1, 400: count - 1}
    assert User.objects.count() == 1


def test_nobody_takes_a_username_in_the_moment_of_its_release(freelancer, api_as):
    def register(number: int):
        body = {"email": f"new-{number}@example.com", "username": "asha", "role": "client"}
        return post("auth/register", body | {"password": PASSWORD})

    rename = api_as(freelancer).patch
    jobs = [lambda number=number: register(number) for number in range(8)]
    renamed, *refused = at_once(
        lambda: rename("me", {"username": "asha-2", "current_password": PASSWORD}), *jobs
    )
    assert renamed.status_code == 200
    assert Counter(answer.status_code for answer in refused) == {400: 8}


def test_twenty_wrong_log_ins_at_once_get_five_tries(freelancer):
    answers = at_once(*[lambda: log_in(password="wrong")] * 20)
    assert Counter(answer.status_code for answer in answers) == {401: 5, 429: 15}


def test_a_limit_lets_exactly_as_many_pass(db):
    limit = limits.Limit("test", 7, timedelta(minutes=1))
    answers = at_once(*[lambda: limits.hit((limit, "x"))] * 20)
    assert sum(isinstance(answer, LimitExceeded) for answer in answers) == 13
    assert LimitCounter.objects.get().count == 8


def test_one_of_two_uses_of_a_reset_link_wins(freelancer):
    token = links.make_token(freelancer, links.Purpose.RESET_PASSWORD)
    passwords = ("seven green umbrellas", "eight blue umbrellas")
    bodies = [{"token": token, "new_password": password} for password in passwords]
    answers = at_once(*[lambda body=body: post("auth/reset-password", body) for body in bodies])
    assert sorted(answer.status_code for answer in answers) == [204, 422]


def test_one_of_two_uses_of_a_verification_link_wins(db):
    user = UserFactory(status=Status.PENDING)
    token = links.make_token(user, links.Purpose.VERIFY_EMAIL)
    body = {"token": token, "password": PASSWORD}
    answers = at_once(*[lambda: post("auth/verify-email", body)] * 2)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    user.refresh_from_db()
    assert user.status == Status.ACTIVE
