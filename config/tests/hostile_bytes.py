"""Bytes that no browser sends: for every header, cookie and parameter that any code reads. For the
tests, and for `benchmarks.fuzz`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

# As a server hands them on: one character for each byte. A server may refuse the controls itself.
CONTROLS = {
    "a NUL": "\0",
    "controls": "\x01\x08\x0b\x1b[31m\x7f",
    "a line break": "a\r\nX-Evil: 1",
}
VALUES = {
    "nothing": "",
    "space": " \t ",
    "no UTF-8": "\xff\xfe\xc0\xaf\x80",
    "half a surrogate": "\xed\xa0\x80",
    "a flag": "\U0001f3f4".encode().decode("latin-1"),
    "digits of another script": "٣٤".encode().decode("latin-1"),
    "an endless text": "x" * 7000,
    "endless digits": "9" * 5000,
    "a huge number": "1e999",
    "less than nothing": "-1",
    "not a number": "NaN",
    "quotation marks": '"\'`\\"',
    "half of a quotation": '"abc',
    "octal in quotation marks": r'"\000\377\101\09\1"',
    "commas": ",;,=,;q=,;q=x;=",
    "brackets": "[::1",
    "a format": "%s%n%(x)s{0}{x!r}",
    "percent": "%00%ff%zz%",
    "a scheme": "javascript:alert(1)",
    "two addresses": "http://[evil/@example.com:99999/, *",
    "JSON": '{"a": [' + "[" * 900,
    "base64": "AAAA.BBBB.CCCC==",
    "many parts": "a.b," * 1500,
}
HEADERS = (
    *("Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Content-Language"),
    *("Access-Control-Request-Headers", "Access-Control-Request-Method", "Origin", "Referer"),
    *("Cache-Control", "Date", "Expect", "Forwarded", "From", "Idempotency-Key", "Range"),
    *("If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since"),
    *("HX-Boosted", "HX-Current-URL", "HX-Current-URL-URI-AutoEncoded", "HX-Prompt", "HX-Request"),
    *(
        "HX-History-Restore-Request",
        "HX-Target",
        "HX-Trigger",
        "HX-Trigger-Name",
        "Triggering-Event",
    ),
    *("Last-Event-ID", "Prefer", "Priority", "Sec-Fetch-Site", "Sec-GPC", "Save-Data"),
    *("traceparent", "tracestate", "User-Agent", "Via", "X-CSRFToken", "X-Request-ID"),
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Proto", "X-Real-IP"),
    *("X-HTTP-Method-Override", "X-Requested-With", "X-Robots-Tag"),
)
# Refused before any route when they are no good: tried one by one.
FRAMING = ("Host", "Content-Type", "Content-Length", "Transfer-Encoding")
COOKIES = ("sessionid", "csrftoken", "messages", "django_language", "timezone", "device", "x", "")
PARAMETERS = (
    *("cursor", "page_size", "ordering", "q", "search", "token", "next", "format", "lang"),
    *("status", "kind", "name", "role", "from", "seen", "project", "sent"),
)


def meta_name(header: str) -> str:
    """The name of a header in a WSGI environment."""
    name = header.upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


def some_headers(random: Random, values: dict[str, str]) -> dict[str, str]:
    """Half of the headers, each with some value. Those that end a request at once are rare."""
    ending = {"Authorization", "Accept"}
    return {
        header: random.choice(list(values.values()))
        for header in HEADERS
        if random.random() < (0.05 if header in ending else 0.5)
    }


def some_cookies(random: Random, values: dict[str, str]) -> str:
    """Some cookies in one header, also twice the same."""
    chosen = random.choices(COOKIES, k=random.randrange(6))
    return "; ".join(f"{name}={random.choice(list(values.values()))}" for name in chosen)
