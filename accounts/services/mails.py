"""What a mail says, written from its templates, and how it is handed to the mail server."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from anymail.exceptions import AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import loader

from accounts.services import mail_tally
from accounts.services.preferences import preferred_by
from foundation import site_links
from foundation.looks import looks

if TYPE_CHECKING:
    from accounts.models import User

logger = structlog.get_logger("guildhall.mail")

# Of what a provider answers: that our key is wrong, or that we ask too often.
MAY_SUCCEED = (401, 402, 403, 408, 429)
PERMANENT = 500  # RFC 5321, section 4.2.1: 5yz is a permanent failure, 4yz may succeed later


class ProviderRefused(OSError):
    """The provider of mail did not take one, or could not be reached."""

    def __init__(self, error: AnymailError) -> None:
        super().__init__(type(error).__name__)
        status = error.status_code
        is_of_this_mail = status is not None and 400 <= status < 500 and status not in MAY_SUCCEED
        self.is_permanent = isinstance(error, AnymailRecipientsRefused) or is_of_this_mail


@dataclass(frozen=True)
class Mail:
    """One mail, less who gets it."""

    subject: str
    text: str
    html: str

    def send_to(self, recipient: str, headers: dict[str, str] | None = None) -> None:
        """Hand it to the mail server. Raises OSError when that does not take it."""
        message = EmailMultiAlternatives(self.subject, self.text, to=[recipient], headers=headers)
        message.reply_to = [settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else []
        message.attach_alternative(self.html, "text/html")
        try:
            message.send()
        except AnymailError as error:
            logger.warning("mail_failed", error=type(error).__name__)
            raise ProviderRefused(error) from error
        except OSError as error:
            logger.warning("mail_failed", error=type(error).__name__)
            raise
        mail_tally.count(sent=1)
        logger.info("mail_sent")


def write_mail(
    *, template: str, app: str, user: User | None, otherwise: str, **context: object
) -> Mail:
    """The mail `<app>/email/<template>`, in the language and time zone of `user`, who gets it, or
    else in the language `otherwise`. The first line of the text template is the subject. Where
    `has_links` is false, it has none to the site and its legal pages either.
    """
    path = f"{app}/email/{template}"
    context |= {"site_name": settings.SITE_NAME, "site_url": site_links.link("home"), "user": user}
    context |= {"looks": looks(), "frontend_urls": settings.FRONTEND_URLS}
    context.setdefault("has_links", True)
    with preferred_by(user).active(otherwise=otherwise):
        written = loader.render_to_string(f"{path}.txt", context)
        html = loader.render_to_string(f"{path}.html", context)
        foot = loader.render_to_string("accounts/email/parts/foot.txt", context)
    subject, _line, text = written.strip().partition("\n")
    return Mail(subject, f"{text.strip()}\n\n{foot.strip()}", html)


def is_permanent(error: OSError) -> bool:
    """Whether the mail server, or the provider, refused a mail for good."""
    if isinstance(error, ProviderRefused):
        return error.is_permanent
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _text in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= PERMANENT
