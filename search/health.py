"""How an index is: how far behind, how large, and whether it has all that it should."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from foundation import feed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from uuid import UUID

    from search.indexer import Source
    from search.tantivy_index import TantivyIndex


@dataclass(frozen=True)
class Condition:
    """What is known of an index from outside."""

    entries: int
    segments: int
    size: int
    """Bytes on the disk."""

    changes: int
    """That it has not read yet."""

    seconds: float
    """Since the oldest of them."""


def condition(index: TantivyIndex, source: Source, path: Path) -> Condition:
    changes, seconds = feed.behind(source.topic, index.position or 0)
    return Condition(len(index), index.segments, _size(path), changes, seconds)


def _size(path: Path) -> int:
    size = 0
    for file in path.iterdir():
        try:
            size += file.stat().st_size
        except FileNotFoundError:  # merged into another one just now
            continue
    return size


@dataclass
class Differences:
    """Entries that are not what they are made of, those apart that changed since."""

    missing: list[UUID] = field(default_factory=list)
    left_over: list[UUID] = field(default_factory=list)
    differing: list[UUID] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.missing) + len(self.left_over) + len(self.differing)

    def named(self) -> Iterator[tuple[str, UUID]]:
        yield from (("missing", entry_id) for entry_id in self.missing)
        yield from (("left over", entry_id) for entry_id in self.left_over)
        yield from (("differing", entry_id) for entry_id in self.differing)


def differences(index: TantivyIndex, source: Source) -> Differences:
    """Compare the index with what it is made of: which ids it has, and their numbers."""
    found = Differences()
    after: UUID | None = None
    for row_ids in source.batches():
        _compare(index, source, found, row_ids, after, row_ids[-1])
        after = row_ids[-1]
    _compare(index, source, found, [], after, None)
    return found


def _compare(
    index: TantivyIndex,
    source: Source,
    found: Differences,
    row_ids: Sequence[UUID],
    after: UUID | None,
    upto: UUID | None,
) -> None:
    """Those whose ids lie between these."""
    indexed = index.numbers_of(after, upto)
    names = source.declaration.numbers
    wanted = {
        entry.id: tuple(entry.numbers[name] for name in names) for entry in source.entries(row_ids)
    }
    suspects = {
        entry_id
        for entry_id in wanted.keys() | indexed.keys()
        if wanted.get(entry_id) != indexed.get(entry_id)
    }
    if not suspects:
        return
    suspects -= feed.unread(source.topic, index.position or 0, suspects)
    found.missing += sorted(suspects - indexed.keys())
    found.left_over += sorted(suspects - wanted.keys())
    found.differing += sorted(suspects & indexed.keys() & wanted.keys())
