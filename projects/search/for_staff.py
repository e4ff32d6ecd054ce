"""Projects in any state, for the staff's search: what the index finds among the open ones, and what
PostgreSQL finds by the same words among all, hidden ones and drafts too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.contrib.postgres.search import SearchQuery

from profiles.search.asking import is_everyday
from projects.models import Project
from projects.search.by_words import TextSearch
from projects.search.index import project_index
from projects.search.pages import text_set_right
from projects.search.query import Criteria
from search.errors import EngineFailed
from search.words import ENGLISH, Normaliser, stem

if TYPE_CHECKING:
    from uuid import UUID

logger = structlog.get_logger("guildhall.search")

MAX_FOUND = 500  # by either
MAX_WORDS = 20  # that PostgreSQL is asked for


def projects_for_staff(text: str) -> list[UUID]:
    """The projects that a text finds: good matches, in whatever state they are. Two queries."""
    return [*dict.fromkeys([*_by_index(text), *_by_database(text)])]


def _by_index(text: str) -> list[UUID]:
    index = project_index.index()
    if index is None:
        return []
    try:
        search = TextSearch(index, Criteria(q=text_set_right(index, text) or text))
        return [hit.id for hit in index.ask(search.good, limit=MAX_FOUND).hits]
    except EngineFailed as error:
        logger.error("search_engine_failed", error=str(error))
        return []


def _by_database(text: str) -> list[UUID]:
    """Those that have all telling words, or words that begin as their stems do."""
    words = Normaliser().words(text)
    telling = [word for word in words if not is_everyday(word)] or words
    if not telling:
        return []
    beginnings = [_beginning(word.forms[0]) for word in telling[:MAX_WORDS]]
    asked = SearchQuery(" & ".join(beginnings), config="simple", search_type="raw")
    found = Project.objects.filter(search=asked).order_by("-pk")
    return list(found.values_list("pk", flat=True)[:MAX_FOUND])


def _beginning(word: str) -> str:
    """Words of PostgreSQL that begin so, quoted."""
    quoted = stem(word, ENGLISH).replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"
