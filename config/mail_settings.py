"""Settings of mail: the server or provider that takes it, and how that one reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import unfit
from foundation.mail_providers import PROVIDERS
from foundation.web_addresses import has_scheme

if TYPE_CHECKING:
    from config.environment import Environment

PROVIDER, SECRET, SIGNING_KEY = (
    "MAIL_WEBHOOK_PROVIDER",
    "MAIL_WEBHOOK_SECRET",
    "MAIL_WEBHOOK_SIGNING_KEY",
)
SHORTEST_SECRET = 20
TIMEOUT = 10


def mail_settings(env: Environment) -> dict[str, Any]:
    """All of them. Raises ImproperlyConfigured."""
    found = {"EMAIL_TIMEOUT": TIMEOUT, "ANYMAIL": {}} | _way_out(env)
    scheme = env.given("EMAIL_URL").partition("://")[0]
    webhook = _webhook(env, sends_by=scheme if scheme in PROVIDERS else "")
    anymail = found["ANYMAIL"] | webhook.pop("ANYMAIL") | {"REQUESTS_TIMEOUT": TIMEOUT}
    return found | webhook | {"ANYMAIL": anymail}


def _way_out(env: Environment) -> dict[str, Any]:
    """The mail server, or the provider."""
    address = env.given("EMAIL_URL")
    provider = PROVIDERS.get(address.partition("://")[0])
    if provider is None:
        return _mail_server(env, address or "consolemail://")
    try:
        return provider.settings(address)
    except ValueError as error:
        wanted = "such as postmark://TOKEN, brevo://KEY or mailgun://KEY@mg.example.com"
        raise unfit("EMAIL_URL", wanted) from error


def _mail_server(env: Environment, address: str) -> dict[str, Any]:
    is_known = has_scheme(address, env.EMAIL_SCHEMES)
    found: dict[str, Any] = env.email_url_config(address) if is_known else {}
    if not found or (address.startswith("smtp") and not found["EMAIL_HOST"]):
        raise unfit("EMAIL_URL", "consolemail://, or such as smtp+tls://user:password@host:587")
    return found


def _webhook(env: Environment, *, sends_by: str) -> dict[str, Any]:
    """Who may report, and how we know that it is they: nobody, unless there is what proves it."""
    named, secret, key = env.given(PROVIDER).lower(), env.given(SECRET), env.given(SIGNING_KEY)
    if named and named not in PROVIDERS:
        raise unfit(PROVIDER, f"one of {', '.join(PROVIDERS)}", named)
    name = named or sends_by
    if not name:
        if secret or key:
            raise ImproperlyConfigured(
                f"{SECRET if secret else SIGNING_KEY} is of no use without {PROVIDER}. See "
                ".env.example."
            )
        return {PROVIDER: "", "ANYMAIL": {}}
    if secret and (":" not in secret or len(secret) < SHORTEST_SECRET):
        raise unfit(SECRET, f"user:password of at least {SHORTEST_SECRET} characters")
    signed_by = PROVIDERS[name].signing_key
    if not (key if signed_by else secret):
        if named:
            raise ImproperlyConfigured(
                f"{PROVIDER}={name} needs {SIGNING_KEY if signed_by else SECRET}. See .env.example."
            )
        return {PROVIDER: "", "ANYMAIL": {}}
    proofs = {"WEBHOOK_SECRET": secret, signed_by: key}
    return {PROVIDER: name, "ANYMAIL": {one: proof for one, proof in proofs.items() if proof}}
