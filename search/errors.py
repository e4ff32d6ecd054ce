"""What can go wrong between an app and an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID


class EngineFailed(Exception):
    """The engine could not do it: its files are damaged, the disk is full, or it has a bug."""


class UnfitEntry(Exception):
    """An entry that is not as its index was declared. Nothing was written of what came with it."""

    def __init__(self, entry_id: UUID, reason: str) -> None:
        super().__init__(f"{entry_id}: {reason}")
        self.entry_id = entry_id
        self.reason = reason


class EverythingChanged(Exception):
    """Too much changed to be followed: the index has to be built anew."""


class ReaderEnded(Exception):
    """A process that read for one that builds an index was killed, or could not begin."""
