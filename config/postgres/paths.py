"""Where an embedded server keeps its things, all beside its data directory."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

# sockaddr_un holds 108 bytes on Linux and 104 on macOS, a final NUL included.
MAX_SOCKET_PATH = 103
SOCKET_NAME = ".s.PGSQL.5432"
SUPERUSER = "postgres"


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
    def unfinished(self) -> Path:
        """Where `initdb` works, so that a data directory that exists is a complete one."""
        return self._beside(".new")

    @property
    def postmaster_pid(self) -> Path:
        return self.data / "postmaster.pid"

    @property
    def socket_dir(self) -> Path:
        """The data directory, which is private; a private folder elsewhere if its path is long."""
        if len(os.fsencode(self.data / SOCKET_NAME)) <= MAX_SOCKET_PATH:
            return self.data
        digest = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"guildhall-{os.geteuid()}-{digest}"
