"""No migration takes a lock that traffic would have to wait for. squawk reads the SQL of each."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

BASE_DIR = django_settings.BASE_DIR
SQUAWK = Path(sys.executable).with_name("squawk")
# Rules of taste, and what our way of migrating gives to each statement (docs/migrations.md): the
# time-outs of `manage.py migrate`, and dropping only what the release before no longer reads.
NOT_OURS = (
    *("prefer-robust-stmts", "prefer-text-field", "prefer-bigint-over-smallint"),
    *("prefer-bigint-over-int", "prefer-identity", "prefer-timestamp-tz"),
    *("require-lock-timeout", "require-statement-timeout", "require-timeout-settings"),
)


# Some migrations refuse a transaction around them.
outside_a_transaction = pytest.mark.django_db(transaction=True)


def own_migrations() -> list[tuple[str, str]]:
    """Those of our apps but the initial ones, which meet no rows."""
    own = {one.label for one in apps.get_app_configs() if Path(one.path).parent == BASE_DIR}
    found = MigrationLoader(None).disk_migrations.items()
    return sorted(key for key, one in found if key[0] in own and not one.initial)


def complaints(app: str, migration: str, folder: Path) -> str:
    """What squawk has to say of a migration's SQL."""
    sql = StringIO()
    call_command("sqlmigrate", app, migration, stdout=sql, no_color=True)
    return complaints_of(sql.getvalue(), folder / f"{app}-{migration}.sql")


def complaints_of(sql: str, file: Path) -> str:
    """The same of any SQL, which this file is for."""
    file.write_text(sql)
    excluded = f"--exclude={','.join(NOT_OURS)}"
    command = [SQUAWK, "--pg-version=15", "--reporter=gcc", excluded, file]
    done = subprocess.run(command, capture_output=True, text=True, cwd=file.parent)
    return done.stdout if done.returncode else ""


@outside_a_transaction
def test_no_migration_locks_anything_for_long(tmp_path):
    found = {key: complaints(*key, tmp_path) for key in own_migrations()}
    assert {key: said for key, said in found.items() if said} == {}


UNSAFE = {
    "require-concurrent-index-creation": """
        migrations.AddIndex("recentwrite", models.Index(fields=["at"], name="recent_write_at"))
    """,
    "adding-required-field": """
        migrations.RunSQL("ALTER TABLE operations_recentwrite ADD COLUMN address text NOT NULL")
    """,
    "adding-not-nullable-field": """
        migrations.RunSQL("ALTER TABLE operations_recentwrite ALTER COLUMN at SET NOT NULL")
    """,
    "changing-column-type": """
        migrations.AlterField("recentwrite", "at", models.CharField(max_length=40))
    """,
    "renaming-column": """
        migrations.RenameField("recentwrite", "at", "written_at")
    """,
    "ban-drop-column": """
        migrations.RemoveField("recentwrite", "at")
    """,
    "constraint-missing-not-valid": """
        migrations.AddConstraint("recentwrite", models.CheckConstraint(
            condition=models.Q(at__gt="2026-01-01T00:00Z"), name="recent_write_is_recent"))
    """,
}


@pytest.mark.django_db
@pytest.mark.parametrize("rule", UNSAFE)
def test_an_unsafe_migration_is_found(rule, tmp_path, settings, monkeypatch):
    assert rule in complaints(
        "operations", "0002_unsafe", made(tmp_path, settings, monkeypatch, rule)
    )


def test_own_migrations_are_those_after_the_initial_ones(tmp_path, settings, monkeypatch):
    made(tmp_path, settings, monkeypatch, SAFE, atomic=False)
    assert ("operations", "0002_unsafe") in own_migrations()
    assert not [name for _app, name in own_migrations() if name == "0001_initial"]


SAFE = """
    AddIndexConcurrently("recentwrite", models.Index(fields=["at"], name="recent_write_at")),
    migrations.AddField("recentwrite", "address", models.TextField(db_default="")),
    AddConstraintNotValid("recentwrite", models.CheckConstraint(
        condition=models.Q(at__gt="2026-01-01T00:00Z"), name="recent_write_is_recent")),
    ValidateConstraint("recentwrite", "recent_write_is_recent"),
"""


@pytest.mark.django_db
def test_what_is_safe_for_a_reason_can_say_so(tmp_path, settings, monkeypatch):
    dropped = "-- squawk-ignore ban-drop-column\\nALTER TABLE operations_recentwrite DROP COLUMN at"
    folder = made(tmp_path, settings, monkeypatch, f'migrations.RunSQL(["{dropped}"])')
    assert complaints("operations", "0002_unsafe", folder) == ""


@outside_a_transaction
def test_the_safe_ways_pass(tmp_path, settings, monkeypatch):
    folder = made(tmp_path, settings, monkeypatch, SAFE, atomic=False)
    assert complaints("operations", "0002_unsafe", folder) == ""


def made(tmp_path, settings, monkeypatch, operations: str, *, atomic: bool = True) -> Path:
    """A second migration of `operations`, in a package of its own."""
    package = tmp_path / "made_migrations"
    package.mkdir()
    (package / "__init__.py").touch()
    first = Path(BASE_DIR, "operations", "migrations", "0001_initial.py").read_text()
    (package / "0001_initial.py").write_text(first)
    operations = dedent(UNSAFE.get(operations, operations)).strip()
    (package / "0002_unsafe.py").write_text(
        "from django.contrib.postgres.operations import *\n"
        "from django.db import migrations, models\n\n"
        "class Migration(migrations.Migration):\n"
        f"    atomic = {atomic}\n"
        "    dependencies = [('operations', '0001_initial')]\n"
        f"    operations = [\n{operations}\n]\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    for name in [one for one in sys.modules if one.startswith("made_migrations")]:
        monkeypatch.delitem(sys.modules, name)
    settings.MIGRATION_MODULES = {"operations": "made_migrations"}
    return tmp_path


@pytest.mark.skipif(
    bool(django_settings.DATABASE_POOLER),
    reason="through a pooler there is no limit: migrate says so",
)
@outside_a_transaction
def test_migrate_gives_up_soon_when_it_waits_for_a_lock(tmp_path, settings, monkeypatch):
    made(tmp_path, settings, monkeypatch, "renaming-column")
    reader = connection.copy()  # a connection of its own, in a transaction that goes on
    reader.set_autocommit(False)
    try:
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM operations_recentwrite")
        with pytest.raises(OperationalError, match="lock timeout"):
            call_command("migrate", "operations", lock_timeout="50ms", verbosity=0)
    finally:
        reader.close()
    assert (
        connection.introspection.get_table_description(
            connection.cursor(), "operations_recentwrite"
        )[1].name
        == "at"
    )
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
