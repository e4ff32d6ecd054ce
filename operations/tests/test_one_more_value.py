"""One more value of an enum, as docs/migrations.md has it, beside code that does not know it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations import AddConstraint, Migration, RemoveConstraint, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.models import CheckConstraint, Q
from django.utils import timezone

from moderation.models import ObjectKind, Reason, Report
from moderation.tests.factories import make_case, make_staff
from operations.tests.test_migration_locks import complaints_of
from reviews.tests.factories import make_revealed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moderation.models import Case

CHECK = "report_reason_is_known"
NEW = "counterfeit"
WIDER = CheckConstraint(condition=Q(reason__in=[*Reason.values, NEW]), name=CHECK)
OF_NOW = CheckConstraint(condition=Q(reason__in=Reason.values), name=CHECK)
DROPPED = (
    # Its wider successor comes in the same transaction: nothing else can be written between them.
    f"-- squawk-ignore ban-drop-constraint\nALTER TABLE moderation_report DROP CONSTRAINT {CHECK}"
)
RECIPE = (
    (
        RunSQL([DROPPED], state_operations=[RemoveConstraint("report", CHECK)]),
        AddConstraintNotValid("report", WIDER),
    ),
    (ValidateConstraint("report", CHECK),),
)
AS_GENERATED = ((RemoveConstraint("report", CHECK), AddConstraint("report", WIDER)),)
BACK = ((RemoveConstraint("report", CHECK), AddConstraint("report", OF_NOW)),)

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(*steps: tuple[Any, ...], collect_sql: bool = False) -> str:
    """Each step as a migration of its own, or only its SQL."""
    state, collected = MigrationLoader(connection).project_state(), []
    for operations in steps:
        migration = Migration("one_more_value", "moderation")
        migration.operations = list(operations)
        with connection.schema_editor(collect_sql=collect_sql, atomic=True) as editor:
            state = migration.apply(state, editor, collect_sql=collect_sql)
        collected += editor.collected_sql if collect_sql else []
    return "\n".join(collected)


@pytest.fixture
def case() -> Iterator[Case]:
    yield make_case(ObjectKind.REVIEW, make_revealed())
    Report.objects.filter(reason=NEW).delete()
    migrate(*BACK)


def report(case: Case, number: int, reason: str = Reason.ABUSE) -> Report:
    return Report.objects.create(case=case, email=f"{number}@example.org", reason=reason)


@contextmanager
def old_code_writing(case: Case) -> Iterator[list[int]]:
    """What the release before does meanwhile, on a connection of its own."""
    written: list[int] = []
    refused: list[Exception] = []
    is_over = threading.Event()

    def write() -> None:
        try:
            while not is_over.is_set():
                report(case, len(written))
                written.append(len(written))
        except Exception as error:
            refused.append(error)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield written
    finally:
        is_over.set()
        writer.join()
    assert refused == []


def test_it_comes_while_old_code_writes(case):
    with pytest.raises(IntegrityError, match=CHECK), transaction.atomic():
        report(case, -1, NEW)
    with old_code_writing(case) as written:
        for _round in range(10):
            migrate(*RECIPE)
            migrate(*BACK)
        migrate(*RECIPE)
    assert Report.objects.filter(email__endswith="@example.org").count() == len(written) > 0
    assert report(case, -1, NEW).pk
    with pytest.raises(IntegrityError, match=CHECK), transaction.atomic():
        report(case, -2, "nonsense")


def test_old_code_shows_what_a_newer_version_wrote(case, client, tmp_path):
    migrate(*RECIPE)
    report(case, 1, NEW)
    client.force_login(make_staff())
    queue = client.get("/admin/moderation/case/")
    assert (queue.status_code, NEW in queue.content.decode()) == (200, True)
    assert client.get(f"/admin/moderation/case/{case.pk}/change/").status_code == 200
    year = timezone.now().year
    days = ("--from", f"{year}-01-01", "--to", f"{year}-12-31")
    call_command("transparency_report", *days, folder=str(tmp_path), verbosity=0)
    assert NEW in next(tmp_path.glob("*.csv")).read_text()


@pytest.mark.parametrize(
    ("steps", "said"),
    [(RECIPE, []), (AS_GENERATED, ["ban-drop-constraint", "constraint-missing-not-valid"])],
    ids=["by the recipe", "as makemigrations writes it"],
)
def test_squawk_takes_the_recipe_and_not_what_is_generated(tmp_path, steps, said):
    complaints = complaints_of(migrate(*steps, collect_sql=True), tmp_path / "one_more_value.sql")
    assert [rule for rule in said if rule not in complaints] == []
    assert bool(complaints) is bool(said)
