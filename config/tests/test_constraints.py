"""Every constraint of the database has an answer for two requests that meet at it."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection

from config.tests.constraint_rows import (
    ANSWERS,
    DELETED_UNDER_LOCK,
    NEVER_DELETED,
    OF_LIBRARIES,
)

pytestmark = pytest.mark.django_db
CONSTRAINTS = """
    SELECT constrained.relname, con.conname, con.contype::text, coalesce(target.relname, ''),
        cardinality(con.conkey), bool_or(kind.typname = 'uuid' OR col.attidentity <> '')
    FROM pg_constraint con
    JOIN pg_class constrained ON constrained.oid = con.conrelid
    LEFT JOIN pg_class target ON target.oid = con.confrelid
    LEFT JOIN pg_attribute col ON col.attrelid = con.conrelid AND col.attnum = ANY (con.conkey)
    LEFT JOIN pg_type kind ON kind.oid = col.atttypid
    WHERE con.connamespace = 'public'::regnamespace AND con.contype IN ('c', 'p', 'u', 'f', 'x')
    GROUP BY 1, 2, 3, 4, 5
    UNION ALL
    SELECT indexed.relname, named.relname, 'u', '', 0, false
    FROM pg_index
    JOIN pg_class named ON named.oid = indexrelid
    JOIN pg_class indexed ON indexed.oid = indrelid
    WHERE indisunique AND named.relnamespace = 'public'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


class Constraint(NamedTuple):
    table: str
    name: str
    kind: str
    target: str
    columns: int
    is_made: bool

    @property
    def needs_no_row(self) -> bool:
        """Whether its kind says all: a value that a request checks by itself, and no other request
        adds to; a key that is made; a table that only a library writes.
        """
        if self.table.startswith(OF_LIBRARIES):
            return True
        if self.kind == "f":
            return self.target in {*NEVER_DELETED, *DELETED_UNDER_LOCK}
        if self.kind == "p":
            return self.is_made and not self.is_somebodys
        return self.kind == "c" and self.columns == 1

    @property
    def is_somebodys(self) -> bool:
        """Whether the key is that of another row."""
        return self.table in shared_keys()


def shared_keys() -> set[str]:
    """The tables whose primary key is a foreign key as well."""
    with connection.cursor() as cursor:
        cursor.execute("""
            SELECT conrelid::regclass::text FROM pg_constraint one
            WHERE contype = 'p' AND EXISTS (
                SELECT FROM pg_constraint WHERE contype = 'f' AND conrelid = one.conrelid
                    AND conkey = one.conkey)
        """)
        return {table for (table,) in cursor.fetchall()}


def constraints() -> list[Constraint]:
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS)
        return [Constraint(*row) for row in cursor.fetchall()]


def answered(name: str) -> list[str]:
    return [answer for answer, names in ANSWERS.items() for one in names if fnmatch(name, one)]


def test_each_constraint_has_one_answer():
    left = [one for one in constraints() if not one.needs_no_row]
    assert len(left) > 50
    assert [one.name for one in left if not answered(one.name)] == []
    assert [one.name for one in left if len(answered(one.name)) > 1] == []


def test_each_answer_is_of_a_constraint():
    there = [one.name for one in constraints()]
    named = [name for names in ANSWERS.values() for name in names]
    assert [name for name in named if not any(fnmatch(one, name) for one in there)] == []


def test_each_test_that_is_named_is_there():
    answers = [*ANSWERS, *DELETED_UNDER_LOCK.values()]
    for answer in (one for one in answers if "::" in one):
        file, _colons, test = answer.partition("::")
        text = Path(settings.BASE_DIR, file).read_text()
        assert f"def {test}(" in text, answer


@pytest.mark.parametrize("table", NEVER_DELETED)
def test_what_is_said_to_stay_is_deleted_by_no_service(table):
    """As far as the text of the services tells: a foreign key to a row that is deleted meanwhile
    fails at the end of the transaction.
    """
    model = {
        "accounts_user": "User",
        "appointments_appointment": "Appointment",
        "appointments_appointmentmove": "AppointmentMove",
        "conversations_conversation": "Conversation",
        "conversations_message": "Message",
        "moderation_case": "Case",
        "moderation_decision": "Decision",
        "moderation_restriction": "Restriction",
        "profiles_occupation": "Occupation",
        "profiles_profile": "Profile",
        "projects_agreement": "Agreement",
        "projects_agreementstep": "AgreementStep",
        "projects_proposal": "Proposal",
        "projects_transition": "Transition",
    }[table]
    deleting = re.compile(rf"\b{model}\.objects.*\.delete\(\)")
    for file in Path(settings.BASE_DIR).glob("*/services/*.py"):
        for line in file.read_text().splitlines():
            assert not deleting.search(line), file
