"""`hooks/mail`: a provider of mail reports what bounced, and what was reported as spam.

Without settings there is no such address. What it is sent comes from anybody: the provider is known
by its signature, or by the secret in the address that it was given, before anything is read.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.email_addresses import MAX_LENGTH, compared
from accounts.models import ReportKind
from accounts.models.user import EMAIL_PATTERN
from accounts.services.mail_reports import TOO_OLD, Report, take
from foundation.mail_providers import PROVIDERS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from foundation.mail_providers import Provider

logger = structlog.get_logger("guildhall.mail")

# As anymail calls them (anymail.signals). A mail that is deferred is still tried by the provider.
BOUNCES = ("bounced", "rejected", "failed")
COMPLAINT, DELIVERED = "complained", "delivered"
FOR_GOOD = ("bounced", "invalid")


@csrf_exempt
@never_cache
@require_http_methods(["POST", "HEAD"])
def mail_webhook(request: HttpRequest) -> HttpResponse:
    """200 for what was taken, and for what is none of our business: a provider that is refused
    sends it again.
    """
    provider = PROVIDERS.get(settings.MAIL_WEBHOOK_PROVIDER)
    if provider is None:
        raise Http404
    if request.method == "HEAD":  # as some look whether there is anybody
        return HttpResponse()
    view = import_string(provider.webhook)()
    try:
        view.run_validators(request)
    except Exception as error:  # a library's, at a stranger's bytes
        logger.warning("mail_report_refused", error=type(error).__name__)
        return HttpResponse("Bad signature or secret.\n", status=403, content_type="text/plain")
    try:
        reports = [
            found for event in view.parse_events(request) if (found := _read(event, provider))
        ]
    except Exception as error:  # the same: another kind of body, or another provider's
        logger.warning("mail_report_unreadable", error=type(error).__name__)
        return HttpResponse("Unreadable.\n", status=400, content_type="text/plain")
    for report in reports:
        take(report)
    return HttpResponse()


def _read(event: Any, provider: Provider) -> Report | None:
    """What an event reports, if it does: of an address that can be one. A signature that does not
    cover the body is good once, and not for long: by its own name and time.
    """
    recipient = event.recipient
    kind = _kind_of(event, provider)
    if kind is None or not isinstance(recipient, str) or len(recipient) > MAX_LENGTH:
        return None
    signed_at = provider.signed_at(event.esp_event)
    if signed_at is not None and signed_at < (timezone.now() - TOO_OLD).timestamp():
        return None
    address = compared(recipient)
    if not re.fullmatch(EMAIL_PATTERN, address):
        return None
    name = event.event_id or f"{kind} {event.message_id} {address} {event.timestamp}"
    return Report(settings.MAIL_WEBHOOK_PROVIDER, str(name), kind, address, _time_of(event))


def _kind_of(event: Any, provider: Provider) -> ReportKind | None:
    if event.event_type == COMPLAINT:
        return ReportKind.COMPLAINED
    if event.event_type == DELIVERED:
        return ReportKind.DELIVERED
    if event.event_type not in BOUNCES:
        return None
    if event.reject_reason in FOR_GOOD and not provider.is_soft(event.esp_event):
        return ReportKind.BOUNCED
    return ReportKind.SOFT_BOUNCED


def _time_of(event: Any) -> datetime:
    """When it happened: never in a future in which nothing could end it any more."""
    now = timezone.now()
    found = event.timestamp
    if not isinstance(found, datetime):
        return now
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return min(found, now)
