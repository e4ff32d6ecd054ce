"""Files that no row names, and what becomes of them.

A storage knows nothing of transactions. So a file is noted as unwanted before it is written, and
whoever writes the row that names it takes the note away in the same transaction (`want`). Whoever
takes the row away notes its file again (`discard`), and it is deleted after the commit. Whatever
dies in between, the note is there, and the deletion is tried again: no file outlives its row, and
no row loses its file.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Min, Value
from django.db.models.functions import Now
from django_tasks import task

from foundation.files.errors import StorageUnavailable
from foundation.models import UnwantedFile

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

logger = structlog.get_logger("guildhall.storage")

PRIVATE = "private"
UPLOADED_WITHIN = timedelta(hours=1)
RETRY_AFTER = timedelta(minutes=10)  # not before `foundation.deadlines` would know of it
AT_ONCE = 100

_holders: list[Callable[[str], bool]] = []


def register_holder(holds: Callable[[str], bool]) -> None:
    """Ask this function before a private file is deleted: what it holds stays, and is its own to
    discard.
    """
    _holders.append(holds)


def expect(name: str, *, storage: str = PRIVATE) -> None:
    """Note a file that is about to be written, outside of any transaction."""
    UnwantedFile.objects.create(storage=storage, name=name, due_at=Now() + Value(UPLOADED_WITHIN))


def want(names: Collection[str], *, storage: str = PRIVATE) -> None:
    """Keep files for good, in the transaction that writes the rows that name them. Raises
    StorageUnavailable if one of them was given up meanwhile.
    """
    noted = UnwantedFile.objects.filter(storage=storage, name__in=names)
    if noted.delete()[0] != len(names):
        raise StorageUnavailable


def discard(names: Collection[str], *, storage: str = PRIVATE) -> None:
    """Delete files once the current transaction is committed, however often that has to be tried;
    no name is none.
    """
    due_at = Now() + Value(RETRY_AFTER)
    files = [UnwantedFile(storage=storage, name=name, due_at=due_at) for name in names if name]
    if files:
        UnwantedFile.objects.bulk_create(files, ignore_conflicts=True)
        transaction.on_commit(partial(delete, [file.name for file in files], storage=storage))


def delete(names: Collection[str], *, storage: str = PRIVATE) -> None:
    """Delete files that are noted, now. What fails is tried again later, and raises nothing."""
    for pk in UnwantedFile.objects.filter(storage=storage, name__in=names).values_list("pk"):
        _delete(*pk)


def _delete(pk: int) -> bool:
    """Whether a noted file is gone. Its note is locked meanwhile: whoever wants it waits."""
    try:
        with transaction.atomic():
            found = UnwantedFile.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if found is None:
                return False
            if not _is_held(found):
                storages[found.storage].delete(found.name)
            found.delete()
    except Exception as error:  # whatever a bucket's client stumbles over
        logger.warning("file_not_deleted", error=type(error).__name__)
        return False
    return True


def _is_held(file: UnwantedFile) -> bool:
    return file.storage == PRIVATE and any(holds(file.name) for holds in _holders)


def next_due() -> datetime | None:
    """When the next deletion is tried again; past, if it is due."""
    return UnwantedFile.objects.aggregate(first=Min("due_at"))["first"]


def retry_due() -> None:
    """Queue again the deletions that did not happen. May run at once anywhere."""
    due = UnwantedFile.objects.filter(due_at__lte=Now()).order_by("due_at")
    pks = list(due.values_list("pk", flat=True)[:AT_ONCE])
    mine = [pk for pk in pks if _is_mine(pk)]
    if mine:
        delete_task.enqueue(mine)


def _is_mine(pk: int) -> bool:
    due = UnwantedFile.objects.filter(pk=pk, due_at__lte=Now())
    return bool(due.update(due_at=Now() + Value(RETRY_AFTER)))


@task()
def delete_task(pks: Sequence[int]) -> None:
    """Delete noted files."""
    for pk in pks:
        _delete(pk)


def prune() -> int:
    """Delete all that is due, here; answers how many are gone."""
    due = UnwantedFile.objects.filter(due_at__lte=Now())
    return sum(_delete(pk) for pk in list(due.values_list("pk", flat=True)))
