"""A request that began in a live session, and goes on when the session has ended meanwhile.

A real thread holds the lock of the account's row as whatever ends sessions does: the request has
been authenticated by then, and waits for it.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, connections, transaction

from accounts.models import RevokedReason, Session, User
from accounts.services.locking import locked_user
from accounts.services.second_factor.enrolment import has_second_factor
from accounts.services.sessions import end_all_sessions
from accounts.services.verification import end_everything_else
from accounts.tests.authenticator import Authenticator
from accounts.tests.factories import PASSWORD, UserFactory
from accounts.tests.passkeys import add_passkey, creation_options
from accounts.tests.second_factor import code_in, enrol

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Client

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PROOF = {"current_password": PASSWORD}
# In this database: others run other tests.
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def take_over(user: User) -> None:
    end_everything_else(user=user, keep=["email"], password=make_password("a new one 4711"))


def enrol_elsewhere(user: User) -> None:
    end_all_sessions(user=user, reason=RevokedReason.FACTOR_CHANGED)


ENDINGS = pytest.mark.parametrize("ending", [take_over, enrol_elsewhere])


@pytest.fixture
def asha(db) -> User:
    return UserFactory(username="asha")


@pytest.fixture
def asking(api_as, asha) -> Client:
    return api_as(asha)


def meanwhile(
    ending: Callable[[User], object],
    user: User,
    ask: Callable[[], Any],
    lock: Callable[[User], object] = locked_user,
) -> Any:
    """The answer to a request that waits for what `lock` holds, the user's row unless said, while
    `ending` happens.
    """

    def on_own_connection() -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            lock(user)
            answer = pool.submit(on_own_connection)
            wait_until_it_waits(answer)
            ending(locked_user(user))
        return answer.result(timeout=30)


def wait_until_it_waits(answer: Any, number: int = 1) -> None:
    """Wait until so many statements wait for a lock."""
    for _ in range(1000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")  # kept for the whole transaction
            cursor.execute(WAITING)
            if cursor.fetchone()[0] >= number:
                return
        assert not answer.done(), answer.result()
        time.sleep(0.01)
    raise AssertionError("The request never waited for the lock.")


def assert_ended(answer: Any) -> None:
    assert answer.status_code == 401, answer.content
    assert code_in(answer) == "session_ended"


@ENDINGS
def test_a_passkey_is_not_added_in_a_session_that_ends_meanwhile(asha, asking, ending):
    body = {"name": "Phone", "credential": Authenticator().create(creation_options(asking))}
    assert_ended(meanwhile(ending, asha, partial(asking.post, "me/passkeys", body)))
    assert not asha.passkeys.exists()


@ENDINGS
def test_a_second_factor_is_not_set_up_in_a_session_that_ends_meanwhile(asha, asking, ending):
    assert_ended(meanwhile(ending, asha, partial(enrol, asking, **PROOF)))
    assert not has_second_factor(asha)


@ENDINGS
def test_recovery_codes_are_not_made_in_a_session_that_ends_meanwhile(asha, asking, ending):
    ask = partial(asking.post, "me/second-factor/recovery-codes", PROOF)
    assert_ended(meanwhile(ending, asha, ask))


@ENDINGS
def test_an_account_is_not_erased_by_a_session_that_ends_meanwhile(asha, asking, ending):
    assert_ended(meanwhile(ending, asha, partial(asking.delete, "me", PROOF)))
    asha.refresh_from_db()
    assert asha.erased_at is None


@ENDINGS
@pytest.mark.parametrize(
    "changes", [{"first_name": "Mallory"}, {"username": "mallory"}, {"status": "inactive"}]
)
def test_an_account_is_not_changed_by_a_session_that_ends_meanwhile(asha, asking, ending, changes):
    assert_ended(meanwhile(ending, asha, partial(asking.patch, "me", changes | PROOF)))
    now = User.objects.get(pk=asha.pk)
    assert {name: getattr(now, name) for name in changes} == {
        name: getattr(asha, name) for name in changes
    }


@ENDINGS
def test_a_password_is_not_changed_by_a_session_that_ends_meanwhile(asha, asking, ending):
    body = PROOF | {"new_password": "the thief's own 4711"}
    assert_ended(meanwhile(ending, asha, partial(asking.post, "auth/change-password", body)))
    asha.refresh_from_db()
    assert not asha.check_password("the thief's own 4711")


def test_a_passkey_is_not_renamed_by_a_session_that_ends_meanwhile(asha, asking):
    _phone, passkey = add_passkey(asking)
    ask = partial(asking.patch, f"me/passkeys/{passkey.pk}", {"name": "Mine"})
    assert_ended(meanwhile(enrol_elsewhere, asha, ask))
    passkey.refresh_from_db()
    assert passkey.name == "Phone"


def test_a_passkey_is_not_removed_by_a_session_that_ends_meanwhile(asha, asking):
    _phone, passkey = add_passkey(asking)
    ask = partial(asking.delete, f"me/passkeys/{passkey.pk}", PROOF)
    assert_ended(meanwhile(enrol_elsewhere, asha, ask))
    assert asha.passkeys.exists()


def test_a_password_that_the_same_session_changed_meanwhile_erases_nothing(asha, asking):
    def change_it(user: User) -> None:
        User.objects.filter(pk=user.pk).update(password=make_password("a new one 4711"))

    answer = meanwhile(change_it, asha, partial(asking.delete, "me", PROOF))
    assert (answer.status_code, code_in(answer)) == (403, "wrong_password")
    assert Session.objects.live().filter(user=asha).exists()
    asha.refresh_from_db()
    assert asha.erased_at is None


def test_a_passkey_confirms_nothing_in_a_session_that_ends_meanwhile(asha, asking):
    phone, _passkey = add_passkey(asking)
    credential = phone.get(asking.post("auth/passkey-proof-options").json())
    ask = partial(asking.post, "auth/passkey-proof", {"credential": credential})

    def lock_the_passkey(user: User) -> None:
        user.passkeys.select_for_update().get()  # whose use is noted before the session's

    assert_ended(meanwhile(enrol_elsewhere, asha, ask, lock=lock_the_passkey))
