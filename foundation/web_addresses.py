"""Addresses, hosts and origins: what is one, as browsers write them."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"  # RFC 1123, section 2.1, and Docker's underscore
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*")
BRACKETED = re.compile(r"\[[0-9a-f:.]+\](?::[0-9]+)?")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*")
LOCAL = ("localhost", "127.0.0.1", "::1")
APP_ORIGIN = "android:apk-key-hash:"


def has_scheme(text: str, schemes: Collection[str]) -> bool:
    """Whether this is an address of such a scheme, and its port, if it has any, can be one."""
    try:
        parts = urlsplit(text)
        return parts.scheme in schemes and "://" in text and parts.port != 0
    except ValueError:
        return False


def is_web_address(text: str) -> bool:
    """Whether this is http or https and has a host, and neither a log-in nor a query."""
    if not has_scheme(text, ("http", "https")) or re.search(r"[\s?#\\]", text):
        return False
    parts = urlsplit(text)
    return bool(parts.hostname) and parts.username is None


def is_domain(text: str) -> bool:
    """Whether this is the name of a host or domain: no scheme, port or path, and no IP address."""
    return bool(DOMAIN.fullmatch(text)) and not is_ip_address(text)


def is_ip_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def is_host_pattern(text: str) -> bool:
    """Whether Django compares hosts with this: `*`, and a dot in front for all below a domain."""
    host = text.lower().removeprefix(".").removeprefix("[").removesuffix("]")
    return text == "*" or is_domain(host) or is_ip_address(host)


def is_origin(text: str) -> bool:
    """Whether this is a scheme, a host and perhaps a port, and nothing else."""
    scheme, _colon, netloc = text.partition("://")
    host = netloc.partition(":")[0]
    is_plain = DOMAIN.fullmatch(host) or BRACKETED.fullmatch(netloc)
    return bool(is_plain and SCHEME.fullmatch(scheme)) and has_scheme(text, (scheme,))


def is_passkey_origin(text: str) -> bool:
    """Whether there are passkeys on this origin: of a page with HTTPS or of this machine, or of an
    app.
    """
    if text.startswith(APP_ORIGIN):
        return len(text) > len(APP_ORIGIN)
    if not is_origin(text):
        return False
    parts = urlsplit(text)
    is_local = parts.hostname in LOCAL or str(parts.hostname).endswith(".localhost")
    return parts.scheme == "https" or (parts.scheme == "http" and is_local)


def is_within(address: str, domain: str) -> bool:
    """Whether the address's host is this domain, or below it."""
    return f".{urlsplit(address).hostname}".endswith(f".{domain}")
