"""Where an index lies on this machine, and who may write it.

`SEARCH_FOLDER` has one folder for each index, named by all that its contents depend on: the app's
declaration, the database, and the versions of engine and normaliser. In it lie `current`, which
names the index that is read, a `lock`, and a numbered folder for each time that it was built. Of
the processes that could write it one does, the first that has the lock; the kernel takes it from a
process that ends, however it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import timedelta
    from pathlib import Path

    from search.entries import Declaration

FORMAT = 2  # of what `search.words` makes of a text: another one, another index
CURRENT, IDENTITY, CHANGED, LOCK = "current", "identity", "changed", "lock"
# What tells databases apart that share a folder. Not the user: whoever looks, it is the same.
DATABASE = ("HOST", "PORT", "NAME", "EMBEDDED_DATA_DIR")

held: set[TextIO] = set()
"""The locks of this process."""


def signature(declaration: Declaration) -> str:
    """Tells indexes apart that cannot be read as one another."""
    return _digest(f"{FORMAT} {declaration} {_version('tantivy')} {_version('PyStemmer')}")


@cache
def _version(package: str) -> str:
    """Whoever asks looks for the index several times a second; to read this takes a millisecond."""
    return version(package)


def name_of(database: Mapping[str, Any]) -> str:
    """Tells the databases apart of several sites that share a folder."""
    return _digest(" ".join(str(database.get(name) or "") for name in DATABASE))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


@dataclass(frozen=True)
class Place:
    """Where one index lies."""

    folder: Path
    declaration: Declaration
    database: str

    @property
    def root(self) -> Path:
        return self.folder / f"{self._prefix}{signature(self.declaration)}"

    @property
    def _prefix(self) -> str:
        return f"{self.declaration.name}-{self.database}-"

    def current(self) -> Path | None:
        """The folder of the index that is complete, if there is one."""
        try:
            name = (self.root / CURRENT).read_text()
        except (OSError, ValueError):
            return None
        path = self.root / name
        return path if name.isdecimal() and path.is_dir() else None

    def new(self) -> Path:
        """An empty folder to build the next one in. What others began and did not finish goes."""
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        current = self.current()
        self._keep_only(current)
        path = self.root / str(int(current.name) + 1 if current else 1)
        path.mkdir()
        return path

    def make_current(self, path: Path) -> None:
        """Have the index in this folder read from now on, all at once; the others go. Processes
        that still have one open read on in it. Also those go that another version had made of this
        database, unless one still writes them.
        """
        _write_through(self.root / f"{CURRENT}.new", path.name)
        os.replace(self.root / f"{CURRENT}.new", self.root / CURRENT)
        self._keep_only(path)
        for other in self.folder.glob(f"{self._prefix}*"):
            if other != self.root:
                _remove_unless_held(other)

    def _keep_only(self, kept: Path | None) -> None:
        for path in self.root.iterdir():
            if path.name.isdecimal() and path != kept:
                shutil.rmtree(path, ignore_errors=True)

    def identify(self, path: Path, identity: str) -> None:
        """Note of which database the index in this folder is."""
        _write_through(path / IDENTITY, identity)

    def identity(self, path: Path) -> str:
        """Of which database the index in this folder is; empty if nobody knows."""
        try:
            return (path / IDENTITY).read_text()
        except (OSError, ValueError):
            return ""

    def note_changed(self, path: Path) -> None:
        """Note that the files in this folder may have words of what is gone, from now on."""
        if not (path / CHANGED).exists():
            (path / CHANGED).touch()

    def changed_for(self, path: Path) -> float:
        """For how many seconds they may have had such words."""
        try:
            return time.time() - (path / CHANGED).stat().st_mtime
        except OSError:
            return 0.0

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process is the one that writes, until the block ends.

        Raises OSError where nothing can be written.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / LOCK).open("w") as lock:
            held.add(lock)
            try:
                yield _has_locked(lock, self.root / LOCK)
            finally:
                if lock in held:  # not of a child, which let go of it
                    held.remove(lock)
                    # Closing is not enough: a child that was just forked may still have it open.
                    fcntl.flock(lock, fcntl.LOCK_UN)


def remove_unused(folder: Path, *, unused_for: timedelta) -> int:
    """Remove the indexes that no process writes and none has written for so long: of databases that
    are gone, and of versions that are not run any more. Answers how many.
    """
    youngest = time.time() - unused_for.total_seconds()
    locks = folder.glob(f"*/{LOCK}")
    return sum(_remove_unless_held(lock.parent, youngest=youngest) for lock in locks)


def _remove_unless_held(root: Path, *, youngest: float | None = None) -> bool:
    try:
        with (root / LOCK).open("r") as lock:
            is_young = youngest is not None and os.fstat(lock.fileno()).st_mtime > youngest
            if not is_young and _has_locked(lock, root / LOCK):
                shutil.rmtree(root)
                return True
    except OSError:
        pass  # not ours to remove, or gone already
    return False


def _has_locked(lock: TextIO, path: Path) -> bool:
    """Whether this process has the lock now, and it is still that of the folder: another process
    may have removed the folder meanwhile.
    """
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    try:
        return os.path.samestat(os.fstat(lock.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _write_through(path: Path, text: str) -> None:
    """Also after a power cut, it is either there as a whole or not at all."""
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _let_go() -> None:
    """A lock is the process's that took it, and not also that of its children."""
    while held:
        held.pop().close()


os.register_at_fork(after_in_child=_let_go)
