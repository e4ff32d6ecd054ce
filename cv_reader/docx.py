"""The text of a DOCX file (ECMA-376): its paragraphs, cells of tables and text boxes in order."""

from __future__ import annotations

import io
import zipfile
from typing import IO, TYPE_CHECKING

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from cv_reader.document import CELL, MOST_CHARACTERS, Raw, Refused
from cv_reader.formats import COMPOUND_FILE

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_ENTRIES = 500
MOST_UNPACKED = 50_000_000
MOST_RATIO = 100
# Small files may well shrink more than that: a page of spaces does.
RATIO_FROM = 1_000_000
DEEPEST = 200

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
# Word writes text boxes twice; the second is for programs that do not know the first.
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(content: bytes) -> Raw:
    """The lines of a document. Raises Refused: encrypted, corrupt, hostile, too_long."""
    if content.startswith(COMPOUND_FILE):
        raise Refused("encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive)
            names = archive.namelist()
            if BODY not in names:
                raise Refused("unsupported" if "mimetype" in names else "corrupt")
            with archive.open(BODY) as body:
                return _lines(body)
    except Refused:
        raise
    except DefusedXmlException as error:
        raise Refused("hostile") from error
    except Exception as error:
        # Broken archives and broken XML raise a dozen kinds, each compression its own.
        raise Refused("corrupt") from error


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what unpacks to more than any document needs, by what the archive itself declares:
    reading never goes beyond it.
    """
    entries = archive.infolist()
    unpacked = sum(one.file_size for one in entries)
    packed = sum(one.compress_size for one in entries)
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        raise Refused("hostile")
    if unpacked > RATIO_FROM and unpacked > MOST_RATIO * max(packed, 1):
        raise Refused("hostile")
    if any(one.flag_bits & 1 for one in entries):
        raise Refused("encrypted")


def _lines(body: IO[bytes]) -> Raw:
    """Walk the XML as it streams by, keeping nothing but text."""
    walk = _Walk()
    for event, element in iterparse(body, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            walk.enter(element)
        else:
            walk.leave(element)
            element.clear()
    return Raw(walk.lines)


class _Walk:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.paragraphs: list[list[str]] = []
        # A row of a table whose cells have a line each is one line; others are read cell by cell.
        self.rows: list[list[list[str]]] = []
        self.depth = self.fallbacks = self.characters = 0

    def enter(self, element: Element) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("hostile")
        if element.tag == FALLBACK:
            self.fallbacks += 1
        elif element.tag == f"{WORD}p":
            self.paragraphs.append([])
        elif element.tag == f"{WORD}tr":
            self.rows.append([])
        elif element.tag == f"{WORD}tc" and self.rows:
            self.rows[-1].append([])

    def leave(self, element: Element) -> None:
        self.depth -= 1
        tag = element.tag
        if tag == FALLBACK:
            self.fallbacks -= 1
        elif self.fallbacks:
            if tag == f"{WORD}p":
                self.paragraphs.pop()
        elif tag == f"{WORD}t" and self.paragraphs:
            self._write(element.text or "")
        elif tag in (f"{WORD}tab", f"{WORD}ptab") and self.paragraphs:
            self._write(CELL)
        elif tag in (f"{WORD}br", f"{WORD}cr") and self.paragraphs:
            self._write("\n")
        elif tag == f"{WORD}noBreakHyphen" and self.paragraphs:
            self._write("-")
        elif tag == f"{WORD}numPr" and self.paragraphs:
            self._write("• ")
        elif tag == f"{WORD}pStyle" and self.paragraphs:
            if "bullet" in str(element.get(f"{WORD}val", "")).lower():
                self._write("• ")
        elif tag == f"{WORD}p":
            self._put("".join(self.paragraphs.pop()).split("\n"))
        elif tag == f"{WORD}tr":
            self._put(self._row(self.rows.pop()))

    def _write(self, text: str) -> None:
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise Refused("too_long")
        self.paragraphs[-1].append(text)

    def _put(self, lines: list[str]) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1].extend(lines)
        else:
            self.lines.extend(lines)

    def _row(self, cells: list[list[str]]) -> list[str]:
        """The first lines of all cells belong together (dates beside a title); of the rest, those
        of each cell.
        """
        filled = [lines for cell in cells if (lines := [one for one in cell if one.strip()])]
        if len(filled) < 2 or (len(filled[0]) > 1 and len(filled[1]) > 1):
            return [line for cell in cells for line in cell]
        first = CELL.join(lines[0] for lines in filled)
        return ["", first, *(line for lines in filled for line in lines[1:])]
