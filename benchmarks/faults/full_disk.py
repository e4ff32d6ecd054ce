"""The disk for uploads fills up: pictures and CVs are refused, and everything else works.

The disk is a small one in memory, mounted for the occasion, which only root may do.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from accounts.models import Role
from benchmarks.faults.client import Client
from benchmarks.faults.finding import Finding
from benchmarks.faults.people import make_members
from profiles.models import CurriculumVitae, Profile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.faults.client import Answer
    from benchmarks.faults.stand import Stand

FAULT = "the disk for uploads is full"
SIZE = "1M"
MEMBERS = 12


def check(stand: Stand) -> Iterator[Finding]:
    if os.geteuid() != 0:
        raise SystemExit("full_disk mounts a small disk, which only root may do.")
    members = make_members(Role.FREELANCER, MEMBERS)
    with _small_disk(stand.folder / "uploads") as disk:
        folders = {name: disk / name for name in ("media", "private")}
        environment = {f"{name.upper()}_ROOT": str(path) for name, path in folders.items()}
        with stand.server(**environment) as server:
            clients = [Client(server.url, token=member.token) for member in members]
            pictures = [one.upload("me/avatar", "me.png", _picture()) for one in clients]
            # Less than is left may take the small text of a CV: fill that up as well.
            (disk / "ballast").write_bytes(b"")
            _fill(disk / "ballast")
            cvs = [one.upload("me/cv", "cv.txt", b"Asha Rao\nPlumber\n" * 600) for one in clients]
            yield _refused("pictures", pictures)
            yield _refused("CVs", cvs)
            others = [one.call("PATCH", "me/profile", {"headline": "Plumber"}) for one in clients]
            yield Finding(
                FAULT, "everything else works", _statuses(others), all(a.is_success for a in others)
            )
            yield _nothing_half_kept(folders)
            (disk / "ballast").unlink()
            again = clients[-1].upload("me/cv", "cv.txt", b"Asha Rao\nPlumber\n")
            yield Finding(
                FAULT, "with room again, uploads are taken", str(again.status), again.status == 202
            )


@contextmanager
def _small_disk(path: Path) -> Iterator[Path]:
    path.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", path], check=True)
    try:
        yield path
    finally:
        subprocess.run(["umount", "--lazy", path], check=True)


def _picture() -> bytes:
    """Noise, which does not get smaller: each member's picture takes some 130 kB in its sizes."""
    file = BytesIO()
    Image.frombytes("RGB", (512, 512), os.urandom(512 * 512 * 3)).save(file, "PNG")
    return file.getvalue()


def _fill(path: Path) -> None:
    """Take all the room that is left."""
    try:
        with path.open("ab", buffering=0) as file:
            while True:
                file.write(b"x" * 1024)
    except OSError:
        return


def _refused(what: str, answers: list[Answer]) -> Finding:
    """Some of them, properly."""
    refused = [answer for answer in answers if not answer.is_success]
    return Finding(
        FAULT,
        f"{what} are refused by a 503 with a reason and Retry-After",
        _statuses(answers),
        bool(refused)
        and all(
            answer.status == 503
            and answer.code == "storage_unavailable"
            and str(answer.headers["Retry-After"]).isdigit()
            for answer in refused
        ),
    )


def _statuses(answers: list[Answer]) -> str:
    counted = Counter(answer.status for answer in answers)
    return ", ".join(f"{number} x {status}" for status, number in sorted(counted.items()))


def _nothing_half_kept(folders: dict[str, Path]) -> Finding:
    """Each file belongs to a row, and each row has its files."""
    names = set(Profile.objects.exclude(avatar="").values_list("avatar", flat=True))
    files = [path.name for path in (folders["media"] / "avatars").rglob("*.webp")]
    kept = Counter(name.rpartition("-")[0] for name in files)
    cvs = set(CurriculumVitae.objects.exclude(file="").values_list("file", flat=True))
    private = {
        str(path.relative_to(folders["private"]))
        for path in folders["private"].rglob("*")
        if path.is_file()
    }
    is_whole = set(kept) == names and set(kept.values()) <= {3} and private == cvs
    return Finding(
        FAULT,
        "each file has its row, and each row its files",
        f"{len(names)} pictures in {len(files)} files, {len(cvs)} CVs in {len(private)} files",
        is_whole,
    )
