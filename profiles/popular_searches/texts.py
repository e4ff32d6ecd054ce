"""Which texts may ever be kept, and the form in which they are the same."""

from __future__ import annotations

import re
import unicodedata

from foundation.skill_keys import skill_key
from profiles.models import MAX_SEARCH_LENGTH
from profiles.search import asking
from profiles.search.stop_words import ASKING, STOP_WORDS
from profiles.search.vocabulary import vocabulary

MAX_DIGITS = 6  # of a postal code, a norm or a year; phone numbers have more
LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?!\w)")  # but asp.net is a skill


def shared_form(text: str) -> str:
    """What all share who ask for the same: in small letters, without signs and the words of asking
    around it. Empty for a text that is never kept: one with an e-mail address, a phone number or a
    link, a long one, or one that says nothing.
    """
    if len(text) > MAX_SEARCH_LENGTH or _leads_to_somebody(text):
        return ""
    words = skill_key(asking.read(text).plain).split()
    while words and is_everyday(words[0]):
        del words[0]
    while words and is_everyday(words[-1]):
        del words[-1]
    form = " ".join(words)
    is_telling = any(letter.isalpha() for letter in form)
    return form if is_telling and len(form) <= MAX_SEARCH_LENGTH else ""


def is_everyday(word: str) -> bool:
    """Whether everybody uses the word, or asks with it."""
    return word in STOP_WORDS or word in ASKING


def _leads_to_somebody(text: str) -> bool:
    text = unicodedata.normalize("NFKC", text)
    has_number = sum(one.isdecimal() for one in text) > MAX_DIGITS
    hosts = [one for one in HOST.findall(text) if not vocabulary.names_a_skill(one)]
    return has_number or "@" in text or bool(LINK.search(text) or hosts)
