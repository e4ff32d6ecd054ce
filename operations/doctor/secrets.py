"""Keys: strong, and each for one purpose, so that changing one breaks nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from operations.doctor.findings import Finding, check

if TYPE_CHECKING:
    from collections.abc import Iterator

# As Django's check security.W009 has it.
SHORTEST_KEY = 50
FEWEST_CHARACTERS = 5
MADE = "python -c 'import secrets; print(secrets.token_urlsafe(50))'"


@check("secrets")
def secret_key() -> Iterator[Finding]:
    for name, key in (
        ("SECRET_KEY", settings.SECRET_KEY),
        *(("SECRET_KEY_FALLBACKS", key) for key in settings.SECRET_KEY_FALLBACKS),
    ):
        is_known = key.startswith(("insecure", "django-insecure"))
        if is_known or len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS:
            yield Finding(
                "W021",
                f"{name} is weak or publicly known.",
                "Whoever guesses it makes log-ins, links and cookies of anybody.",
                f"{MADE}, and set {name} to what it prints.",
            )


@check("secrets")
def codes_by_the_secret_key() -> Iterator[Finding]:
    if settings.OTP_KEYS[0] == f"otp {settings.SECRET_KEY}":
        yield _shared(
            "W023", "OTP_KEYS", "kills the codes on their way", "OTP_KEYS=$(openssl rand -hex 32)"
        )


def _shared(code: str, name: str, loss: str, fix: str) -> Finding:
    return Finding(
        code,
        f"{name} is not set, and made from SECRET_KEY.",
        f"Changing SECRET_KEY, as after a leak, also {loss}; and one leak opens both.",
        fix,
    )
