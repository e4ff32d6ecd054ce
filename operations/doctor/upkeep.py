"""The commands that a timer has to run: they leave no note, but what they leave undone shows."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Value
from django.db.models.functions import Now

from foundation import deadlines
from foundation.models import LimitCounter
from operations.doctor.findings import Finding, check
from profiles.models import SearchEntry
from search.serving import registered

if TYPE_CHECKING:
    from collections.abc import Iterator

PRUNED_WITHIN = timedelta(days=3)
SETTLED_WITHIN = timedelta(hours=1)
SCORED_WITHIN = timedelta(days=3)
INDEXED_WITHIN = timedelta(minutes=5)
IN_MEMORY = "at_once"


@check("upkeep", needs_database=True)
def pruned() -> Iterator[Finding]:
    left = LimitCounter.objects.filter(expires_at__lt=Now() - Value(PRUNED_WITHIN))
    if left.exists():
        yield Finding(
            "W091",
            "prune has not run for days.",
            "Sessions, codes, counters and CVs are kept longer than people were told.",
            "Every day: python manage.py prune (guildhall-daily.timer).",
        )


@check("upkeep", needs_database=True)
def settled() -> Iterator[Finding]:
    if deadlines.is_overdue(by=SETTLED_WITHIN):
        yield Finding(
            "W092",
            "settle has not run for more than an hour.",
            "Reviews that were revealed and restrictions that ended are told to nobody.",
            "Every few minutes: python manage.py settle (guildhall-settle.timer).",
        )


@check("upkeep", needs_database=True)
def rankings() -> Iterator[Finding]:
    if SearchEntry.objects.filter(scored_on__lt=Now() - Value(SCORED_WITHIN)).exists():
        yield Finding(
            "W093",
            "rebuild_search has not run for days.",
            "Who was active long ago is ranked as if it were yesterday.",
            "Every day: python manage.py rebuild_search (guildhall-daily.timer).",
        )


@check("upkeep", needs_database=True)
def index_of_texts() -> Iterator[Finding]:
    if settings.SEARCH_INDEXER == IN_MEMORY:
        return
    conditions = {name: served.condition() for name, served in registered().items()}
    if missing := [name for name, found in conditions.items() if found is None]:
        yield Finding(
            "W094",
            f"This machine has no index of texts: {', '.join(missing)}.",
            "Searches of freelancers with a text or more than two filters are refused, and texts "
            "find only projects that have all their words.",
            "Start the web processes, or with SEARCH_INDEXER=command `manage.py index_search`, "
            "and wait until it is built.",
        )
    late = INDEXED_WITHIN.total_seconds()
    for name, found in conditions.items():
        if found is not None and found.seconds > late:
            yield Finding(
                "W097",
                f"The index of {name} has not read {found.changes} changes, the oldest of them "
                f"{found.seconds / 60:.0f} minutes old.",
                "Nobody and nothing is found by what was written since.",
                "Look for search_index_failed, search_index_waits and search_folder_unwritable in "
                "the log.",
            )


@check("upkeep", looks_outside=True)
def folder_of_the_index() -> Iterator[Finding]:
    folder = Path(settings.SEARCH_FOLDER)
    files = [*folder.glob("*/lock"), *folder.glob("*/current")]
    is_ours = all(os.access(one, os.R_OK | os.W_OK) for one in files)
    if not is_ours or not _takes_folders(folder):
        yield Finding(
            "W098",
            "The folder of the index of texts cannot be written.",
            "No index is made there, or none that follows what changes.",
            "SEARCH_FOLDER: a folder that belongs to the service's user, with all that is in it; "
            "commands run as that user, too.",
        )


def _takes_folders(folder: Path) -> bool:
    """Whether one can be made in it, or in what is there of its parents."""
    existing = next(one for one in (folder, *folder.parents) if one.exists())
    try:
        with TemporaryDirectory(prefix="doctor-", dir=existing):
            return True
    except OSError:
        return False
