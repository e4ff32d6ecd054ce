"""The embedded engine: Tantivy, behind what `search.entries` declares.

Only ids are stored. Writing is for one process at a time (`search.indexer`), reading for any.
"""

from __future__ import annotations

from functools import cache, cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any
from uuid import UUID

import tantivy
from tantivy import Document, FieldType, Occur, PreTokenizedString, Query, Token

from search.entries import Found, Hit, is_encodable
from search.tantivy_failures import guarded
from search.tantivy_order import InOrder
from search.tantivy_questions import HALF, HIGH, LOW, POSITION, TAG, Questions, halves_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from search.entries import Declaration, Entry, Question
    from search.words import Word

FILLER = " "  # no word has one
WRITER_BYTES = 50_000_000


class TantivyIndex:
    """One index, in a folder or in memory.

    Raises EngineFailed wherever the engine cannot do what it should.
    """

    @guarded
    def __init__(self, declaration: Declaration, folder: Path | None = None) -> None:
        self.declaration = declaration
        self.schema = _schema(declaration)
        self._questions = Questions(declaration, self.schema)
        self.index = tantivy.Index(self.schema, path=str(folder) if folder else None)
        self.index.config_reader("manual")

    # --- Written, by one process ----------------------------------------------------------------

    @cached_property
    def _writer(self) -> tantivy.IndexWriter:
        return self.index.writer(WRITER_BYTES, 1)

    def _forget_writer(self) -> None:
        """After a failure: Tantivy's writers do not outlive one. What was not committed is gone."""
        self.__dict__.pop("_writer", None)

    @guarded
    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries to one that is being built. They can be found after the next `apply`.

        Raises UnfitEntry before any of them is added.
        """
        documents = [self._document(entry) for entry in entries]
        for document in documents:
            self._writer.add_document(document)

    @guarded
    def apply(self, entries: Iterable[Entry], gone: Iterable[UUID], position: int) -> None:
        """Replace these entries and take out those that are gone, up to a position of the feed:
        all of it or, when the process dies, none. To apply the same again changes nothing.

        Raises UnfitEntry before anything is written.
        """
        documents = {entry.id: self._document(entry) for entry in entries}
        try:
            for entry_id in (*documents, *gone):
                self._delete(entry_id)
            for document in documents.values():
                self._writer.add_document(document)
            self._writer.delete_documents_by_query(self._questions.position())
            told = Document()
            told.add_unsigned(POSITION, position)
            self._writer.add_document(told)
            self._writer.commit()
        except BaseException:
            self._forget_writer()
            raise
        self.reload()

    def finish(self) -> None:
        """Wait until what is merged in the background is."""
        if writer := self.__dict__.pop("_writer", None):
            writer.wait_merging_threads()

    def _delete(self, entry_id: UUID) -> None:
        high, low = halves_of(entry_id)
        both = [
            (Occur.Must, self._questions.term(HIGH, high)),
            (Occur.Must, self._questions.term(LOW, low)),
        ]
        self._writer.delete_documents_by_query(Query.boolean_query(both))

    def _document(self, entry: Entry) -> Document:
        entry.require_fit(self.declaration)
        document = Document()
        for name, half in zip((HIGH, LOW), halves_of(entry.id), strict=True):
            document.add_unsigned(name, half)
        for name, words in entry.texts.items():
            length = self.declaration.min_lengths.get(name, 0)
            document.add_pre_tokenized_text(name, _tokens(words, length))
        for tag in entry.tags:
            document.add_unsigned(TAG, tag)
        for name, number in entry.numbers.items():
            document.add_unsigned(name, number)
        return document

    # --- Read -----------------------------------------------------------------------------------

    @guarded
    def reload(self) -> None:
        """See what was committed since."""
        self.index.reload()

    @property
    @guarded
    def position(self) -> int | None:
        """The position of the feed up to which it is; None before the first `apply`."""
        searcher = self.index.searcher()
        hits = searcher.search(self._questions.position(), 1, count=False).hits
        values = searcher.fast_field_values(POSITION, [address for _score, address in hits])
        return int(values[0] or 0) if values else None

    @guarded
    def ask(
        self,
        question: Question,
        *,
        limit: int,
        with_count: bool = False,
        numbers: Sequence[str] = (),
    ) -> Found:
        """The first of those found, and how many there are, wherever the first are looked for. By
        relevance equals are in an order of the engine's own, which stays until the index changes.
        """
        searcher, query = self.index.searcher(), self._questions.query(question)
        if question.order_by:
            order = InOrder(self._questions, searcher, question.order_by)
            addresses, count = order.found(query, question.after, limit, with_count=with_count)
            scores: Iterable[float] = repeat(0.0, len(addresses))
        else:
            result: Any = searcher.search(query, max(limit, 1), count=with_count)
            addresses, count = [address for _score, address in result.hits[:limit]], result.count
            scores = (float(score) for score, _address in result.hits[:limit])
        columns = [searcher.fast_field_values(name, addresses) for name in (HIGH, LOW, *numbers)]
        ids = map(_number, *columns[:2])
        rows = zip(*columns[2:], strict=True) if numbers else repeat(())
        return Found([*map(Hit, ids, scores, rows)], count if with_count else None)

    @guarded
    def tags(self, question: Question, *, most: int) -> list[tuple[int, int]]:
        """The tags that those found have, each with how many have it, the most frequent first, of
        equals the lowest.
        """
        return self._counted(question, TAG, most)

    @guarded
    def values(self, question: Question, number: str, *, most: int) -> list[tuple[int, int]]:
        """The values of a number that those found have, in the order of `tags`."""
        return self._counted(question, number, most)

    def _counted(self, question: Question, name: str, most: int) -> list[tuple[int, int]]:
        counted = {"values": {"terms": {"field": name, "size": most}}}
        answer = self.index.searcher().aggregate(self._questions.query(question), counted)
        found = ((int(one["key"]), int(one["doc_count"])) for one in answer["values"]["buckets"])
        return sorted(found, key=lambda counted: (-counted[1], counted[0]))

    @guarded
    def frequency(self, word: str) -> int:
        """How many entries have the word in some text, or about that many: also those that are gone
        and whose words are still in the files.
        """
        if not is_encodable(word):
            return 0
        searcher = self.index.searcher()
        return max(searcher.doc_freq(name, word) for name in self.declaration.texts)

    @guarded
    def tag_frequency(self, tag: int) -> int:
        """How many entries have the tag, or about that many, as of a word."""
        return self.index.searcher().doc_freq(TAG, tag)

    @guarded
    def numbers_of(self, after: UUID | None, upto: UUID | None) -> dict[UUID, tuple[int, ...]]:
        """The entries whose ids lie between these, with their numbers as declared: to be compared
        with what they were made of.
        """
        lowest, highest = (bound.int >> HALF if bound else None for bound in (after, upto))
        within = Query.range_query(self.schema, HIGH, FieldType.Unsigned, lowest or 0, highest)
        searcher = self.index.searcher()
        found = searcher.search(within, max(1, searcher.num_docs), order_by_field=HIGH).hits
        addresses = [address for _score, address in found]
        names = (HIGH, LOW, *self.declaration.numbers)
        columns = [searcher.fast_field_values(name, addresses) for name in names]
        entries = {
            UUID(int=_number(high, low)): tuple(int(number) for number in numbers)
            for high, low, *numbers in zip(*columns, strict=True)
        }
        return {
            entry_id: numbers
            for entry_id, numbers in entries.items()
            if (after is None or entry_id > after) and (upto is None or entry_id <= upto)
        }

    @guarded
    def __len__(self) -> int:
        searcher = self.index.searcher()
        return searcher.num_docs - (self.position is not None)

    @property
    @guarded
    def segments(self) -> int:
        """In how many parts it lies on the disk; each is searched by itself."""
        return self.index.searcher().num_segments


def _schema(declaration: Declaration) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (HIGH, LOW, POSITION, TAG, *declaration.numbers):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in declaration.texts:
        builder.add_text_field(name, tokenizer_name="raw")
    return builder.build()


def _tokens(words: Sequence[Word], min_length: int) -> PreTokenizedString:
    """All forms of a word stand at its place, so that a phrase is found by any of them."""
    tokens = [Token(form, place, 0, 0) for place, word in enumerate(words) for form in word.forms]
    return PreTokenizedString("", tokens + _fillers(min_length)[len(tokens) :])


@cache
def _fillers(number: int) -> list[Token]:
    """What makes a short text long enough: nobody can ask for it."""
    return [Token(FILLER, place, 0, 0) for place in range(number)]


def _number(high: int, low: int) -> int:
    return (high << HALF) | low
