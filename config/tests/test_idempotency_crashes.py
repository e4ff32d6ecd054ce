"""Two at once with one key, and workers that die half-way: real processes, threads and commits."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Role, User
from accounts.services.account import erase_accounts_part
from accounts.services.sessions import end_all_sessions
from accounts.tests.factories import UserFactory
from accounts.tests.test_ended_sessions import wait_until_it_waits
from foundation.idempotency import claims
from foundation.idempotency.claims import LEASE
from foundation.models import IdempotencyKey
from profiles.services.profile import make_profile
from projects.models import Project, Proposal
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Client

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

KEY = {"HTTP_IDEMPOTENCY_KEY": "8e03978e-40d5-43e8-bc93-6894a57f9324"}
PROJECT = {"title": "Paint the stairwell", "description": "Three floors, two coats."}


@pytest.fixture
def meera(db) -> User:
    user = UserFactory(username="meera", role=Role.CLIENT)
    make_profile(user)
    return user


@pytest.fixture
def posting(api_as, meera) -> Client:
    return api_as(meera)


def code_of(answer: Any) -> str:
    return answer.json()["errors"][0]["code"]


def post(client: Client) -> Any:
    try:
        return client.post("projects", PROJECT, **KEY)
    finally:
        connections.close_all()


def let_the_lease_pass() -> None:
    moved = {name: F(name) - LEASE for name in ("claimed_at", "expires_at")}
    IdempotencyKey.objects.update(**moved)


# --- Two at once ------------------------------------------------------------------------------


@pytest.mark.parametrize("_round", range(5))
def test_of_many_at_once_one_does_it_and_the_others_wait_or_get_its_answer(posting, _round):
    barrier = Barrier(6)

    def together() -> Any:
        barrier.wait()
        return post(posting)

    with ThreadPoolExecutor(6) as pool:
        answers = [answer.result() for answer in [pool.submit(together) for _ in range(6)]]
    assert Project.objects.count() == 1
    assert {answer.status_code for answer in answers} <= {201, 409}
    made = {answer.json()["id"] for answer in answers if answer.status_code == 201}
    assert made == {str(Project.objects.get().pk)}
    refused = {code_of(answer) for answer in answers if answer.status_code == 409}
    assert refused <= {"idempotency_key_in_flight"}


def while_it_waits(user: User, ask: Callable[[], Any], then: Callable[[], Any]) -> tuple[Any, Any]:
    """What `ask` and `then` answer, if `ask` waits for the row of the user in the meantime."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=user.pk)
            asked = pool.submit(ask)
            wait_until_it_waits(asked)
            with ThreadPoolExecutor(1) as other:
                second = other.submit(then).result(timeout=30)
        return asked.result(timeout=30), second


def test_the_second_is_told_at_once_that_the_first_is_in_flight(posting, meera):
    first, second = while_it_waits(meera, partial(post, posting), partial(post, posting))
    assert first.status_code == 201
    assert (second.status_code, code_of(second)) == (409, "idempotency_key_in_flight")
    assert post(posting).content == first.content


def test_also_while_the_first_has_written_and_has_yet_to_commit(posting, meera, api_as):
    """It holds the row of its claim then: nobody waits for it."""
    project = make_project(client=meera, status="draft")
    ask = partial(posting.post, f"projects/{project.pk}/open", **KEY)

    def hold_and_ask() -> Any:
        with connection.execute_wrapper(_Holding(ask_again)):
            try:
                return ask()
            finally:
                connections.close_all()

    answers: list[Any] = []

    def ask_again() -> None:
        with ThreadPoolExecutor(1) as pool:
            answers.append(pool.submit(lambda: (ask(), connections.close_all())[0]).result(10))

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(hold_and_ask).result(30)
    assert first.status_code == 200
    assert [code_of(one) for one in answers] == ["idempotency_key_in_flight"]


class _Holding:
    """Calls something once, when the project's row was written and is not committed."""

    def __init__(self, then: Callable[[], None]) -> None:
        self.then: Callable[[], None] | None = then

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if self.then and str(sql).startswith('UPDATE "projects_project"'):
            then, self.then = self.then, None
            then()
        return result


def test_a_request_whose_claim_was_taken_over_changes_nothing(posting, meera):
    """It hung for longer than a claim lasts, and was alive all the same."""

    def take_over() -> Any:
        try:
            let_the_lease_pass()
            assert claims._changed(
                "UPDATE foundation_idempotencykey SET claim = gen_random_uuid()"
                " WHERE written_at IS NULL",
                [],
            )
        finally:
            connections.close_all()

    first, _ = while_it_waits(meera, partial(post, posting), take_over)
    assert (first.status_code, code_of(first)) == (409, "idempotency_key_in_flight")
    assert not Project.objects.exists()


def test_two_that_find_an_abandoned_claim_do_it_once(posting):
    die_at(posting, before_commit)
    let_the_lease_pass()
    with ThreadPoolExecutor(2) as pool:
        answers = [one.result() for one in [pool.submit(post, posting) for _ in range(2)]]
    assert Project.objects.count() == 1
    assert 201 in {answer.status_code for answer in answers}


# --- A worker dies ----------------------------------------------------------------------------


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(client: Client, moment: Callable[[], Any]) -> None:
    """Send the request in a process of its own, which is killed at a moment of it."""
    pid = os.fork()
    if pid == 0:
        try:
            for alias in connections:  # the parent's: closing them would end its session
                connections[alias].connection = None
            with moment():
                client.post("projects", PROJECT, **KEY)
        finally:
            os._exit(1)  # it should have been killed
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status)


class Dying:
    """Kills the process at a statement."""

    def __init__(self, begins: str, *, after: bool) -> None:
        self.begins, self.after = begins, after

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        is_it = " ".join(str(sql).split()).startswith(self.begins)
        if is_it and not self.after:
            die()
        result = execute(sql, params, many, context)
        if is_it:
            die()
        return result


def before_the_first_write() -> Any:
    return connection.execute_wrapper(Dying('INSERT INTO "projects_project"', after=False))


def before_commit() -> Any:
    return connection.execute_wrapper(Dying('INSERT INTO "projects_project"', after=True))


def after_commit() -> Any:
    finish = "UPDATE foundation_idempotencykey SET finished_at = clock_timestamp(), made_id"
    return connection.execute_wrapper(Dying(finish, after=False))


@pytest.mark.parametrize("moment", [before_the_first_write, before_commit])
def test_killed_before_its_commit_it_is_done_by_who_comes_when_the_claim_is_over(posting, moment):
    die_at(posting, moment)
    assert not Project.objects.exists()
    soon = post(posting)
    assert (soon.status_code, code_of(soon)) == (409, "idempotency_key_in_flight")
    let_the_lease_pass()
    assert post(posting).status_code == 201
    assert Project.objects.count() == 1


def test_killed_between_its_commit_and_its_answer_the_next_is_told_what_was_made(posting):
    die_at(posting, after_commit)
    made = str(Project.objects.get().pk)
    soon = post(posting)
    assert (soon.status_code, code_of(soon)) == (409, "idempotency_key_in_flight")
    let_the_lease_pass()
    for _ in range(2):
        later = post(posting)
        assert (later.status_code, code_of(later)) == (409, "answer_not_kept")
        assert later.json()["id"] == made
    assert Project.objects.count() == 1


# --- The server fails -------------------------------------------------------------------------


class Failing:
    """The database is away at a statement."""

    def __init__(self, begins: str, error: type[Exception] = OperationalError) -> None:
        self.begins, self.error = begins, error

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if " ".join(str(sql).split()).startswith(self.begins):
            raise self.error("the server closed the connection")
        return execute(sql, params, many, context)


def test_what_the_server_failed_at_and_rolled_back_may_be_tried_again(posting):
    posting.raise_request_exception = False
    with connection.execute_wrapper(Failing('INSERT INTO "projects_transition"')):
        assert posting.post("projects", PROJECT, **KEY).status_code == 503
    assert not Project.objects.exists()
    assert not IdempotencyKey.objects.exists()
    assert post(posting).status_code == 201


def test_what_the_server_failed_at_when_it_was_done_is_not_done_again(posting, monkeypatch):
    def fail(*_args: Any) -> None:
        raise ZeroDivisionError

    posting.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("projects.viewsets.base.ProjectsViewSet.answer_now", fail)
        assert posting.post("projects", PROJECT, **KEY).status_code == 500
    again = post(posting)
    assert (again.status_code, code_of(again)) == (409, "answer_not_kept")
    assert again.json()["id"] == str(Project.objects.get().pk)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_an_answer_that_cannot_be_kept_is_given_all_the_same(posting, error):
    finish = "UPDATE foundation_idempotencykey SET finished_at = clock_timestamp(), made_id"
    with connection.execute_wrapper(Failing(finish, error)):
        first = posting.post("projects", PROJECT, **KEY)
    assert first.status_code == 201
    let_the_lease_pass()
    assert post(posting).json()["id"] == first.json()["id"]
    assert Project.objects.count() == 1


def test_a_claim_that_cannot_be_released_is_free_when_its_time_is_over(posting):
    with connection.execute_wrapper(Failing("DELETE FROM foundation_idempotencykey")):
        assert posting.post("projects", {"title": "x"}, **KEY).status_code == 422
    assert post(posting).status_code == 422  # another body
    let_the_lease_pass()
    assert post(posting).status_code == 201


# --- Erasure meanwhile ------------------------------------------------------------------------


def test_an_answer_is_not_kept_that_names_somebody_who_is_erased_meanwhile(posting, api_as, meera):
    """The answer is ready, with a freelancer's words, and waits for their account's row."""
    asha = UserFactory(username="asha")
    make_profile(asha)
    project = make_project(client=meera, status="open")
    proposal = Proposal.objects.create(project=project, freelancer=asha, cover_note="In May.")

    def decline() -> Any:
        try:
            return posting.post(f"proposals/{proposal.pk}/decline", **KEY)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=asha.pk)
            declined = pool.submit(decline)
            wait_until_it_waits(declined)
            erase_accounts_part(asha)
        answer = declined.result(timeout=30)
    assert answer.status_code == 200
    row = IdempotencyKey.objects.get()
    assert (row.status, row.answer, row.concerned) == (200, None, [])
    assert code_of(decline()) == "answer_not_kept"


def test_who_is_erased_while_a_request_waits_leaves_no_claim(posting, meera):
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locked = User.objects.select_for_update(no_key=True).get(pk=meera.pk)
            asked = pool.submit(post, posting)
            wait_until_it_waits(asked)
            end_all_sessions(user=locked, reason="erased")
            erase_accounts_part(locked)
        answer = asked.result(timeout=30)
    assert answer.status_code == 401
    assert not IdempotencyKey.objects.exists()
    assert not Project.objects.exists()


@pytest.mark.parametrize("_round", range(3))
def test_two_who_were_answered_with_each_others_text_are_erased_at_once(posting, meera, _round):
    asha = UserFactory(username="asha")
    scope = {"fingerprint": "x", "claim": uuid4(), "status": 200, "answer": b"x"}
    now = timezone.now()
    times = {"claimed_at": now, "finished_at": now, "expires_at": now + LEASE}
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(
            digest=f"{number * 7919 % 400:064}",
            account_id=(asha, meera)[number % 2].pk,
            concerned=[(meera, asha)[number % 2].pk],
            **scope,
            **times,
        )
        for number in range(400)
    )
    barrier = Barrier(2)

    def erase(user: User) -> None:
        try:
            with transaction.atomic():
                barrier.wait()
                claims.forget(user.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for erased in [pool.submit(erase, user) for user in (asha, meera)]:
            erased.result(timeout=30)
    assert not IdempotencyKey.objects.exists()
