"""The standing characters and tools of every test."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase, override_settings
from psycopg._preparing import Prepare, PrepareManager
from rest_framework.test import APIClient

from accounts import tokens
from accounts.models import Role
from accounts.services.sessions import open_session
from accounts.tests.factories import PASSWORD, UserFactory
from foundation import deadlines, stored_keys
from operations.tests import kept_databases
from otp import sms
from profiles.search.vocabulary import vocabulary
from search.indexer import Indexer
from search.serving import place_of, registered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from psycopg.pq.abc import PGresult
    from pytest_django import DjangoDbBlocker

    from accounts.models import Session, User
    from search.serving import Served


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again took a tenth of
    all time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Test databases are copies of one that was migrated, and need not outlive a power cut. Through
    a pooler neither goes: it keeps connections to what is copied, and sets nothing for a session.
    """
    if django_settings.DATABASE_POOLER:
        return
    options = connection.settings_dict["OPTIONS"]
    options["options"] = f"{options.get('options', '')} -c synchronous_commit=off"
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = kept_databases.migrated()


@pytest.fixture(scope="session")
def in_kept_database(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Callable[..., AbstractContextManager[None]]:
    """Ask a database of its own, made once from a migrated one: for data that takes long to make.
    What tests change in it must be rolled back.
    """

    @contextmanager
    def ask(kind: str, make: Callable[[], object], made_from: Sequence[str]) -> Iterator[None]:
        with django_db_blocker.unblock():
            if django_settings.DATABASE_POOLER:
                with transaction.atomic(), connection.cursor() as cursor:
                    # No index is made while a foreign key waits to be checked.
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    make()
                    yield
                    transaction.set_rollback(True)
                return
            files = (*kept_databases.MIGRATED_FROM, *made_from)
            name = kept_databases.kept_database(
                kind, make, made_from=files, copy_of=kept_databases.migrated()
            )
            with kept_databases.database(name):
                yield

    return ask


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What fixtures of a module that ask for this make in the database is there for each of its
    tests, which roll back only what is their own, and for no other module. Their objects are not to
    be changed. Not for modules in which a test commits.
    """
    with django_db_blocker.unblock(), override_settings(**AT_ONCE):
        _at_rest()
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # durable blocks may be in it
        with around:
            yield
            transaction.set_rollback(True)


class Client(APIClient):
    """A client of the API: paths below /api/v1/, and what follows a commit happens at once."""

    session: Session | None = None

    def generic(self, method: str, path: str, *args: Any, **kwargs: Any) -> Any:
        if not path.startswith("/"):
            path = f"/api/v1/{path}"
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().generic(method, path, *args, **kwargs)

    def log_in(self, user: User, user_agent: str = "test", *, by_code: bool = False) -> Client:
        """Act as this user, in a new session."""
        self.session = open_session(
            user=user, user_agent=user_agent, address="203.0.113.7", by_code=by_code
        )
        self.use_token(tokens.access_token(user, self.session))
        return self

    def use_token(self, access_token: str) -> None:
        self.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token}")


# What migrating makes and no test changes: made anew after each test, it took longer than the test.
KEPT_TABLES = {"auth_permission", "django_content_type"}
# Of models that Django does not manage, so it does not list them.
QUEUE_TABLES = {
    f"procrastinate_{name}" for name in ("events", "jobs", "periodic_defers", "workers")
}


def _empty_the_tables(_case: TransactionTestCase) -> None:
    """What Django does after a test with transactions of its own, as quickly as the few rows of a
    test allow: truncating makes new files for every table and index. As a replica, for which no
    trigger protects decisions and no foreign key asks for an order.
    """
    tables = {*connection.introspection.django_table_names(only_existing=True)} - KEPT_TABLES
    tables |= QUEUE_TABLES
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{one}' FROM {one} LIMIT 1)" for one in tables))
        filled = [name for (name,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled:
            cursor.execute(f"DELETE FROM {name}")


CHANGES = (b"CREATE", b"ALTER", b"DROP")


class KeptStatements(PrepareManager):
    """Prepared statements outlive the rollback that ends a test, as they outlive the commit that
    ends a request. psycopg forgets them with every rollback, for what was made in it is no more:
    here, only when something was. Planning all anew took a third of PostgreSQL's time.
    """

    prepared_max = 1_000  # a run asks more kinds of questions than a worker
    is_outdated = False

    def validate(self, key: Any, prep: Prepare, name: bytes, results: Sequence[PGresult]) -> None:
        has_changed = any((one.command_status or b"").startswith(CHANGES) for one in results)
        self.is_outdated |= has_changed
        super().validate(key, prep, name, results)
        self.is_outdated |= has_changed  # until it is rolled back, too

    def clear(self) -> bool:
        if not self.is_outdated:
            return False
        self.is_outdated = False
        return super().clear()


@pytest.fixture(scope="session", autouse=True)
def _kept_statements() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("psycopg._connection_base.PrepareManager", KeptStatements)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_cleaning() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty_the_tables)
        yield


# Tasks run at once and in sight of the test's transaction.
AT_ONCE = {
    "TASKS": {"default": {"BACKEND": "operations.tests.at_once.AtOnce"}},
    "SEARCH_INDEXER": "at_once",
}


def _at_rest() -> None:
    """Nothing falls due, no key is kept in the database, and no vocabulary in the process."""
    deadlines.rest()
    stored_keys.rest()
    for index in registered().values():
        index.forget()
    vocabulary.forget()


@pytest.fixture(autouse=True)
def _clean_slate(settings: Any) -> Iterator[None]:
    """Tests start so, unless they say otherwise; load counters start at nothing."""
    _at_rest()
    for name, value in AT_ONCE.items():
        setattr(settings, name, value)
    yield
    if settings.REDIS_URL:
        cache.clear()


@pytest.fixture
def indexer_on_disk(settings: Any, tmp_path: Path) -> Callable[[Served], Indexer]:
    """What writes an index of this machine, which is on its disk, when the test says so."""
    settings.SEARCH_INDEXER, settings.SEARCH_FOLDER = "command", str(tmp_path / "search")
    return lambda served: Indexer(served.source, place_of(served.source))


@pytest.fixture
def api() -> Client:
    """A stranger without a token."""
    return Client()


@pytest.fixture
def api_as() -> Callable[[User], Client]:
    """Make a client that acts as somebody."""
    return lambda user: Client().log_in(user)


@pytest.fixture
def sms_outbox() -> list[tuple[str, str]]:
    """The text messages that were sent: number and text."""
    sms.outbox.clear()
    return sms.outbox


@pytest.fixture
def password() -> str:
    """The password of every user that a factory makes."""
    return PASSWORD


@pytest.fixture
def freelancer(db: None) -> User:
    return UserFactory(username="asha", first_name="Asha", last_name="Rao")


@pytest.fixture
def client_user(db: None) -> User:
    return UserFactory(username="housing-society", role=Role.CLIENT)


@pytest.fixture
def outsider(db: None) -> User:
    """Somebody who has nothing to do with it."""
    return UserFactory(username="outsider")


@pytest.fixture
def admin_user(db: None) -> User:
    return UserFactory(username="chief", role=Role.ADMIN, is_superuser=True)
