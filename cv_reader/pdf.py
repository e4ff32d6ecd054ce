"""The text of a PDF, by PDFium: characters with their places, then words, then lines (`layout`)."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
from pypdfium2 import raw as pdfium_raw

from cv_reader.document import MOST_CHARACTERS, MOST_PAGES, Raw, Refused
from cv_reader.layout import ROW_TOLERANCE, Word, lines_of

WORD_GAP = 0.18  # of a character's height: white space between words


def read(content: bytes) -> Raw:
    """The lines of a document. Raises Refused: encrypted, corrupt, too_many_pages, too_long,
    no_text.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        code = "encrypted" if "password" in str(error).lower() else "corrupt"
        raise Refused(code) from error
    pages = len(document)
    if pages == 0:
        raise Refused("corrupt")
    if pages > MOST_PAGES:
        raise Refused("too_many_pages")
    raw = Raw(pages=pages)
    characters = 0
    for number in range(pages):
        words = _words(document, number)
        characters += sum(len(word.text) for word in words)
        if characters > MOST_CHARACTERS:
            raise Refused("too_long")
        raw.lines += [*lines_of(words), ""]
    if characters == 0:
        raise Refused("no_text")
    return raw


def _words(document: pdfium.PdfDocument, number: int) -> list[Word]:
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise Refused("corrupt") from error
    count = text_page.count_chars()
    if count > MOST_CHARACTERS:
        raise Refused("too_long")
    words: list[Word] = []
    is_open = False
    box = pdfium_raw.FS_RECTF()
    for index in range(count):
        character = _character(text_page, index)
        # The loose box has the room that the font gives a character: a 1 is as wide as a 0.
        if not character.strip() or not pdfium_raw.FPDFText_GetLooseCharBox(
            text_page, index, ctypes.byref(box)
        ):
            is_open = False
            continue
        bottom, top = _line_box(text_page, index, box.bottom, box.top)
        one = Word(character, box.left, bottom, box.right, top)
        if is_open and _continues(words[-1], one):
            _extend(words[-1], one)
        else:
            words.append(one)
        is_open = True
    return words


def _character(text_page: pdfium.PdfTextPage, index: int) -> str:
    code = pdfium_raw.FPDFText_GetUnicode(text_page, index)
    # PDFium's mark of a hyphen at a line's end.
    if code == 0xFFFE or code == 2:
        return "-"
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else " "


def _line_box(
    text_page: pdfium.PdfTextPage, index: int, bottom: float, top: float
) -> tuple[float, float]:
    """The box of the font's line rather than the character's: a dash is as high as a letter."""
    x, y = ctypes.c_double(), ctypes.c_double()
    size = pdfium_raw.FPDFText_GetFontSize(text_page, index)
    if not pdfium_raw.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y)):
        return bottom, top
    matrix = pdfium_raw.FS_MATRIX()
    if pdfium_raw.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix)):
        size *= abs(matrix.d) or 1
    if not 1 <= size <= 200:
        return bottom, max(top, bottom + 1)
    return y.value - 0.2 * size, y.value + 0.75 * size


def _continues(word: Word, one: Word) -> bool:
    return (
        abs(one.bottom - word.bottom) < ROW_TOLERANCE * word.height
        and -word.height < one.left - word.right < WORD_GAP * word.height
    )


def _extend(word: Word, one: Word) -> None:
    word.text += one.text
    word.right = max(word.right, one.right)
