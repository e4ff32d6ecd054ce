"""Who is looked for by name: a person is no vocabulary."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import connection

from profiles.popular_searches.texts import is_everyday
from profiles.search.reading import normaliser
from profiles.search.source import NAMES
from profiles.search.vocabulary import vocabulary
from search.entries import Question, Wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from search.tantivy_index import TantivyIndex

# Of all accounts: clients, and whoever shows their profile to nobody, are not in the index.
OF_ACCOUNTS = """
    SELECT DISTINCT name FROM accounts_user account, LATERAL (VALUES
        (lower(first_name)), (lower(last_name)), (username), (translate(username, '-_', '  ')),
        (lower(concat_ws(' ', first_name, last_name))),
        (lower(concat_ws(' ', last_name, first_name)))) AS called(name)
    WHERE erased_at IS NULL AND name = ANY(%s)
"""


def naming_somebody(index: TantivyIndex, texts: Collection[str]) -> set[str]:
    """Those of these texts that are, or have in them, what somebody is called: two words side by
    side, or one that no skill and no occupation is called by.
    """
    left = [text for text in texts if not any(_is_in_index(index, one) for one in _names_in(text))]
    asked = {" ".join(one) for text in left for one in _names_in(text)} | {*left}
    with connection.cursor() as cursor:
        cursor.execute(OF_ACCOUNTS, [[*asked - _vocabulary(asked)]])
        called = {name for (name,) in cursor.fetchall()}
    named = {
        text
        for text in left
        if text in called or any(" ".join(one) in called for one in _names_in(text))
    }
    return named | ({*texts} - {*left})


def _names_in(text: str) -> Iterator[tuple[str, ...]]:
    """What in the text may be a name."""
    words = text.split()
    for word in words:
        if not (is_everyday(word) or vocabulary.knows(word)):
            yield (word,)
    yield from pairwise(words)


def _vocabulary(asked: Collection[str]) -> set[str]:
    """Those that are one word, and of the vocabulary: a baker may be called Baker."""
    return {one for one in asked if " " not in one and vocabulary.knows(one)}


def _is_in_index(index: TantivyIndex, words: tuple[str, ...]) -> bool:
    """Whether a freelancer is called by all these words."""
    read = normaliser().words(" ".join(words))
    wanted = tuple(Wanted(word.forms, texts=(NAMES,)) for word in read)
    return bool(wanted) and bool(index.ask(Question(enough=[wanted]), limit=1).hits)
