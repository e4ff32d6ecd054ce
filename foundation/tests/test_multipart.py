"""Forms with files as all kinds of clients write them: every part is read, or the form refused."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.core.files.uploadhandler import load_handler
from django.http.multipartparser import MultiPartParserError
from django.test import RequestFactory, override_settings

from foundation.files.multipart import WithHeadersInUtf8

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIRequest

BOUNDARY = "frontier"
FILE = b'Content-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/plain'
NOTE = b'Content-Disposition: form-data; name="note"'


def sent(*parts: tuple[bytes, bytes]) -> WSGIRequest:
    """A form with these parts: their headers, and what is in them."""
    lines = b"".join(
        b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), headers, content)
        for headers, content in parts
    )
    body = lines + b"--%s--\r\n" % BOUNDARY.encode()
    return RequestFactory().post(
        "/", body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("café.txt".encode(), "café.txt"),
        ("café.txt".encode("latin-1"), "café.txt"),
        (b"\xff\xfe.txt", "ÿþ.txt"),
        (b"..", "unnamed"),
        (b"/", "unnamed"),
        (b"a/b\\c.txt", "c.txt"),
    ],
)
def test_a_file_is_taken_whatever_its_name_is_written_in(written, name):
    request = sent((NOTE, b"Hello"), (FILE % written, b"What it says."))
    assert request.POST == {"note": ["Hello"]}
    (file,) = request.FILES.getlist("file")
    assert (file.name, file.read()) == (name, b"What it says.")


@pytest.mark.parametrize(
    "headers",
    [
        b'Content-Disposition: form-data; filename="a.txt"',
        b"Content-Type: text/plain",
        b"Content-Disposition: form-data; name=\"file\"; filename*=bogus''a.txt",
        b"",
    ],
)
def test_a_part_without_a_name_is_refused(headers):
    with pytest.raises(MultiPartParserError):
        sent((NOTE, b"Hello"), (headers, b"What it says.")).POST  # noqa: B018


def test_long_files_and_what_looks_like_a_part_in_them_stay_as_they_are():
    content = b"--frontie\r\nx: \xff\r\n\r\n" * 20_000 + b"\r\n\r\nend"
    request = sent((FILE % b"caf\xe9", content), (NOTE, b"Hello"))
    assert request.FILES["file"].read() == content
    assert request.POST["note"] == "Hello"


@pytest.mark.parametrize("size", [1, 7, 64, 5_000])
def test_headers_are_read_however_the_body_comes_in(size):
    headers = FILE % b"caf\xe9.txt"
    body = b"--b\r\n%s\r\n\r\n%s\r\n--b--\r\n" % (headers, b"x" * 3_000)
    stream, read = WithHeadersInUtf8(BytesIO(body), b"b"), b""
    while chunk := stream.read(size):
        assert len(chunk) <= size
        read += chunk
    assert read == body.replace(b"caf\xe9", "café".encode())


def test_the_files_are_kept_as_without_it():
    """The handlers after it take them."""
    request = RequestFactory().post("/")
    handlers: list[Any] = [load_handler(one, request) for one in settings.FILE_UPLOAD_HANDLERS]
    assert [type(one).__name__ for one in handlers] == ["WholeForms", "MemoryFileUploadHandler"]
    with override_settings(FILE_UPLOAD_HANDLERS=settings.FILE_UPLOAD_HANDLERS[1:]):
        assert not sent((FILE % b"caf\xe9", b"x")).FILES  # Django's own loses it
