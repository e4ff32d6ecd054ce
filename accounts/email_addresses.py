"""E-mail addresses: the one form in which a mailbox is stored and compared.

A domain has many spellings (full-width letters, composed or not, in Unicode or in Punycode) and is
one: it is kept as DNS has it, in A-labels (UTS 46, IDNA 2008). So all is ASCII, kept in the case in
which it was typed, and compared ignoring case.

Letters beyond ASCII before the @ are refused: few servers deliver to them (SMTPUTF8, RFC 6531), and
Django's mail does not ask for it. So are quoted names and addresses of machines in brackets, which
are other spellings of mailboxes, and in use by hardly anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import idna
from django.utils.translation import gettext_lazy as _

from foundation.characters import has_invisible

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

AT = frozenset("@\uff20")
# As input methods of East Asia write ASCII.
_FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)}

MAX_LENGTH = 254  # RFC 5321, section 4.5.3.1.3
_FAR_TOO_LONG = 4 * MAX_LENGTH  # as A-labels a domain may be shorter, but not by so much


class NoEmailAddress(ValueError):
    """The text is not an e-mail address that mail can be sent to."""

    def __init__(self, detail: StrOrPromise, code: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code


def normalize(text: str) -> str:
    """The address as it is stored. Raises NoEmailAddress for what can be none.

    Whether it is well formed otherwise is left to Django's validator, and so is its length: what is
    far too long stays as it is.
    """
    if len(text) > _FAR_TOO_LONG:
        return text
    text = text.translate(_FULL_WIDTH)
    if "@" not in text:
        return text
    if has_invisible(text):
        detail = _("Leave out invisible characters: type the address instead of pasting it.")
        raise NoEmailAddress(detail, "invisible_characters")
    name, _at, domain = text.rpartition("@")
    if not name.isascii():
        detail = _(
            "Before the @, use only the letters a to z, digits and punctuation: we cannot send "
            "mail to other addresses."
        )
        raise NoEmailAddress(detail, "not_deliverable")
    if name.startswith('"') or domain.startswith("["):
        raise NoEmailAddress(_("Enter a valid email address."), "invalid")
    return f"{name}@{_ascii(domain)}"


def compared(text: str) -> str:
    """The form in which two addresses are one. What can be none equals only itself."""
    try:
        return normalize(text.strip()).lower()
    except NoEmailAddress:
        return text.lower()


def _ascii(domain: str) -> str:
    """The domain as DNS has it. Raises NoEmailAddress."""
    if domain.isascii() and "xn--" not in domain.lower():
        return domain
    try:
        return idna.encode(domain.lower(), uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise NoEmailAddress(_("Enter a valid email address."), "invalid") from error
