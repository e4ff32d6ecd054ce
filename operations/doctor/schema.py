"""Whether the database is what the code takes it for: migrated, and with all that guards it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger

from moderation.models import PolicyGround
from operations.doctor.database import MIGRATE, rows
from operations.doctor.findings import Finding, check
from operations.health import missing_migrations
from operations.plurals import counted
from profiles.models import Skill

if TYPE_CHECKING:
    from collections.abc import Iterator


@check("database", needs_database=True)
def migrations() -> Iterator[Finding]:
    if missing := missing_migrations():
        yield Finding(
            "E037",
            f"{counted(len(missing), 'migration is', 'migrations are')} missing, "
            f"the first is {missing[0]}.",
            "The code asks for columns that are not there; /readyz answers 503.",
            f"{MIGRATE} (docs/upgrading.md)",
        )


@check("database", needs_database=True)
def guards() -> Iterator[Finding]:
    """Triggers and constraints that somebody switched off, or that a restore left out."""
    query = (
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled = 'D' ORDER BY 1"
    )
    for trigger, table in rows(query):
        yield Finding(
            "W038",
            f"The trigger {trigger} of {table} is switched off.",
            "What it holds the table to, or records of it, is not held or recorded.",
            f'ALTER TABLE {table} ENABLE TRIGGER "{trigger}";',
        )
    query = (
        "SELECT conname, conrelid::regclass::text FROM pg_constraint "
        "WHERE NOT convalidated AND connamespace = 'public'::regnamespace ORDER BY 1"
    )
    for constraint, table in rows(query):
        yield Finding(
            "W039",
            f"The constraint {constraint} of {table} was never validated.",
            "Rows from before may break it, and what relies on it.",
            f'ALTER TABLE {table} VALIDATE CONSTRAINT "{constraint}";',
        )


@check("database", needs_database=True)
def history_triggers() -> Iterator[Finding]:
    """Those that keep what rows said before. One that is switched off is told above."""
    there = {name for (name,) in rows("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")}
    missing = [
        model._meta.db_table
        for model, trigger in pgtrigger.registered()
        if trigger.get_pgid(model) not in there
    ]
    if missing:
        yield Finding(
            "W040",
            f"The triggers that keep the history of {', '.join(sorted(set(missing)))} are missing.",
            "Changes leave no trace.",
            f"python manage.py pgtrigger install; if the tables are new, {MIGRATE} first.",
        )


@check("database", needs_database=True)
def vocabulary() -> Iterator[Finding]:
    if not Skill.objects.exists():
        yield Finding(
            "W041",
            "There is no vocabulary of skills.",
            "Nobody can say what they can do, or be found by it.",
            "python manage.py import_skills",
        )
    if not PolicyGround.objects.exists():
        yield Finding(
            "W042",
            "There are no policy grounds.",
            "Moderators cannot decide anything: each decision names one.",
            "Add your terms in the admin, under Policy grounds (docs/moderation.md).",
        )
