"""Who the server runs as. PostgreSQL refuses root, so root's server has an account of its own."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

ROOTS_SERVER_USER = "pgserver"


@dataclass(frozen=True)
class Account:
    """A system user other than root; only root can make use of it."""

    uid: int
    gid: int

    @property
    def subprocess_options(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def let_pass_to(self, path: Path) -> None:
        """Add the search bit for others to those parent folders that the account cannot pass."""
        for folder in path.parents:
            status = folder.stat()
            if not self._may(status, stat.S_IXUSR):
                folder.chmod(stat.S_IMODE(status.st_mode) | stat.S_IXOTH)

    def let_use(self, folder: Path) -> None:
        """Let the account read and run a package that was installed for root's eyes only."""
        if self._may(folder.stat(), stat.S_IRUSR | stat.S_IXUSR):
            return
        for path in (folder, *folder.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))

    def _may(self, status: os.stat_result, wanted: int) -> bool:
        """Whether a file's mode grants these bits, given as the owner's."""
        if status.st_uid == self.uid:
            granted = status.st_mode
        elif status.st_gid == self.gid:
            granted = status.st_mode << 3
        else:
            granted = status.st_mode << 6
        return granted & wanted == wanted


def account_for(data: Path) -> Account | None:
    """The account to run this data's server as; None when this process's own will do.

    The data of a normal user stays theirs when root comes to use it.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    entry = _ensure_user(ROOTS_SERVER_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def _ensure_user(name: str) -> pwd.struct_passwd:
    """Make the user if there is none; when another supervisor makes it meanwhile, that will do."""
    try:
        return pwd.getpwnam(name)
    except KeyError:
        subprocess.run(  # noqa: S603 - fixed words
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name],  # noqa: S607 - distributions differ in its folder
            check=False,
        )
        return pwd.getpwnam(name)
