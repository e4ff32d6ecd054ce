"""Password rules: NIST SP 800-63B-4, section 3.1.1.2.

Length, no composition rules, and no common, similar, guessable or breached passwords (those of
`accounts.breached_passwords`, where a list is configured). A password is compared after NFKC
normalisation, so that the same characters typed on another keyboard match.
"""

from __future__ import annotations

import threading
import unicodedata
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.errors import PasswordRefused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User

MAX_LENGTH = 128
# zxcvbn's score 0 to 4: below 2 a password falls to 10^6 guesses.
MIN_ZXCVBN_SCORE = 2
# zxcvbn's time grows with the square of the length, and its words are in the first part anyway.
ZXCVBN_LENGTH = 72
# zxcvbn keeps the words of the person whose password it judges in a variable of its module.
_one_at_a_time = threading.Lock()


def normalize(password: str) -> str:
    """The form in which a password is checked, hashed and compared."""
    return unicodedata.normalize("NFKC", password)


def check_rules(password: str, *, user: User, attr: str) -> str:
    """The password, normalised, if every rule allows it; raises PasswordRefused naming each rule
    that does not, for the input field `attr`.
    """
    password = normalize(password)
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        reasons = [(one.code or "invalid", one.messages[0]) for one in error.error_list]
        raise PasswordRefused(reasons, attr=attr) from error
    return password


class MaximumLengthValidator:
    """At most 128 characters: longer ones only serve to keep the server busy."""

    def validate(self, password: str, user: User | None = None) -> None:
        if len(password) > MAX_LENGTH:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> StrOrPromise:
        return _("Use at most %(most)d characters.") % {"most": MAX_LENGTH}


class GuessablePasswordValidator:
    """Refuses what zxcvbn guesses quickly: keyboard rows, dates, leet-spelt words, repetitions."""

    def validate(self, password: str, user: User | None = None) -> None:
        from zxcvbn import zxcvbn  # its dictionaries cost memory until first used

        if not password:
            return
        # Its dates may end in a line break, of which it would make a number.
        judged = password[:ZXCVBN_LENGTH].replace("\n", " ")
        with _one_at_a_time:
            result = zxcvbn(
                judged,
                user_inputs=_personal_words(user),
                max_length=ZXCVBN_LENGTH,
            )
        if result["score"] < MIN_ZXCVBN_SCORE:
            why = result["feedback"]["warning"] or _("This is easy to guess.")
            raise ValidationError(str(why), code="password_guessable")

    def get_help_text(self) -> StrOrPromise:
        return _("Words that do not belong together make a password that is hard to guess.")


def _personal_words(user: User | None) -> list[str]:
    fields: tuple[Any, ...] = (
        (user.username, user.first_name, user.last_name, user.email, user.phone_number)
        if user
        else ()
    )
    return [settings.SITE_NAME, *(field for field in fields if field)]
