"""A database of its own, filled with users who are logged in, and their tokens."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import override_settings
from django.utils import timezone

from accounts import tokens
from accounts.models import RevokedReason, Role, Session, Status, User
from accounts.tests.factories import with_status
from benchmarks.own_database import own_database

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "bench_guildhall"
USERS = 20_000
FREELANCERS = 20_000  # with profiles, besides
BATCH = 2_000
PASSWORD = "a lantern for every trade"


@dataclass(frozen=True)
class Data:
    """What the rows work with."""

    tokens: list[str]
    """An access token of each user."""

    refused_tokens: dict[str, str]
    """Tokens that no server may accept, by what is wrong with them."""

    environment: dict[str, str]
    """How a server finds the database."""

    server_version: str


@contextmanager
def filled_database() -> Iterator[Data]:
    """Make the database on the project's own server, fill it, and drop it in the end."""
    with (
        own_database(DATABASE) as environment,
        TemporaryDirectory(prefix="guildhall-search-") as folder,
        override_settings(SEARCH_FOLDER=folder),
    ):
        yield _fill(environment | {"SEARCH_FOLDER": folder})


def _fill(environment: dict[str, str]) -> Data:
    encoded = make_password(PASSWORD)
    users = [_user(number, encoded) for number in range(USERS)]
    User.objects.bulk_create(users, batch_size=BATCH)
    expires_at = timezone.now() + timedelta(days=1)
    sessions = [
        Session(user=user, user_agent="wrk", ip_address="127.0.0.1", expires_at=expires_at)
        for user in users
    ]
    Session.objects.bulk_create(sessions, batch_size=BATCH)
    refused_tokens = _refused_tokens(encoded)
    call_command("import_skills", verbosity=0)
    call_command("seed", profiles=FREELANCERS, processes=1, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0].split()[0]
    call_command("index_search", rebuild=True, verbosity=0)
    return Data(
        tokens=[tokens.access_token(session.user, session) for session in sessions],
        refused_tokens=refused_tokens,
        environment=environment,
        server_version=version,
    )


def _user(number: int, encoded_password: str, status: Status = Status.ACTIVE) -> User:
    """Every tenth has yet to prove a phone number; the others proved an e-mail address."""
    user = User(
        username=f"user-{number}",
        email=f"user-{number}@example.com",
        email_verified_at=timezone.now(),
        first_name="Asha",
        last_name="Rao",
        password=encoded_password,
        role=Role.FREELANCER,
        status=status,
        last_login=timezone.now(),
    )
    if number % 10 == 9:
        user.email = user.email_verified_at = None
        user.phone_number = f"+49151{number:08}"
        user.status = Status.PENDING
    return user


def _refused_tokens(encoded_password: str) -> dict[str, str]:
    """One token for each check that both servers of a comparison must make."""

    def session(number: int, status: Status = Status.ACTIVE) -> Session:
        user = _user(USERS + number, encoded_password, status)
        user.save()
        return Session.objects.create(user=user, expires_at=timezone.now() + timedelta(days=1))

    live, revoked, expired = (session(number) for number in range(3))
    Session.objects.filter(pk=revoked.pk).revoke(RevokedReason.LOGGED_OUT)
    Session.objects.filter(pk=expired.pk).update(
        created_at=Now() - timedelta(days=2), expires_at=Now() - timedelta(days=1)
    )
    suspended, inactive = session(3), session(4, Status.INACTIVE)
    with_status(suspended.user, Status.SUSPENDED)
    by_session = {
        "a revoked session": revoked,
        "an expired session": expired,
        "a suspended user": suspended,
        "an inactive user": inactive,
    }
    by_setting = {
        "a foreign signature": {"SIGNING_KEY": "x" * 50},
        "another audience": {"AUDIENCE": "somebody-else"},
        "another issuer": {"ISSUER": "somebody-else"},
        "an expiry in the past": {"ACCESS_TOKEN_LIFETIME": timedelta(hours=-1)},
    }
    refused = {reason: tokens.access_token(one.user, one) for reason, one in by_session.items()}
    for reason, changed in by_setting.items():
        with override_settings(SIMPLE_JWT=settings.SIMPLE_JWT | changed):
            refused[reason] = tokens.access_token(live.user, live)
    return refused
