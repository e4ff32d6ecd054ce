"""Files that no row names are deleted, whatever fails or dies in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import transaction
from django.db.models.functions import Now

from foundation.files import private, unwanted
from foundation.files.errors import StorageUnavailable
from foundation.models import UnwantedFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def name() -> str:
    """A file that was stored, and that no row names yet."""
    return private.store("tests", b"words", "txt")


@pytest.fixture
def wanted(name) -> str:
    with transaction.atomic():
        private.want(name)
    return name


def is_there(name: str) -> bool:
    return private.storage().exists(name)


def let_time_pass() -> None:
    UnwantedFile.objects.update(due_at=Now() - timedelta(seconds=1))


def test_what_is_wanted_stays(wanted):
    let_time_pass()
    assert unwanted.prune() == 0
    assert is_there(wanted)


def test_what_nobody_wanted_in_time_is_deleted(name):
    assert unwanted.prune() == 0
    let_time_pass()
    assert unwanted.prune() == 1
    assert not is_there(name)
    with pytest.raises(StorageUnavailable), transaction.atomic():
        private.want(name)


def test_what_was_rolled_back_keeps_its_file(wanted):
    with transaction.atomic():
        private.discard(wanted)
        transaction.set_rollback(True)
    let_time_pass()
    assert unwanted.prune() == 0
    assert is_there(wanted)


def test_a_deletion_that_fails_is_tried_again_and_breaks_nothing(wanted, monkeypatch):
    def away(self, name):
        raise ConnectionError

    monkeypatch.setattr(FileSystemStorage, "delete", away)
    with transaction.atomic():
        private.discard(wanted)
    assert is_there(wanted)
    monkeypatch.undo()
    unwanted.retry_due()
    assert is_there(wanted)
    let_time_pass()
    unwanted.retry_due()
    assert not is_there(wanted)
    assert not UnwantedFile.objects.exists()


def test_what_somebody_holds_stays_and_is_theirs_to_discard(wanted, monkeypatch):
    held = {wanted}
    monkeypatch.setattr(unwanted, "_holders", [held.__contains__])
    with transaction.atomic():
        private.discard(wanted)
    assert is_there(wanted)
    assert not UnwantedFile.objects.exists()
    held.clear()
    with transaction.atomic():
        private.discard(wanted)
    assert not is_there(wanted)
