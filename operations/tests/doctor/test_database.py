"""What the doctor says of the database: each finding is provoked where it can be taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.utils import timezone

from foundation.models import LimitCounter
from operations.doctor import clock, database, planner
from operations.doctor.database import NEEDED
from profiles.models import SearchEntry
from profiles.services.profile import make_profile
from reviews.models import ReviewWindow
from reviews.tests.factories import make_finished

pytestmark = pytest.mark.django_db


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def found(diagnose, start: str) -> dict[str, str] | None:
    return next((one for what, one in diagnose().items() if what.startswith(start)), None)


@pytest.mark.parametrize(
    ("statement", "start"),
    [
        ("SET LOCAL timezone = 'Asia/Kolkata'", "TimeZone is Asia/Kolkata, not UTC"),
        ("SET LOCAL jit = on", "jit is on, not off"),
        ("SET LOCAL default_transaction_isolation = 'serializable'", "default_transaction_isol"),
        ("SET LOCAL random_page_cost = 4", "random_page_cost is 4"),
        (
            "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'case_queue'::regclass",
            "The index case_queue is invalid.",
        ),
        (
            "ALTER TABLE reviews_review DISABLE TRIGGER USER",
            "The trigger pgtrigger_",
        ),
        (
            "ALTER TABLE reviews_review ADD CONSTRAINT odd CHECK (rating <> 9) NOT VALID",
            "The constraint odd of reviews_review was never validated.",
        ),
        ("DROP TABLE shared_cache", "The table of the cache is missing."),
        ("DELETE FROM moderation_policyground", "There are no policy grounds."),
        ("DELETE FROM profiles_skill", "There is no vocabulary of skills."),
        ("DELETE FROM django_migrations WHERE app = 'otp'", "1 migration is missing, the first"),
    ],
    ids=lambda value: value[:40],
)
def test_what_is_wrong_is_found_with_its_remedy(diagnose, statement, start):
    run("SET LOCAL random_page_cost = 1.1")
    run(statement)
    assert found(diagnose, start)


def test_the_remedies_mend(diagnose):
    run("SET LOCAL random_page_cost = 1.1")
    run("ALTER TABLE reviews_review DISABLE TRIGGER USER")
    run("ALTER TABLE reviews_review ADD CONSTRAINT odd CHECK (rating <> 9) NOT VALID")
    before = diagnose()
    for one in before.values():
        if one["area"] == "database" and one["fix"].startswith("ALTER TABLE"):
            run(one["fix"])
    left = [one["fix"] for one in diagnose().values() if one["fix"].startswith("ALTER TABLE")]
    assert left == []


def test_missing_history_triggers_are_found(diagnose):
    run("DROP TRIGGER IF EXISTS nothing ON reviews_review")
    assert not found(diagnose, "The triggers that keep the history")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'reviews_review'::regclass "
            "AND tgname LIKE 'pgtrigger%'"
        )
        names = [name for (name,) in cursor.fetchall()]
        for name in names:
            cursor.execute(f'DROP TRIGGER "{name}" ON reviews_review')
    told = found(diagnose, "The triggers that keep the history of reviews_review are missing")
    assert told["fix"].startswith("python manage.py pgtrigger install")


def test_a_healthy_servers_settings_are_all_looked_at(diagnose):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_settings WHERE name = ANY(%s)", [list(NEEDED)])
        assert cursor.fetchone()[0] == len(NEEDED)
    assert not found(diagnose, "The check")


@pytest.mark.parametrize(
    ("module", "name", "value", "start"),
    [
        (database, "OLDEST", 990000, "PostgreSQL is version "),
        (database, "HALF_WAY", -1, "The oldest transaction is "),
        (planner, "LARGE", 0, "The database is "),
    ],
)
def test_what_cannot_be_provoked_here_is_found_by_its_bound(
    diagnose, monkeypatch, module, name, value, start
):
    assert not found(diagnose, start)
    monkeypatch.setattr(module, name, value)
    assert found(diagnose, start)


def test_connections_that_run_out_are_found(diagnose, monkeypatch):
    monkeypatch.setattr(database, "FULL", 0)
    assert any("connections are in use" in what for what in diagnose())


def test_a_sort_order_that_changed_is_found(diagnose):
    assert not found(diagnose, "The system's sort order")
    run("UPDATE pg_database SET datcollversion = '0' WHERE datname = current_database()")
    assert found(diagnose, "The system's sort order has changed")


def test_a_table_that_was_never_analysed_is_found(diagnose, monkeypatch):
    assert not found(diagnose, "PostgreSQL knows nothing")
    monkeypatch.setattr(planner, "UNKNOWN", "SELECT 'filled' WHERE %s = 10000")
    assert found(diagnose, "PostgreSQL knows nothing of what is in filled")


def test_bloat_is_estimated_from_what_entries_take(diagnose, monkeypatch):
    """An index of 20,000 rows, of which nine tenths are deleted, is ten times too large."""
    run("CREATE TABLE many AS SELECT g AS id FROM generate_series(1, 20000) AS g")
    run("CREATE INDEX many_by_id ON many (id)")
    run("ANALYZE many")
    monkeypatch.setattr(planner, "SMALL_INDEX", 1000)
    assert not found(diagnose, "The index many_by_id takes")
    run("UPDATE pg_class SET reltuples = 2000 WHERE relname = 'many_by_id'")
    assert found(diagnose, "The index many_by_id takes")


def test_dead_rows_are_found(diagnose, monkeypatch):
    monkeypatch.setattr(planner, "DEAD", "SELECT 'worn', 20000, NULL WHERE %s = 10000")
    told = found(diagnose, "worn holds 20,000 dead rows, never cleared")
    assert told["fix"].startswith("VACUUM (ANALYZE) worn;")


def test_clocks_that_differ_are_found(diagnose, monkeypatch):
    assert not found(diagnose, "The clocks")
    ours = clock.clock
    monkeypatch.setattr(clock, "clock", lambda: ours() + 90)
    told = found(diagnose, "The clocks of application and database are 90.0 s apart")
    assert "access tokens, mailed links, cursors" in told["why"]


def test_a_database_that_is_away_is_one_finding_and_no_traceback(diagnose, monkeypatch):
    def refuse() -> None:
        raise OperationalError("password=hush")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    told = diagnose()
    assert "The database does not answer (OperationalError)." in told
    assert [one for one in told.values() if one["area"] in {"clock", "upkeep"}] == []
    assert "hush" not in str(told)


def test_commands_that_no_timer_runs_are_found(diagnose, freelancer):
    make_profile(freelancer)
    assert not [one for one in diagnose().values() if one["area"] == "upkeep"]
    long_ago = timezone.now() - timedelta(days=4)
    LimitCounter.objects.create(key="old", count=1, expires_at=long_ago)
    SearchEntry.objects.update(scored_on=long_ago.date())
    ReviewWindow.objects.create(project=make_finished(), closes_at=Now() - timedelta(hours=2))
    told = [one["fix"] for one in diagnose().values() if one["area"] == "upkeep"]
    assert len(told) == 3
    for command in ("prune", "settle", "rebuild_search"):
        assert any(f"manage.py {command} " in fix for fix in told)
        call_command(command, verbosity=0)
    assert not [one for one in diagnose().values() if one["area"] == "upkeep"]
