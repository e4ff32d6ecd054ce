"""Where else somebody is to be found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cv_reader.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 500
SURE, LIKELY = 0.95, 0.7
_TOP_LEVEL = (
    "com|org|net|io|dev|me|co|in|de|fr|es|uk|eu|app|design|studio|info|ch|at|ng|us|social|example"
)
_LINK = re.compile(
    rf"(?<![\w@./-])(?P<scheme>https?://)?(?P<host>(?:[a-z0-9](?:[a-z0-9-]{{0,60}}[a-z0-9])?\.){{1,4}}"
    rf"(?P<top>{_TOP_LEVEL}))(?P<path>/[^\s\t,;<>()|]*)?(?![\w@])",
    re.IGNORECASE,
)
# Names that only look like addresses: technologies.
_NOT_HOSTS = re.compile(
    r"^(?:node|vue|next|react|express|d3|three|socket|asp|ml|vb|ado|nuxt)\.", re.I
)
_PROFILES = ("github.com", "gitlab.com", "linkedin.com", "behance.net", "dribbble.com")


def find(text: str) -> Iterator[Finding]:
    """The addresses in a text, each once; e-mail addresses are none."""
    seen: set[str] = set()
    for found in _LINK.finditer(text):
        host, path = found["host"].lower(), (found["path"] or "").rstrip(".:/")
        is_bare = not found["scheme"] and not path and not host.startswith("www.")
        if is_bare and len(host.split(".")[0]) < 3:
            # "B.Com." is a degree.
            continue
        if _NOT_HOSTS.match(host) or (is_bare and host.removeprefix("www.") in _PROFILES):
            continue
        url = f"https://{host}{path}"[:LONGEST]
        if url.casefold() in seen:
            continue
        seen.add(url.casefold())
        is_certain = bool(found["scheme"]) or host.removeprefix("www.") in _PROFILES or bool(path)
        yield Finding(
            "link", {"url": url}, found.start(), found.end(), SURE if is_certain else LIKELY
        )
