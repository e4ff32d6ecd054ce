"""Contact data in what two people write before work is agreed: said to both, and never held back.

Once it is agreed each can share theirs with the other (`projects.contacts`). A hint is a guess:
what is meant to be overlooked is overlooked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import phonenumbers
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.phone_numbers import MOBILE, parse
from projects.models import ProjectStatus

if TYPE_CHECKING:
    from collections.abc import Iterator


class ContactHint(models.TextChoices):
    """What a text seems to hold."""

    PHONE = "phone", _("A phone number")
    EMAIL = "email_address", _("An e-mail address")
    MESSENGER = "messenger", _("A name on a messenger")


MAX_NUMBERS = 5  # of a text that are looked at
MAX_COUNTRIES = 5  # in which a number without its country may be dialled
TRUNK = ("0", "(0")
# Each part is bounded: no text takes long, whatever somebody made of it.
EMAIL = re.compile(r"[\w.+-]{1,64}(?:@|\s?[(\[]\s?at\s?[)\]]\s?)[\w-]{1,63}\.[a-z]{2,24}", re.I)
NUMBER = re.compile(r"(?<![\w.,/+-])(?:\+|\(0|\d)(?:[ ().\u00a0/-]{0,2}\d){6,15}(?![\w])")
DATE = re.compile(r"\b(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})\b")
SERVICES = "whats ?app|telegram|signal|viber|threema|wechat|skype|instagram|insta|discord|snapchat"
MESSENGER = re.compile(
    r"\b(?:wa\.me|t\.me|telegram\.me|m\.me|signal\.me|discord\.gg)/\w"
    rf"|\b(?:{SERVICES})\b[^\n]{{0,20}}?(?:@|: ?)[a-z][\w.]{{2,31}}",
    re.IGNORECASE,
)


def hints_field() -> serializers.ListField:
    """The field of an answer that has them."""
    return serializers.ListField(
        child=serializers.ChoiceField(ContactHint.choices),
        help_text="Contact data that the text seems to hold, before work is agreed. Nothing is "
        "held back: once it is agreed, each side can share theirs (`projects/{id}/contact`).",
    )


def hints_of(text: str, *, status: str, country: str = "") -> list[str]:
    """What a text about a project in this state seems to hold; `country` is where the work is."""
    if not settings.CONTACT_DATA_HINT or status != ProjectStatus.OPEN:
        return []
    return [str(hint.value) for hint in _found(text, country)]


def _found(text: str, country: str) -> Iterator[ContactHint]:
    if _has_number(text, country):
        yield ContactHint.PHONE
    if EMAIL.search(text):
        yield ContactHint.EMAIL
    if MESSENGER.search(text):
        yield ContactHint.MESSENGER


def _has_number(text: str, country: str) -> bool:
    found = NUMBER.finditer(DATE.sub(" ; ", text))
    numbers = [match[0] for _place, match in zip(range(MAX_NUMBERS), found, strict=False)]
    return any(_is_dialled(number, country) for number in numbers)


def _is_dialled(number: str, country: str) -> bool:
    """Whether somebody could dial it: with its country, or within one of those where they may be.
    What has no zero in front is a mobile number, or a sum of money.
    """
    if number.startswith(("+", "00")):
        return parse(number) is not None
    countries = [country] if country else settings.OTP_COUNTRIES[:MAX_COUNTRIES]
    found = [dialled for one in countries if (dialled := parse(number, one))]
    return any(number.startswith(TRUNK) or _is_mobile(one) for one in found)


def _is_mobile(number: str) -> bool:
    return phonenumbers.number_type(phonenumbers.parse(number)) in MOBILE
