"""What kind of file it is, by its content: names and declared types say nothing."""

from __future__ import annotations

from enum import StrEnum

MOST_BYTES = 5_000_000


class Format(StrEnum):
    """What can be read. The values are also the ends of names of the files kept."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "txt"
    JSON_RESUME = "json"


MEDIA_TYPES = {
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.TEXT: "text/plain; charset=utf-8",
    Format.JSON_RESUME: "application/json",
}
# The header of a PDF may stand after some bytes of something else: ISO 32000-1, annex H.
PDF_HEADER_WITHIN = 1024
ZIP = b"PK\x03\x04"
# Word's old format, and also the envelope around a DOCX with a password.
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def detect(content: bytes) -> Format | None:
    """The format of a file; None for what is none of them. A compound file counts as DOCX, whose
    reader says what is wrong with it.
    """
    if b"%PDF-" in content[:PDF_HEADER_WITHIN]:
        return Format.PDF
    if content.startswith((ZIP, COMPOUND_FILE)):
        return Format.DOCX
    text = decode(content)
    if text is None:
        return None
    return Format.JSON_RESUME if text.lstrip().startswith("{") else Format.TEXT


def decode(content: bytes) -> str | None:
    """The text of a file that is one: UTF-8, UTF-16 with its mark, or Windows-1252; else None."""
    encoding = next(
        (name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)), "utf-8"
    )
    for one in (encoding, "cp1252"):
        try:
            text = content.decode(one)
        except UnicodeDecodeError:
            continue
        return None if _is_binary(text) else text
    return None


def _is_binary(text: str) -> bool:
    """Whether control characters that no text has stand in it."""
    return any(one < " " and one not in "\t\n\r\f\v\x1b" for one in text[:100_000])
