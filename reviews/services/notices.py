"""Mails about reviews. None says what a review that is not revealed says, or differs by it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing

from accounts.errors import LinkInvalid
from accounts.models import Status, User
from accounts.services.email import send_mail
from reviews.models import MailPreference, ReviewWindow
from reviews.parties import name_of

if TYPE_CHECKING:
    from projects.models import Project
    from reviews.models import Review

UNSUBSCRIBE = "reviews: unsubscribe"


def tell_of_waiting_review(window: ReviewWindow, review: Review) -> None:
    """The other side has submitted; yours is awaited."""
    _send("waiting", review.subject, project=review.project, by=review.author, window=window)


def tell_of_reveal(project: Project, review: Review) -> None:
    """What the other side wrote can be read now."""
    _send("revealed", review.subject, project=project, by=review.author)


def tell_of_reply(review: Review) -> None:
    """The subject replied."""
    _send("reply", review.author, project=review.project, by=review.subject)


def tell_of_correction(review: Review) -> None:
    """The subject asks the author for a correction."""
    _send("correction", review.author, project=review.project, by=review.subject)


def _send(template: str, recipient: User, *, by: User, **context: object) -> None:
    """Queue a mail for whoever has an address, an account in use and nothing against mails."""
    if not recipient.email or recipient.status != Status.ACTIVE or not wants_mails(recipient):
        return
    link = f"{settings.SITE_URL}/unsubscribe?{urlencode({'token': unsubscribe_token(recipient)})}"
    send_mail(
        app="reviews",
        template=template,
        recipient=recipient.email,
        headers={
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
        },
        user=recipient,
        unsubscribe_link=link,
        by_name=name_of(by),
        **context,
    )


def unsubscribe_token(user: User) -> str:
    """What an unsubscribe link carries. It is good for ever: old mails have one as well."""
    return signing.Signer(salt=UNSUBSCRIBE).sign(user.pk.hex)


def wants_mails(user: User) -> bool:
    """Whether a user gets mails about reviews."""
    return not MailPreference.objects.filter(user=user, wants_review_mails=False).exists()


def choose_mails(*, user: User, wanted: bool) -> None:
    """Stop the mails about reviews, or send them again."""
    MailPreference.objects.update_or_create(user=user, defaults={"wants_review_mails": wanted})


def unsubscribe(*, token: str) -> None:
    """Stop the mails about reviews to whom the token was made for. Raises LinkInvalid."""
    try:
        user_id = UUID(signing.Signer(salt=UNSUBSCRIBE).unsign(token))
        user = User.objects.get(pk=user_id, erased_at=None)
    except (signing.BadSignature, User.DoesNotExist) as error:
        raise LinkInvalid from error
    choose_mails(user=user, wanted=False)
