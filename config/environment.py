"""Variables of the environment by what they hold. What does not fit is an error at start-up, which
names the variable and what is wanted; it repeats no value that may hold a password.

An empty variable is one that is not set, except that an empty list is one.
"""

from __future__ import annotations

import json
import math
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import environ
from django.core.exceptions import ImproperlyConfigured
from phonenumbers import SUPPORTED_REGIONS

from foundation.colours import is_colour
from foundation.looks import MAX_BYTES, kind_of
from foundation.site_links import problem_with
from foundation.web_addresses import (
    has_scheme,
    is_domain,
    is_host_pattern,
    is_origin,
    is_passkey_origin,
    is_web_address,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

LARGEST = 2**31 - 1
LONGEST = timedelta(days=36_500)
FLAGS = dict.fromkeys(("true", "on", "ok", "y", "yes", "1"), True) | dict.fromkeys(
    ("false", "off", "n", "no", "0"), False
)
POSTGRES = ("postgres", "postgresql", "psql", "pgsql")
REDIS = ("redis", "rediss", "unix")
# Which django-cors-headers knows besides.
OPAQUE_ORIGINS = ("null", "file://")
# What the objects of JSON look like.
OPTIONS = '{"bucket_name": "pictures"}'
PATTERNS = '{"project": "https://app.example.com/jobs/{id}"}'
RATE = re.compile(r"[1-9][0-9]{0,9}/(?:s|sec|second|m|min|minute|h|hour|d|day)")
SENDER = re.compile(r"(?:[^<>\r\n]*<[^@<>\s]+@[^@<>\s]+>|[^@<>\s]+@[^@<>\s]+)")


def unfit(name: str, wanted: str, found: str | None = None) -> ImproperlyConfigured:
    """The error that a variable is not as it is wanted. `found` is repeated."""
    instead = "" if found is None else f", not “{found}”"
    return ImproperlyConfigured(f"{name} must be {wanted}{instead}. See .env.example.")


class Environment(environ.Env):  # type: ignore[misc]  # the library has no types
    """The library's reader, with types that refuse what they do not know: its own take `ture` for
    false, and `5x` for 5. Every method raises ImproperlyConfigured.
    """

    def given(self, name: str) -> str:
        """What the variable says; empty if it is not set."""
        return str(self.str(name, default="")).strip()

    def flag(self, name: str, *, default: bool) -> bool:
        text = self.given(name)
        if text and text.lower() not in FLAGS:
            raise unfit(name, "true or false", text)
        return FLAGS.get(text.lower(), default)

    def choice(self, name: str, *, default: str, choices: Iterable[str]) -> str:
        """One of these, in whichever case it is written."""
        known = {one.lower(): one for one in choices}
        text = self.given(name) or default
        if text.lower() not in known:
            raise unfit(name, f"one of {', '.join(known.values())}", text)
        return known[text.lower()]

    def count(self, name: str, *, default: int, minimum: int = 0, maximum: int = LARGEST) -> int:
        """A whole number."""
        text = self.given(name)
        wanted = f"a whole number {_range(minimum, maximum)}"
        return int(_number(int, name, text, wanted, minimum, maximum)) if text else default

    def number(
        self, name: str, *, default: float, minimum: float = 0, maximum: float = LARGEST
    ) -> float:
        text = self.given(name)
        wanted = f"a number {_range(minimum, maximum)}"
        return _number(float, name, text, wanted, minimum, maximum) if text else default

    def duration(self, name: str, *, unit: str, default: int, minimum: int = 1) -> timedelta:
        """So many of a unit, as `timedelta` calls it: at least one, or none where that is said."""
        maximum = int(LONGEST / timedelta(**{unit: 1}))
        units = self.count(name, default=default, minimum=minimum, maximum=maximum)
        return timedelta(**{unit: units})

    def waits(self, name: str, *, default: list[float]) -> list[float]:
        """Seconds, one after the other."""
        if name not in self:
            return default
        most = LONGEST.total_seconds()
        wanted = f"seconds {_range(0, most)}, separated by commas"
        return [_number(float, name, one, wanted, 0, most) for one in self.items(name)]

    def items(self, name: str) -> list[str]:
        """What commas separate."""
        return [item.strip() for item in self.given(name).split(",") if item.strip()]

    def hosts(self, name: str, *, default: list[str]) -> list[str]:
        """Host names as Django compares them: `*`, and a dot in front for all below a domain."""
        return _each(
            name,
            self.items(name) if name in self else default,
            is_host_pattern,
            "host names without a scheme or a port",
        )

    def domain(self, name: str, *, default: str) -> str:
        """The name of a host, in small letters."""
        text = self.given(name).lower()
        if text and not is_domain(text):
            wanted = "a host name without a scheme or a port, such as guildhall.example.com"
            raise unfit(name, wanted, text)
        return text or default

    def countries(self, name: str, *, default: list[str]) -> list[str]:
        """Countries that have phone numbers."""
        return _each(
            name,
            [item.upper() for item in self.items(name)] if name in self else default,
            SUPPORTED_REGIONS.__contains__,
            "ISO 3166-1 codes of countries, such as DE,GB (the United Kingdom is GB)",
        )

    def rate(self, name: str, *, default: str) -> str:
        """How often in which time, as Django REST Framework writes it."""
        text = self.given(name) or default
        if not RATE.fullmatch(text):
            raise unfit(name, "a number of requests and a time, such as 600/min", text)
        return text

    def sender(self, name: str, *, default: str) -> str:
        """An e-mail address, with or without a name."""
        text = self.given(name) or default
        if text and not SENDER.fullmatch(text):
            raise unfit(name, "an e-mail address, such as Guildhall <mail@example.com>", text)
        return text

    def web_address(self, name: str, *, default: str = "") -> str:
        """Where a site, or a page of it, is; it begins with http:// or https://."""
        text = self.given(name)
        if text and not is_web_address(text):
            raise unfit(name, "a web address, such as https://guildhall.example.com")
        return text or default

    def folder_address(self, name: str, *, default: str) -> str:
        """A web address, or a path of our own, that ends in a slash."""
        text = self.given(name) or default
        is_path = re.fullmatch(r"/[^\s?#]*", text) and not text.startswith("//")
        if not text.endswith("/") or not (is_path or is_web_address(text)):
            raise unfit(name, "a path or a web address that ends in a slash, such as /media/", text)
        return text

    def origins(self, name: str) -> list[str]:
        """Origins of front ends."""
        wanted = "origins as browsers send them: https://app.example.com, without a path"
        return _each(
            name, self.items(name), lambda one: one in OPAQUE_ORIGINS or is_origin(one), wanted
        )

    def wild_origins(self, name: str) -> list[str]:
        """Origins, with `*.` for all below a domain."""
        wanted = "origins: https://app.example.com, or https://*.example.com"
        return _each(
            name, self.items(name), lambda one: is_origin(one.replace("://*.", "://", 1)), wanted
        )

    def passkey_origins(self, name: str) -> list[str]:
        """Origins of pages and apps on which browsers and systems have passkeys."""
        wanted = "origins with HTTPS: https://app.example.com, or android:apk-key-hash:..."
        return _each(name, self.items(name), is_passkey_origin, wanted)

    def server(self, name: str, *, schemes: Collection[str], default: str = "") -> str:
        """The address of a server, which may hold a password."""
        text = self.given(name) or default
        if text and not has_scheme(text, schemes):
            wanted = " or ".join(f"{scheme}://..." for scheme in schemes)
            raise unfit(name, f"an address that begins with {wanted}")
        return text

    def provider(self, name: str, *, default: str) -> str:
        """The address of one of apprise's providers, which may hold a password."""
        text = self.given(name) or default
        if not re.match(r"[a-z][a-z0-9+.-]*://", text, re.IGNORECASE):
            raise unfit(name, "console://, or an address of apprise such as twilio://...")
        return text

    def class_path(self, name: str, *, default: str) -> str:
        """A class by its dotted path; that its module is there is looked at, no more."""
        text = self.given(name) or default
        try:
            is_there = find_spec(text.rpartition(".")[0]) is not None
        except (ImportError, ValueError):
            is_there = False
        if not is_there:
            wanted = "the path of a class that is installed, such as storages.backends.s3.S3Storage"
            raise unfit(name, wanted, text)
        return text

    def options(self, name: str, *, example: str = OPTIONS) -> dict[str, Any]:
        """A JSON object, which may hold a password."""
        try:
            read = json.loads(self.given(name) or "{}")
        except ValueError:
            read = None
        if not isinstance(read, dict):
            raise unfit(name, f"an object of JSON, such as {example}")
        return read

    def colour(self, name: str) -> str:
        """A colour as style sheets write it, or nothing."""
        text = self.given(name).lower()
        if text and not is_colour(text):
            raise unfit(name, "a colour such as #0d5c4a", text)
        return text

    def picture(self, name: str) -> str:
        """The path of a picture that browsers show, or nothing."""
        text = self.given(name)
        try:
            fits = not text or (
                Path(text).stat().st_size <= MAX_BYTES and bool(kind_of(Path(text).read_bytes()))
            )
        except (OSError, ValueError):
            fits = False
        if not fits:
            wanted = (
                f"the path of a PNG, JPEG, GIF, WebP or SVG file of at most {MAX_BYTES:,} bytes"
            )
            raise unfit(name, wanted, text)
        return text

    def contact_address(self, name: str) -> str:
        """A web address, or `mailto:` and an e-mail address."""
        text = self.given(name)
        is_mail = text.startswith("mailto:") and SENDER.fullmatch(text.removeprefix("mailto:"))
        return text if is_mail else self.page_address(name)

    def page_address(self, name: str) -> str:
        """A web address of a page, which may have a query."""
        text = self.given(name)
        if text and not is_web_address(re.split(r"[?#]", text)[0]):
            raise unfit(name, "a web address, such as https://example.com/terms", text)
        return text

    def link_patterns(self, name: str, *, needs_https: bool) -> dict[str, str]:
        """Addresses by the kind of links that they take the place of."""
        patterns = self.options(name, example=PATTERNS)
        for kind, pattern in patterns.items():
            if problem := problem_with(kind, pattern, needs_https=needs_https):
                raise ImproperlyConfigured(f"{name}: {problem}. See .env.example.")
        return patterns

    def database(self, name: str, **kwargs: str) -> dict[str, Any]:
        """What Django calls a database, from its address; empty if none is given."""
        address = self.given(name)
        if not address:
            return {}
        try:
            is_postgres = address.partition("://")[0] in POSTGRES
            found: dict[str, Any] = self.db_url(name, **kwargs) if is_postgres else {}
        except ValueError:
            found = {}
        if not (found.get("NAME") or "service" in found.get("OPTIONS", {})):
            raise unfit(name, "an address such as postgres://user:password@host:5432/name")
        return found


def _number(
    kind: type[int] | type[float],
    name: str,
    text: str,
    wanted: str,
    minimum: float,
    maximum: float,
) -> float:
    try:
        value = kind(text)
    except ValueError:
        value = math.nan
    if not minimum <= value <= maximum:
        raise unfit(name, wanted, text)
    return value


def _range(minimum: float, maximum: float) -> str:
    return f"of {minimum} or more" if maximum == LARGEST else f"from {minimum} to {maximum}"


def _each(name: str, items: list[str], fits: Callable[[str], bool], wanted: str) -> list[str]:
    for item in items:
        if not fits(item):
            raise unfit(name, wanted, item)
    return items
