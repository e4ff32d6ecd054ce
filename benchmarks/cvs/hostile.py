"""Files made to do harm, and files broken at random: what reading CVs has to survive."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from pypdf import PdfWriter

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
CV = (
    "Ada Byron",
    "Experience",
    "Engineer, Analytical Engines Ltd, 2015 - 2019",
    "Skills",
    "Python",
)


def docx(body: str = "", *, prolog: str = "", entries: int = 0) -> bytes:
    """A DOCX with this XML as its body, and so many other entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml",
            f'{prolog}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        )
        for number in range(entries):
            archive.writestr(f"word/media/{number}.txt", "x")
    return buffer.getvalue()


def docx_of(*lines: str) -> bytes:
    """A DOCX with these paragraphs."""
    return docx("".join(map(PARAGRAPH.format, lines)))


def pdf(objects: dict[int, bytes], *, root: int = 1) -> bytes:
    """A PDF of these numbered objects."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1,
        root,
        start,
    )
    return bytes(out)


def pdf_of(*lines: str, pages: int = 1) -> bytes:
    """A PDF with these lines of plain letters on each page."""
    shown = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("latin-1") for line in lines)
    content = _stream(b"BT /F1 11 Tf 50 780 Td " + shown + b"ET")
    kids = b" ".join(b"%d 0 R" % (number + 5) for number in range(pages))
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids),
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            4: content,
            **{number + 5: page for number in range(pages)},
        }
    )


def _stream(data: bytes, options: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), options, data)


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password."""
    writer = PdfWriter(io.BytesIO(pdf_of(*CV)))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """A page that is nothing but a picture."""
    picture = _stream(
        zlib.compress(b"\x80" * 10_000),
        b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray"
        b" /BitsPerComponent 8 /Filter /FlateDecode",
    )
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
            b" /Resources << /XObject << /I 4 0 R >> >> >>",
            4: picture,
            5: _stream(b"500 0 0 800 0 0 cm /I Do"),
        }
    )


def _pages_with(resources: bytes, content: bytes, more: dict[int, bytes]) -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << %s >> >>" % resources,
            4: content,
            **more,
        }
    )


def _many_fonts(number: int) -> bytes:
    fonts = b" ".join(b"/F%d %d 0 R" % (one, one + 10) for one in range(number))
    used = b" ".join(b"/F%d 9 Tf (x) Tj" % one for one in range(number))
    objects = {
        one + 10: b"<< /Type /Font /Subtype /Type1 /BaseFont /F%d >>" % one for one in range(number)
    }
    content = zlib.compress(b"BT 50 700 Td " + used + b" ET")
    stream = _stream(content, b"/Filter /FlateDecode")
    return _pages_with(b"/Font << %s >>" % fonts, stream, objects)


def _lying_zip() -> bytes:
    """A DOCX whose entry is larger than the archive says."""
    content = bytearray(docx(PARAGRAPH.format("x" * 3_000_000)))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = content.rindex(mark) if mark == b"PK\x01\x02" else content.index(b"word/") - 30
        content[start + offset : start + offset + 4] = (100).to_bytes(4, "little")
    return bytes(content)


def _laughs() -> bytes:
    entities = "".join(f"<!ENTITY a{one} '{f'&a{one - 1};' * 10}'>" for one in range(1, 10))
    prolog = f"<!DOCTYPE a [<!ENTITY a0 'ha'>{entities}]>"
    return docx(PARAGRAPH.format("&a9;"), prolog=prolog)


def _recursive_pages() -> bytes:
    pages = b"<< /Type /Pages /Count 9 /Kids [2 0 R] >>"
    return pdf({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: pages})


def _endless_count() -> bytes:
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        }
    )


def _stream_bomb() -> bytes:
    packed = zlib.compress(b"BT /F1 9 Tf " + b"(x) Tj " * 9_000_000 + b"ET", 9)
    return _pages_with(b"", _stream(packed, b"/Filter /FlateDecode"), {})


def _twice_packed() -> bytes:
    packed = zlib.compress(zlib.compress(b"q " * 100_000_000, 9), 9)
    return _pages_with(b"", _stream(packed, b"/Filter [/FlateDecode /FlateDecode]"), {})


def _form_of_itself() -> bytes:
    form = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 9 0 R"
        b" >> >> /Length 11 >>\nstream\n/A Do /A Do\nendstream"
    )
    return _pages_with(b"/XObject << /A 9 0 R >>", _stream(b"/A Do"), {9: form})


# Each by its name, whose end says as what it is read; made when asked for: some take a while.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "entity.docx": lambda: docx(
        PARAGRAPH.format("&x;"), prolog='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "laughs.docx": _laughs,
    "bomb.docx": lambda: docx(" " * 60_000_000),
    "ratio.docx": lambda: docx(" " * 5_000_000),
    "entries.docx": lambda: docx(PARAGRAPH.format("x"), entries=600),
    "deep.docx": lambda: docx("<w:p>" * 100_000 + "</w:p>" * 100_000),
    "deep-open.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 50_000),
    "lying.docx": _lying_zip,
    "no-body.docx": lambda: docx_of("x").replace(b"word/document.xml", b"word/document.xmm"),
    "many-paragraphs.docx": lambda: docx("<w:p/>" * 400_000),
    "many-pages.pdf": lambda: pdf_of(*CV, pages=2_000),
    "recursive.pdf": _recursive_pages,
    "endless-count.pdf": _endless_count,
    "fonts.pdf": lambda: _many_fonts(30_000),
    "stream-bomb.pdf": _stream_bomb,
    "twice-packed.pdf": _twice_packed,
    "form-of-itself.pdf": _form_of_itself,
    "arrays.pdf": lambda: pdf({1: b"<< /Type /Catalog /Pages " + b"[" * 200_000 + b" >>"}),
    "cut.pdf": lambda: pdf_of(*CV)[:-200],
    "header-only.pdf": lambda: b"%PDF-1.7\n",
    "dots.txt": lambda: b"a." * 90_000,
    "one-line.txt": lambda: b"python " * 25_000,
    "dates.txt": lambda: b"experience\n" + b"2015 - 2016 to 01/2017 - Jan " * 5_000,
    "brackets.txt": lambda: b"skills\n" + b"((((" * 40_000,
    "hyphens.txt": lambda: b"experience\n" + b"aa-\n" * 40_000,
    "headings.txt": lambda: b"experience\neducation\n" * 9_000,
    "spaced.txt": lambda: b"e x p e r i e n c e " * 9_000,
    "too-long.txt": lambda: b"word " * 60_000,
}


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The file with a few bytes changed, cut out, doubled or moved."""
    broken = bytearray(content)
    for _change in range(chance.choice((1, 2, 5, 20, 100))):
        if not broken:
            break
        place = chance.randrange(len(broken))
        size = chance.choice((1, 4, 64, 512))
        match chance.randrange(5):
            case 0:
                broken[place] = chance.randrange(256)
            case 1:
                del broken[place : place + size]
            case 2:
                broken[place:place] = broken[place : place + size]
            case 3:
                broken[place : place + size] = chance.randbytes(size)
            case _:
                broken[place:place] = chance.choice(
                    (
                        b"0000000000",
                        b"-1",
                        b"99999999999",
                        b"\xff\xff\xff\xff",
                        b"<<",
                        b"]",
                        b"\x00",
                    )
                )
    return bytes(broken)
