"""What appointments do about events: what nothing joins any more is called off."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from appointments.services.parting import end_unjoined
from foundation.events import handles
from projects.events import (
    DID_NOT_HAPPEN,
    INVITATION_DECLINED,
    PROJECT_CANCELLED,
    PROJECT_FILLED,
    PROJECT_REOPENED,
    PROJECT_STARTED,
    PROPOSAL_DECLINED,
    PROPOSAL_WITHDRAWN,
)

if TYPE_CHECKING:
    from foundation.models import Event


@handles(
    "appointments",
    INVITATION_DECLINED,
    PROJECT_CANCELLED,
    DID_NOT_HAPPEN,
    PROJECT_FILLED,
    PROJECT_REOPENED,
    PROJECT_STARTED,
    PROPOSAL_DECLINED,
    PROPOSAL_WITHDRAWN,
)
def end_what_nothing_joins(event: Event) -> None:
    """Have a task worker call off appointments about the project whose two sides parted. No account
    is locked here: events are handed out many in one transaction, and those who write wait for no
    other.
    """
    project_id = event.body.get("project", str(event.subject_id))
    transaction.on_commit(partial(end_unjoined.enqueue, project_id))
