"""Whose pages may call the API from a browser: patterns that fit no stranger's origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings

from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

# Domains below which anybody gets a name of their own choice.
SHARED = (
    *("vercel.app", "netlify.app", "pages.dev", "workers.dev", "github.io", "gitlab.io"),
    *("herokuapp.com", "onrender.com", "fly.dev", "web.app", "firebaseapp.com", "surge.sh"),
    *("azurestaticapps.net", "azurewebsites.net", "amplifyapp.com", "run.app", "up.railway.app"),
    *("ngrok.io", "ngrok.app", "ngrok-free.app", "trycloudflare.com", "loca.lt", "vercel.dev"),
    *("co.uk", "com.au", "co.in", "co.nz", "com.br", "co.za"),
)
STRANGERS = tuple(f"https://{name}.{domain}" for domain in SHARED for name in ("a", "stranger-1"))
BEGINNING = re.compile(r"\^https?\??://")
# The domain in plain letters, after a dot or the two slashes: what goes before it is a label.
NAMED_DOMAIN = re.compile(r"(?:[./](?:[a-z0-9-]+\.)+[a-z0-9-]+|/localhost)(?::(?:\d+|\\d\+))?\$$")


@check("settings", always=True)
def origins() -> Iterator[Finding]:
    for pattern in settings.CORS_ALLOWED_ORIGIN_REGEXES:
        if problem := what_is_wrong_with(pattern):
            yield Finding(
                "E016",
                f"The pattern {pattern} in CORS_ALLOWED_ORIGIN_REGEXES {problem}",
                "It fits origins that are not yours: a stranger's page can call the API from the "
                "browsers of your members.",
                "^https://[a-z0-9-]+[.]preview[.]example[.]com$ (docs/browsers.md)",
            )


def what_is_wrong_with(pattern: str) -> str:
    """Why this pattern of origins is refused; empty if it is fit. The middleware looks from the
    start only (`re.match`), so that the end is the pattern's own affair.
    """
    try:
        re.compile(pattern)
    except re.error as error:
        return f"is no regular expression: {error}."
    bare = re.sub(r"\\.|\[[^\]]*\]", "_", pattern)  # without escapes and choices of characters
    if not BEGINNING.match(bare) or not bare.endswith("$") or "|" in _outside_of_groups(bare):
        return "is not anchored: it has to begin with ^https:// and to end with $."
    if "." in bare:
        return "has a dot that fits any character: write [.] for a dot."
    if not NAMED_DOMAIN.search(pattern.replace(r"\.", ".").replace("[.]", ".")):
        return "does not end in a domain that it names in full, as in [.]example[.]com$."
    if any(re.match(pattern, stranger) for stranger in STRANGERS):
        return "ends in a domain below which anybody gets a name: name your project in it."
    return ""


def _outside_of_groups(pattern: str) -> str:
    while (shorter := re.sub(r"\([^()]*\)", "_", pattern)) != pattern:
        pattern = shorter
    return pattern
