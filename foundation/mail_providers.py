"""The providers of mail that we know: how mails are handed to them, and how they tell of those that
did not arrive (django-anymail). A row for each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Body = Mapping[str, Any]


HARD_AT_POSTMARK = ("HardBounce", "BadEmailAddress")


@dataclass(frozen=True)
class Provider:
    """`key` is the setting of anymail that takes the key in `EMAIL_URL`, `domain` that of the host.
    `signing_key` is that of the key by which webhooks are signed; where there is none, a user and a
    password in the webhook's address are the proof. `signed_at` is when one was signed, where the
    signature says it, and `is_soft` whether its own words say that a bounce may be over next week.
    """

    backend: str
    webhook: str
    key: str
    is_soft: Callable[[Body], bool]
    domain: str = ""
    signing_key: str = ""
    signed_at: Callable[[Body], float | None] = lambda _body: None

    def settings(self, address: str) -> dict[str, Any]:
        """Django's settings from the address. Raises ValueError for one that lacks something."""
        parts = urlsplit(address)
        found = {self.key: unquote(parts.username or parts.hostname or "")}
        if self.domain:
            found = {self.key: unquote(parts.username or ""), self.domain: parts.hostname or ""}
        if not all(found.values()):
            raise ValueError
        if parse_qs(parts.query).get("region") == ["eu"]:
            found["MAILGUN_API_URL"] = "https://api.eu.mailgun.net/v3"
        return {"EMAIL_BACKEND": self.backend, "ANYMAIL": found}


def _of_postmark(body: Body) -> bool:
    return (body.get("Type") or body.get("SuppressionReason")) not in HARD_AT_POSTMARK


def _of_mailgun(body: Body) -> bool:
    """It gave up after tries; only what the other server refused for good is for good."""
    event = body.get("event-data", {})
    return bool(event.get("reason") not in ("bounce", "suppress-bounce"))


PROVIDERS = {
    "postmark": Provider(
        backend="anymail.backends.postmark.EmailBackend",
        webhook="anymail.webhooks.postmark.PostmarkTrackingWebhookView",
        key="POSTMARK_SERVER_TOKEN",
        is_soft=_of_postmark,
    ),
    "mailgun": Provider(
        backend="anymail.backends.mailgun.EmailBackend",
        webhook="anymail.webhooks.mailgun.MailgunTrackingWebhookView",
        key="MAILGUN_API_KEY",
        domain="MAILGUN_SENDER_DOMAIN",
        signing_key="MAILGUN_WEBHOOK_SIGNING_KEY",
        is_soft=_of_mailgun,
        signed_at=lambda body: float(body["signature"]["timestamp"]),
    ),
    "brevo": Provider(
        backend="anymail.backends.brevo.EmailBackend",
        webhook="anymail.webhooks.brevo.BrevoTrackingWebhookView",
        key="BREVO_API_KEY",
        is_soft=lambda body: body.get("event") == "soft_bounce",
    ),
}
