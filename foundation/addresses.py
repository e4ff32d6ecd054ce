"""Where a request comes from, and as whom limits count it."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rest_framework.request import Request

UNKNOWN = "unknown"


def client_address(request: HttpRequest | Request) -> str:
    """The client's IP address, or "unknown".

    `X-Forwarded-For` is believed only as far as `TRUSTED_PROXY_COUNT` proxies wrote it: the entry
    that the outermost of them added is the client; all to the left of it is the client's own claim.
    """
    raw = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY_COUNT:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= settings.TRUSTED_PROXY_COUNT:
            raw = hops[-settings.TRUSTED_PROXY_COUNT]
    try:
        address = ip_address(_without_port(raw).split("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)


def _without_port(raw: str) -> str:
    """What a proxy wrote, less its port: of `203.0.113.7:51234` and `[2001:db8::1]:443`."""
    raw = raw.strip('" ')  # RFC 7239, section 6: IPv6 is quoted there, and some write it so here
    if raw.startswith("["):
        return raw[1:].partition("]")[0]
    host, _colon, rest = raw.partition(":")
    return raw if ":" in rest else host


def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, an IPv6 /64 (what one subscriber is given)."""
    if ":" in address:
        return str(ip_network(f"{address}/64", strict=False))
    return address


def site_of(address: str) -> str:
    """What may be one household or office, whichever of its devices asks: the /24 of an IPv4
    address, the /48 of an IPv6 one, which is the most that a site is given (RFC 6177).
    """
    if address == UNKNOWN:
        return address
    return str(ip_network(f"{address}/{48 if ':' in address else 24}", strict=False))


def wide_network_of(address: str | None) -> str:
    """What an address shares with others of its provider, as people may be shown it: half of an
    IPv4 address, the /32 of an IPv6 one. Where that is on a map nobody knows exactly, and an
    address of the same provider is no other place. Empty for none.
    """
    if not address or address == UNKNOWN:
        return ""
    if ":" in address:
        groups = IPv6Address(address).exploded.split(":")[:2]
        return ":".join(f"{int(group, 16):x}" for group in groups) + ":*"
    return ".".join(address.split(".")[:2]) + ".*.*"


def device(request: HttpRequest | Request) -> dict[str, str]:
    """What a session remembers of the request that opened it."""
    return {
        "user_agent": request.headers.get("User-Agent", ""),
        "address": client_address(request),
    }
