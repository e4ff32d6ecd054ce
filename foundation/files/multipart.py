"""Forms with files, whatever wrote them: no part of one is lost without a word."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters

if TYPE_CHECKING:
    from django.http import QueryDict
    from django.utils.datastructures import MultiValueDict

DISPOSITION = "content-disposition:"
END_OF_HEADERS = b"\r\n\r\n"
NO_NAME = "unnamed"
MAX_HEADERS = 1_024  # bytes of a part, as Django's own parser has it


class WholeForms(FileUploadHandler):
    """Reads a form in place of Django's own parser, which passes over a part whose headers are not
    in UTF-8, or whose file has no name but dots and slashes. Such headers are read as Latin-1, as
    clients that do not know better write them; a part without a name is refused as malformed.

    The first of `FILE_UPLOAD_HANDLERS`; the others take the files.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        if self.request is None:
            return None
        others = [one for one in self.request.upload_handlers if one is not self]
        body: Any = WithHeadersInUtf8(input_data, boundary)
        return Parser(META, body, others, encoding).parse()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class Parser(MultiPartParser):
    """Keeps a file that has no name."""

    def sanitize_file_name(self, file_name: str) -> str:
        return super().sanitize_file_name(file_name) or NO_NAME


class WithHeadersInUtf8:
    """The body of a form as a stream, with the headers of its parts in UTF-8. Raises
    MultiPartParserError at a part without a name.
    """

    def __init__(self, stream: IO[bytes], boundary: bytes) -> None:
        self._stream = stream
        self._delimiter = b"--" + boundary
        self._longest = len(self._delimiter) + MAX_HEADERS + len(END_OF_HEADERS)
        self._read = b""
        self._is_at_end = False

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""
        while not self._is_at_end and len(self._read) < size + self._longest:
            chunk = self._stream.read(size)
            self._is_at_end = not chunk
            self._read = self._in_utf8(self._read + chunk)
        # What begins near the end of what was read may have its headers in what comes.
        given, self._read = self._read[:size], self._read[size:]
        return given

    def _in_utf8(self, body: bytes) -> bytes:
        """By no regular expression, which would try each delimiter of a body of them for long."""
        found, done = [], 0
        at = body.find(self._delimiter)
        while at != -1:
            start = at + len(self._delimiter)
            end = body.find(END_OF_HEADERS, start, start + MAX_HEADERS + len(END_OF_HEADERS))
            if end == start or (end != -1 and body.startswith(b"\r\n", start)):
                found += [body[done:start], _headers_in_utf8(body[start:end])]
                done = start = end
            at = body.find(self._delimiter, start)
        return b"".join([*found, body[done:]])


def _headers_in_utf8(headers: bytes) -> bytes:
    text = _decoded(headers)
    if not any(map(_names, text.split("\r\n"))):
        raise MultiPartParserError("A part of the form has no name.")
    return text.encode()


def _decoded(headers: bytes) -> str:
    try:
        return headers.decode()
    except UnicodeDecodeError:
        return headers.decode("latin-1")


def _names(line: str) -> bool:
    """Whether a header names its part, as Django reads it."""
    try:
        header, parameters = parse_header_parameters(line)
    except ValueError:
        return False
    return header.startswith(DISPOSITION) and bool(parameters.get("name"))
