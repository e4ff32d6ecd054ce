"""What becomes of an uploaded file: told by its content, cleaned where it can be, and named so that
it does no harm where it is saved. Knows nothing of messages.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from conversations.errors import AttachmentRefused, AttachmentUnsupported
from conversations.models import AttachmentKind
from cv_reader.formats import decode
from foundation.characters import shows
from foundation.files.images import ImageRefused, renditions
from foundation.files.names import safe_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile

MAX_BYTES = 10_000_000  # of all files of a message; a picture may have as many
SIZES = {"large": (2048, 2048), "small": (480, 480)}
PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".gif")
ENDINGS: Mapping[str, str] = {
    AttachmentKind.PICTURE: ".webp",
    AttachmentKind.PDF: ".pdf",
    AttachmentKind.TEXT: ".txt",
}
MEDIA_TYPES: Mapping[str, str] = {
    AttachmentKind.PICTURE: "image/webp",
    AttachmentKind.PDF: "application/pdf",
    AttachmentKind.TEXT: "text/plain; charset=utf-8",
}
NAMELESS: Mapping[str, str] = {
    AttachmentKind.PICTURE: "picture",
    AttachmentKind.PDF: "document",
    AttachmentKind.TEXT: "text",
}


@dataclass(frozen=True)
class Judged:
    """A file that can be sent: what it is, what it is called, and what is kept of it."""

    kind: AttachmentKind
    name: str
    content: bytes
    preview: bytes = b""
    width: int | None = None
    height: int | None = None


def judge(upload: UploadedFile) -> Judged:
    """What is kept of an uploaded file. Raises AttachmentUnsupported and AttachmentRefused."""
    content = upload.read(MAX_BYTES + 1)
    kind = kind_of(content)
    if kind is None:
        raise AttachmentUnsupported
    endings = PICTURE_ENDINGS if kind is AttachmentKind.PICTURE else ()
    name = safe_name(upload, ending=ENDINGS[kind], other_endings=endings, otherwise=NAMELESS[kind])
    match kind:
        case AttachmentKind.PICTURE:
            return _picture(name, content)
        case AttachmentKind.TEXT:
            return Judged(kind, name, _text(content))
        case AttachmentKind.PDF:
            return Judged(kind, name, content)


def kind_of(content: bytes) -> AttachmentKind | None:
    """What a file is, by how it begins; None for what is not sent. Whether a picture is one shows
    when it is decoded.
    """
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return AttachmentKind.PICTURE
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return AttachmentKind.PICTURE
    if content.startswith(b"%PDF-"):
        return AttachmentKind.PDF
    text = decode(content)
    return None if text is None or "\0" in text else AttachmentKind.TEXT


def _picture(name: str, content: bytes) -> Judged:
    """Encoded anew: nothing but its pixels is left, no place where it was taken."""
    try:
        files = renditions(content, sizes=SIZES, crop=False)
    except ImageRefused as error:
        refused = AttachmentRefused(str(error))
        refused.code = error.code
        raise refused from error
    width, height = _size_of(files["large"])
    return Judged(AttachmentKind.PICTURE, name, files["large"], files["small"], width, height)


def _size_of(picture: bytes) -> tuple[int, int]:
    from PIL import Image  # most workers never see a picture

    with Image.open(io.BytesIO(picture)) as opened:
        return opened.size


def _text(content: bytes) -> bytes:
    """In UTF-8, whatever it came in: that is how it is said to be when it is read."""
    text = decode(content) or ""
    if not shows(text):
        refused = AttachmentRefused(_("There is nothing in this file."))
        refused.code = "empty"
        raise refused
    return text.encode()
