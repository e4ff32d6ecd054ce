"""Which addresses a web page links to with `rel="me"`, and when two addresses are the same."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 8288: a target with what belongs to it, up to a comma outside of quotes; one parameter.
LINK = re.compile(r"""<([^<>]*)>((?:"(?:[^"\\]|\\.)*"|[^",])*)""")
PARAMETER = re.compile(r""";\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s";]+))""")


@dataclass(frozen=True)
class Page:
    """An HTML page: its address after redirects, its `Link` headers and the start of its text."""

    url: str
    link_headers: list[str]
    html: str

    def links(self) -> list[str]:
        """The addresses that it links to with `rel="me"`. A `<base>` is none for headers."""
        parser = RelMeParser()
        # What comes before markup that the parser gives up at still counts.
        with suppress(AssertionError):
            parser.feed(self.html)
        base = joined(self.url, parser.base or "") or self.url
        in_headers = (one for header in self.link_headers for one in _links_in_header(header))
        return [
            *(joined(base, link) for link in parser.links),
            *(joined(self.url, link) for link in in_headers),
        ]


class RelMeParser(HTMLParser):
    """Collects what `<a>` and `<link>` with `rel="me"` lead to."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.base: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(reversed(attrs))
        href = (values.get("href") or "").strip()
        if tag == "base" and href and self.base is None:
            self.base = href
        if tag in {"a", "link"} and href and "me" in (values.get("rel") or "").lower().split():
            self.links.append(href)


def _links_in_header(header: str) -> list[str]:
    """The targets of a `Link` header whose `rel` has `me`; of two `rel`, the first counts. Links
    with an `anchor` are another page's.
    """
    found = []
    for target, rest in LINK.findall(header):
        parameters: dict[str, str] = {}
        for name, quoted, bare in PARAMETER.findall(rest):
            parameters.setdefault(name.lower(), quoted or bare)
        if "me" in parameters.get("rel", "").lower().split() and "anchor" not in parameters:
            found.append(target.strip())
    return found


def joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""


def comparable(url: str) -> tuple[str, str, int | None, str, str] | None:
    """An address as two are compared: without case of the host, default port, last slash and
    fragment. None is equal to no other.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or "@" in parts.netloc:
        return None
    return (parts.scheme, parts.hostname, port, parts.path.removesuffix("/"), parts.query)
