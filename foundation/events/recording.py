"""Events are written in the transaction of what they tell: both are true, or neither."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.db import connection, transaction

from foundation.events.backlog import TOPIC
from foundation.events.delivery import deliver_soon

if TYPE_CHECKING:
    from foundation.models import Event

RECORD = """
    WITH event AS (
        INSERT INTO foundation_event
               (id, type, version, actor_id, person_id, subject_id, concerns, body)
        SELECT id, type, version, actor_id, person_id, subject_id, concerns, body
        FROM jsonb_to_recordset(%s) AS given (
            id uuid, type text, version smallint, actor_id uuid, person_id uuid, subject_id uuid,
            concerns uuid[], body jsonb)
        ORDER BY id
        RETURNING id
    )
    INSERT INTO foundation_change (topic, row_id) SELECT %s, id FROM event ORDER BY id
"""


def record(*events: Event) -> None:
    """Write what became true, in one statement, and have it delivered after the commit.

    Raises RuntimeError outside of a transaction: it would be told even if it never came true.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event belongs into the transaction that makes it true.")
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.execute(RECORD, [json.dumps([_row(event) for event in events]), TOPIC])
    transaction.on_commit(deliver_soon)


def _row(event: Event) -> dict[str, object]:
    return {
        "id": str(event.pk),
        "type": event.type,
        "version": event.version,
        "actor_id": event.actor_id and str(event.actor_id),
        "person_id": event.person_id and str(event.person_id),
        "subject_id": str(event.subject_id),
        "concerns": [str(one) for one in event.concerns],
        "body": event.body,
    }
