"""A database of its own, filled with users who are logged in, and their tokens."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts import tokens
from accounts.models import Role, Session, Status, User

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "bench_guildhall"
USERS = 20_000
PASSWORD = "a lantern for every trade"


@contextmanager
def filled_database() -> Iterator[list[str]]:
    """Make the database, yield an access token for each of its users, and drop it."""
    settings.DATABASES["default"]["TEST"]["NAME"] = DATABASE
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    original = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield _fill()
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def _fill() -> list[str]:
    encoded = make_password(PASSWORD)
    users = [
        User(
            username=f"user-{number}",
            email=f"user-{number}@example.com",
            first_name="Asha",
            last_name="Rao",
            password=encoded,
            role=Role.FREELANCER,
            status=Status.ACTIVE,
            last_login=timezone.now(),
        )
        for number in range(USERS)
    ]
    User.objects.bulk_create(users, batch_size=2_000)
    expires_at = timezone.now() + timedelta(days=1)
    sessions = [
        Session(user=user, user_agent="wrk", ip_address="127.0.0.1", expires_at=expires_at)
        for user in users
    ]
    Session.objects.bulk_create(sessions, batch_size=2_000)
    call_command("createcachetable", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return [tokens.access_token(one.user, one) for one in sessions]
