"""What the environment says, beyond what Django's own checks and start-up refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage

from foundation.colours import DARK_PAPERS, LIGHT_PAPERS, READABLE, contrast
from foundation.looks import looks
from foundation.web_addresses import is_ip_address, is_passkey_origin, is_within
from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "::1", "testserver"}
SHORT_TOKEN = 24


@check("settings")
def mode() -> Iterator[Finding]:
    if settings.DEBUG:
        yield Finding(
            "W001",
            "DEBUG is on.",
            "Errors show source code and settings to whoever causes one.",
            "DEBUG=false",
        )
    if not settings.HTTPS:
        yield Finding(
            "W002",
            "HTTPS is off.",
            "Passwords, codes and tokens travel where anybody on the way can read them.",
            "HTTPS=true, behind a proxy that has a certificate.",
        )
    elif not settings.TRUSTED_PROXY_COUNT:
        yield Finding(
            "W003",
            "HTTPS is on, and no proxy is trusted.",
            "Requests that a proxy passes on look unencrypted and are redirected without end, and "
            "all visitors share one address and its limits.",
            "TRUSTED_PROXY_COUNT=1 behind one proxy (docs/deployment.md).",
        )


@check("settings")
def hosts() -> Iterator[Finding]:
    served = set(settings.ALLOWED_HOSTS)
    if "*" in served or not served - LOCAL_HOSTS:
        yield Finding(
            "W004",
            "ALLOWED_HOSTS names no host of the internet, or every one.",
            "Either nobody can be served, or a forged Host header is believed.",
            "ALLOWED_HOSTS=guildhall.example.com",
        )
    if not _is_of_the_internet(settings.SITE_URL):
        yield Finding(
            "W005",
            "SITE_URL is not the address that people use.",
            "Links in mails, to prove an address or set a password, lead nowhere.",
            "SITE_URL=https://guildhall.example.com",
        )


@check("settings")
def passkeys() -> Iterator[Finding]:
    domain = settings.PASSKEY_RP_ID
    if domain in LOCAL_HOSTS or is_ip_address(domain):
        yield Finding(
            "W011",
            "PASSKEY_RP_ID is no domain that passkeys can belong to.",
            "Browsers make none for an IP address, and those of localhost are lost with the first "
            "real address.",
            "PASSKEY_RP_ID=guildhall.example.com",
        )
    elif _is_of_the_internet(settings.SITE_URL) and not is_within(settings.SITE_URL, domain):
        yield Finding(
            "W012",
            "SITE_URL is outside of PASSKEY_RP_ID.",
            "No passkey works on the site's own pages.",
            "PASSKEY_RP_ID= the host of SITE_URL, or the domain that it is in.",
        )
    odd = [one for one in settings.PASSKEY_ORIGINS if not is_passkey_origin(one)]
    if odd:
        yield Finding(
            "W013",
            f"PASSKEY_ORIGINS has what is no origin: {', '.join(odd)}.",
            "Passkeys are refused there: a browser says scheme, host and port, no path and no "
            "slash at the end, and without HTTPS it knows none.",
            "PASSKEY_ORIGINS=https://guildhall.example.com,https://app.example.com",
        )


@check("settings")
def rules() -> Iterator[Finding]:
    if not settings.ACCOUNT_PROOF_REQUIRED:
        yield Finding(
            "W006",
            "Accounts need no proof.",
            "Anybody can act under somebody else's e-mail address.",
            "ACCOUNT_PROOF_REQUIRED=true",
        )
    if not settings.STAFF_TOTP_REQUIRED:
        yield Finding(
            "W007",
            "Staff need no second factor.",
            "One stolen password opens everybody's data and every decision.",
            "STAFF_TOTP_REQUIRED=true",
        )
    if 0 < len(settings.METRICS_TOKEN) < SHORT_TOKEN:
        yield Finding(
            "W008",
            "METRICS_TOKEN is short enough to be guessed.",
            "The metrics tell how the site does, and where its limits are reached.",
            "METRICS_TOKEN=$(openssl rand -hex 32)",
        )


@check("settings")
def colours() -> Iterator[Finding]:
    shown = looks()
    for setting, palette, papers in (
        ("SITE_COLOUR", shown.light, LIGHT_PAPERS),
        ("SITE_COLOUR_DARK", shown.dark, DARK_PAPERS),
    ):
        if getattr(settings, setting) and (pairs := palette.faint(papers)):
            worst = min(contrast(*pair) for pair in pairs)
            yield Finding(
                "W018",
                f"{setting} has too little contrast: {worst:.1f} to 1, where {READABLE} is needed.",
                "Many people cannot read links and buttons, in pages and mails (WCAG 2.2, level "
                "AA).",
                f"A {'darker' if setting == 'SITE_COLOUR' else 'lighter'} {setting}.",
            )


@check("settings")
def searches() -> Iterator[Finding]:
    if settings.LEARN_FROM_SEARCHES:
        yield Finding(
            "W017",
            "What people look for is learnt from.",
            "Staff read the texts that at least five accounts or networks searched for: those who "
            "search have to be told.",
            "Say so in your privacy notice and silence guildhall.W017, or set "
            "LEARN_FROM_SEARCHES=false.",
        )


@check("settings")
def lifetimes() -> Iterator[Finding]:
    access, refresh, session = (
        settings.SIMPLE_JWT["ACCESS_TOKEN_LIFETIME"],
        settings.SIMPLE_JWT["REFRESH_TOKEN_LIFETIME"],
        settings.SESSION_LIFETIME,
    )
    if not access < refresh <= session:
        yield Finding(
            "W009",
            "The lifetimes of tokens contradict each other.",
            "An access token has to end before its refresh token, and that within the session: "
            "else people are logged out at times that nothing explains.",
            "ACCESS_TOKEN_MINUTES=30, REFRESH_TOKEN_DAYS=7, SESSION_DAYS=30",
        )


@check("settings")
def static_files() -> Iterator[Finding]:
    storage = staticfiles_storage
    if isinstance(storage, ManifestStaticFilesStorage) and not storage.hashed_files:
        yield Finding(
            "E010",
            "The static files are not collected.",
            "Every page, the error page included, fails with a 500.",
            "python manage.py collectstatic --no-input",
        )


def _is_of_the_internet(address: str) -> bool:
    """Whether people can open this address, as safely as the settings say."""
    site = urlsplit(address)
    is_safe = site.scheme == "https" or not settings.HTTPS
    return is_safe and site.hostname not in LOCAL_HOSTS
