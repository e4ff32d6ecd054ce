"""A back-up is worth what its restore is: one is made, restored beside the original, compared."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg import sql

from accounts.models import Status
from accounts.services.account import erase_by_operator
from accounts.services.status import change_status
from foundation import feed
from moderation.tests.factories import make_decision
from operations.tests.production import database_url, environment
from profiles.services.profile import update_profile
from reviews.models import Review
from reviews.tests.factories import make_revealed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
ROWS_OF_TABLE = """
    SELECT count(*), md5(string_agg(whole::text, ' ' ORDER BY whole::text COLLATE "C"))
    FROM {} AS whole
"""


@pytest.fixture(autouse=True)
def _programs() -> None:
    """Those of the embedded server come with it; of another server they have to be as new as it."""
    if django_settings.DATABASE_POOLER:
        pytest.skip("not through a pooler: see the last test of this file")
    if connection.settings_dict["ENGINE"] == "operations.embedded_postgres":
        return
    program = shutil.which("pg_dump")
    if program is None:
        pytest.skip("needs pg_dump and pg_restore: apt-get install postgresql-client")
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    connection.ensure_connection()
    major = connection.connection.info.server_version // 10000
    if int(told.stdout.split()[2].split(".")[0]) != major:
        pytest.skip(f"needs pg_dump and pg_restore {major}, as the server is")


@pytest.fixture
def folders(settings, tmp_path) -> dict[str, Path]:
    roots = {"default": tmp_path / "media", "private": tmp_path / "cvs"}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {
        alias: {"BACKEND": backend, "OPTIONS": {"location": str(root)}}
        for alias, root in roots.items()
    }
    return roots


@contextmanager
def empty_database() -> Iterator[str]:
    """The name of a new database on this server, dropped in the end."""
    name = f"{connection.settings_dict['NAME']}_restored"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with connected("postgres") as server:
        server.execute(drop)
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
        )
        try:
            yield name
        finally:
            server.execute(drop)


def connected(name: str) -> psycopg.Connection:
    address = database_url(connection.get_connection_params(), name=name)
    return psycopg.connect(address, autocommit=True)


def manage(name: str, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command on another database of this server."""
    address = database_url(connection.get_connection_params(), name=name)
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=django_settings.BASE_DIR,
        env=environment(DATABASE_URL=address, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


def make_history() -> None:
    """Something of everything that the database itself looks after."""
    feed.state()
    review = make_revealed(rating=2)
    update_profile(user=review.subject, changes={"headline": "Plumber"})
    with transaction.atomic():
        change_status(user=review.subject, to=Status.INACTIVE)
    make_decision("review", review)
    for alias in ("default", "private"):
        storages[alias].save("folder/a.txt", ContentFile(alias.encode()))


def test_a_restored_database_is_the_one_that_was_backed_up(folders, tmp_path):
    make_history()
    call_command("backup", tmp_path / "backup", verbosity=0)
    with empty_database() as name:
        restored = {"MEDIA_ROOT": str(tmp_path / "m"), "PRIVATE_ROOT": str(tmp_path / "p")}
        answer = manage(name, "restore", str(tmp_path / "backup"), **restored)
        assert answer.returncode == 0, answer.stderr
        backed_up, restored_rows = contents(connection.settings_dict["NAME"]), contents(name)
        # Whoever had read on in the feed must not go on in the restored one.
        assert restored_rows.pop("foundation_feedstate") != backed_up.pop("foundation_feedstate")
        assert restored_rows == backed_up
        assert (tmp_path / "m/folder/a.txt").read_text() == "default"
        assert (tmp_path / "p/folder/a.txt").read_text() == "private"
        assert manage(name, "migrate", "--check").returncode == 0
        assert manage(name, "recompute_reputation", "--check").returncode == 0
        told = json.loads(manage(name, "doctor", "--json", **restored).stdout)
        broken = ("The trigger", "The constraint", "The index", "The statistics", "PostgreSQL know")
        assert [one["what"] for one in told if one["what"].startswith(broken)] == []
        require_guards(name)
        changed = contents(name)
        assert changed["profiles_profile"][0] == backed_up["profiles_profile"][0]
        assert changed["profiles_profile"] != backed_up["profiles_profile"]
        require_nobody_is_back(name, tmp_path / "erased.jsonl")


def require_nobody_is_back(name: str, ledger: Path) -> None:
    """Whoever is erased after the back-up was made can be erased from what was restored."""
    leaving = Review.objects.get(revealed_at__isnull=False, side="client").author
    erase_by_operator(user=leaving)
    with ledger.open("w") as file:
        call_command("erase_account", "--list", stdout=file)
    answer = manage(name, "erase_account", "--again", str(ledger), "--yes")
    assert "Erased again: 1." in answer.stdout, answer.stderr
    with connected(name) as database:
        erased = database.execute("SELECT id FROM accounts_user WHERE erased_at IS NOT NULL")
        assert erased.fetchall() == [(leaving.pk,)]


def contents(name: str) -> dict[str, tuple[int, str]]:
    """How many rows every table has, and a checksum of all that is in them."""
    with connected(name) as database:
        tables = [table for (table,) in database.execute(PUBLIC_TABLES)]
        return {
            table: database.execute(sql.SQL(ROWS_OF_TABLE).format(sql.Identifier(table))).fetchone()
            for table in tables
        }


def require_guards(name: str) -> None:
    """Triggers refuse and record, and generated columns follow, in the restored database."""
    with connected(name) as database:
        for statement in (
            "UPDATE moderation_decision SET facts = 'else'",
            "DELETE FROM moderation_decision",
        ):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                database.execute(statement)
        kept = "SELECT count(*) FROM profiles_profileevent"
        (before,) = database.execute(kept).fetchone()
        changed = database.execute("UPDATE profiles_profile SET headline = 'Tiler'").rowcount
        assert database.execute(kept).fetchone()[0] == before + changed
        found = "SELECT is_active FROM accounts_user WHERE status = 'inactive'"
        assert database.execute(found).fetchone() == (False,)
        database.execute("UPDATE accounts_user SET status = 'active' WHERE status = 'inactive'")
        active = "SELECT bool_and(is_active) FROM accounts_user WHERE status = 'active'"
        assert database.execute(active).fetchone() == (True,)


def test_a_back_up_is_for_its_owner_alone_and_never_written_over(folders, tmp_path):
    target = tmp_path / "backup"
    call_command("backup", target, verbosity=0)
    assert {path.stat().st_mode & 0o077 for path in (target, *target.iterdir())} == {0}
    with pytest.raises(CommandError, match="is there already"):
        call_command("backup", target)


def test_a_restore_into_what_is_in_use_is_refused(folders, tmp_path):
    call_command("backup", tmp_path / "backup", verbosity=0)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", tmp_path / "backup")
    with pytest.raises(CommandError, match="holds no back-up"):
        call_command("restore", tmp_path)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_nothing_is_dumped_through_a_pooler(command, folders, tmp_path, settings):
    """Its server's connections would be left with an empty search path, for others' queries."""
    call_command("backup", tmp_path / "backup", verbosity=0)
    settings.DATABASE_POOLER = "transaction"
    folder = {"backup": tmp_path / "other", "restore": tmp_path / "backup"}[command]
    with pytest.raises(CommandError, match="name PostgreSQL itself"):
        call_command(command, folder)
    assert not (tmp_path / "other").exists()
