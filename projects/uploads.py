"""What becomes of an uploaded file: told by its content, cleaned where it can be, and named so that
it does no harm where it is saved. Knows neither projects nor messages.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cv_reader.formats import decode
from foundation.characters import shows
from foundation.files import private
from foundation.files.images import ImageRefused, renditions
from foundation.files.names import safe_name
from projects.errors import FileRefused, FileUnsupported
from projects.models.kept_file import FileKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 10_000_000  # of all files of a message; a picture may have as many
SIZES = {"large": (2048, 2048), "small": (480, 480)}
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif")
ENDINGS: Mapping[str, str] = {
    FileKind.PICTURE: ".webp",
    FileKind.PDF: ".pdf",
    FileKind.TEXT: ".txt",
}
MEDIA_TYPES: Mapping[str, str] = {
    FileKind.PICTURE: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.TEXT: "text/plain; charset=utf-8",
}
NAMELESS: Mapping[str, str] = {
    FileKind.PICTURE: "picture",
    FileKind.PDF: "document",
    FileKind.TEXT: "text",
}


@dataclass(frozen=True)
class Judged:
    """A file that can be sent: what it is, what it is called, and what is kept of it."""

    kind: FileKind
    name: str
    content: bytes
    preview: bytes = b""
    width: int | None = None
    height: int | None = None


def judge(
    upload: UploadedFile,
    *,
    unsupported: type[FileUnsupported] = FileUnsupported,
    refused: type[FileRefused] = FileRefused,
) -> Judged:
    """What is kept of an uploaded file. Raises FileUnsupported and FileRefused, or what takes their
    places.
    """
    content = upload.read(MAX_BYTES + 1)
    kind = kind_of(content)
    if kind is None:
        raise unsupported
    endings = PICTURE_ENDINGS if kind is FileKind.PICTURE else ()
    name = safe_name(upload, ending=ENDINGS[kind], other_endings=endings, otherwise=NAMELESS[kind])
    match kind:
        case FileKind.PICTURE:
            return _picture(name, content, refused)
        case FileKind.TEXT:
            return Judged(kind, name, _text(content, refused))
        case FileKind.PDF:
            return Judged(kind, name, content)


def kind_of(content: bytes) -> FileKind | None:
    """What a file is, by how it begins; None for what is not sent. Whether a picture is one shows
    when it is decoded.
    """
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return FileKind.PICTURE
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.PICTURE
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    text = decode(content)
    return None if text is None or "\0" in text else FileKind.TEXT


def _picture(name: str, content: bytes, refused: type[FileRefused]) -> Judged:
    """Encoded anew: nothing but its pixels is left, no place where it was taken."""
    try:
        files = renditions(content, sizes=SIZES, crop=False)
    except ImageRefused as error:
        refusal = refused(str(error))
        refusal.code = error.code
        raise refusal from error
    width, height = _size_of(files["large"])
    return Judged(FileKind.PICTURE, name, files["large"], files["small"], width, height)


def _size_of(picture: bytes) -> tuple[int, int]:
    from PIL import Image  # most workers never see a picture

    with Image.open(io.BytesIO(picture)) as opened:
        return opened.size


def _text(content: bytes, refused: type[FileRefused]) -> bytes:
    """In UTF-8, whatever it came in: that is how it is said to be when it is read."""
    text = decode(content) or ""
    if not shows(text):
        refusal = refused(_("There is nothing in this file."))
        refusal.code = "empty"
        raise refusal
    return text.encode()


def stored(judged: Judged, *, folder: str) -> dict[str, Any]:
    """The fields of a `KeptFile` for it, whose content is in this folder of the private storage:
    given up unless it is wanted. Raises StorageUnavailable, and then nothing is left there.
    """
    ending = ENDINGS[judged.kind].removeprefix(".")
    file = private.store(folder, judged.content, ending)
    try:
        preview = private.store(folder, judged.preview, ending) if judged.preview else ""
    except BaseException:
        private.give_up(file)
        raise
    return {
        "kind": judged.kind,
        "name": judged.name,
        "size": len(judged.content),
        "width": judged.width,
        "height": judged.height,
        "file": file,
        "preview": preview,
    }
