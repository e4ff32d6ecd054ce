"""What providers of mail post to us, as their documentation shows it."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from django.test import Client, TestCase

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

SECRET = "hook:a-long-and-random-password"
SIGNING_KEY = "key-of-mailgun-for-tests"
PATH = "/hooks/mail"


def use_postmark(settings: Any) -> None:
    settings.MAIL_WEBHOOK_PROVIDER = "postmark"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


def use_brevo(settings: Any) -> None:
    settings.MAIL_WEBHOOK_PROVIDER = "brevo"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}


def use_mailgun(settings: Any) -> None:
    settings.MAIL_WEBHOOK_PROVIDER = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


def post(body: object, *, secret: str = SECRET) -> HttpResponse:
    """What the provider posts, with what follows its commit."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    with TestCase.captureOnCommitCallbacks(execute=True):
        return Client().post(PATH, content, content_type="application/json", headers=headers)


def bounce(address: str, at: datetime, kind: str = "HardBounce", **fields: Any) -> dict[str, Any]:
    """https://postmarkapp.com/developer/webhooks/bounce-webhook"""
    return {
        "RecordType": "SpamComplaint" if kind == "SpamComplaint" else "Bounce",
        "MessageStream": "outbound",
        "ID": secrets.randbits(48),
        "Type": kind,
        "TypeCode": 1,
        "Name": "Hard bounce",
        "MessageID": secrets.token_hex(16),
        "Description": "The server was unable to deliver your message (ex: unknown user).",
        "Details": "smtp;550 5.1.1 The email account that you tried to reach does not exist.",
        "Email": address,
        "From": "no-reply@guildhall.example",
        "BouncedAt": at.isoformat(),
        "Inactive": True,
        "CanActivate": True,
    } | fields


def delivery(address: str, at: datetime) -> dict[str, Any]:
    """https://postmarkapp.com/developer/webhooks/delivery-webhook"""
    return {
        "RecordType": "Delivery",
        "MessageID": secrets.token_hex(16),
        "Recipient": address,
        "DeliveredAt": at.isoformat(),
        "Details": "smtp;250 2.0.0 OK",
    }


def brevo_bounce(address: str, at: datetime, event: str = "hard_bounce") -> dict[str, Any]:
    """https://developers.brevo.com/docs/transactional-webhooks"""
    return {
        "event": event,
        "email": address,
        "id": 26224,
        "date": f"{at:%Y-%m-%d %H:%M:%S}",
        "ts_epoch": int(at.timestamp() * 1000),
        "message-id": f"<{secrets.token_hex(8)}@relay.example>",
        "subject": "Verify",
        "reason": "550 5.1.1 does not exist",
        "tags": [],
    }


def mailgun_event(address: str, at: datetime, **fields: Any) -> dict[str, Any]:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/events"""
    signed_at = str(int(at.timestamp()))
    token = secrets.token_hex(25)
    signature = hmac.new(SIGNING_KEY.encode(), f"{signed_at}{token}".encode(), hashlib.sha256)
    return {
        "signature": {
            "timestamp": signed_at,
            "token": token,
            "signature": signature.hexdigest(),
        },
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "id": secrets.token_hex(8),
            "timestamp": at.timestamp(),
            "recipient": address,
            "message": {"headers": {"message-id": f"{time.time_ns()}@guildhall.example"}},
            "delivery-status": {"code": 550, "message": "5.1.1 No such user", "description": ""},
            "tags": [],
            "user-variables": {},
        }
        | fields,
    }
