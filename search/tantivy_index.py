"""The embedded engine: Tantivy, behind what `search.entries` declares.

Only ids are stored. Writing is for one process at a time (`search.indexer`), reading for any.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any
from uuid import UUID

import tantivy
from tantivy import Document, FieldType, Occur, Order, PreTokenizedString, Query, Token

from search.entries import Found, Hit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from search.entries import Declaration, Entry, Question, Range, Wanted
    from search.words import Word

HIGH, LOW = "id_high", "id_low"  # a UUID is two numbers, which are read without the stored document
POSITION = "position"  # of the feed; the one document that has it tells up to where this index is
TAG = "tag"
HALF = 64
WRITER_BYTES = 50_000_000


class TantivyIndex:
    """One index, in a folder or in memory."""

    def __init__(self, declaration: Declaration, folder: Path | None = None) -> None:
        self.declaration = declaration
        self.schema = _schema(declaration)
        self.index = tantivy.Index(self.schema, path=str(folder) if folder else None)
        self.index.config_reader("manual")

    # --- Written, by one process ----------------------------------------------------------------

    @cached_property
    def _writer(self) -> tantivy.IndexWriter:
        return self.index.writer(WRITER_BYTES, 1)

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries to one that is being built. They can be found after the next `apply`."""
        for entry in entries:
            self._writer.add_document(self._document(entry))

    def apply(self, entries: Iterable[Entry], gone: Iterable[UUID], position: int) -> None:
        """Replace these entries and take out those that are gone, up to a position of the feed:
        all of it or, when the process dies, none. To apply the same again changes nothing.
        """
        for entry in entries:
            self._delete(entry.id)
            self._writer.add_document(self._document(entry))
        for entry_id in gone:
            self._delete(entry_id)
        self._writer.delete_documents_by_query(self._position_query())
        told = Document()
        told.add_unsigned(POSITION, position)
        self._writer.add_document(told)
        self._writer.commit()
        self.reload()

    def _delete(self, entry_id: UUID) -> None:
        high, low = _halves(entry_id)
        both = [(Occur.Must, self._term(HIGH, high)), (Occur.Must, self._term(LOW, low))]
        self._writer.delete_documents_by_query(Query.boolean_query(both))

    def _document(self, entry: Entry) -> Document:
        document = Document()
        for name, half in zip((HIGH, LOW), _halves(entry.id), strict=True):
            document.add_unsigned(name, half)
        for name, words in entry.texts.items():
            document.add_pre_tokenized_text(name, _tokens(words))
        for tag in entry.tags:
            document.add_unsigned(TAG, tag)
        for name, number in entry.numbers.items():
            document.add_unsigned(name, number)
        return document

    # --- Read -----------------------------------------------------------------------------------

    def reload(self) -> None:
        """See what was committed since."""
        self.index.reload()

    @property
    def position(self) -> int | None:
        """The position of the feed up to which it is; None before the first `apply`."""
        searcher = self.index.searcher()
        hits = searcher.search(self._position_query(), 1, count=False).hits
        values = searcher.fast_field_values(POSITION, [address for _score, address in hits])
        return int(values[0]) if values else None

    def ask(
        self,
        question: Question,
        *,
        limit: int,
        with_count: bool = False,
        numbers: Sequence[str] = (),
    ) -> Found:
        """The first of those found. Equals are in an order of the engine's own, which stays until
        the index changes.
        """
        searcher, ordering = self.index.searcher(), question.order_by
        how: dict[str, Any] = {"count": with_count}
        if ordering:
            order = Order.Desc if ordering.startswith("-") else Order.Asc
            how |= {"order_by_field": ordering.removeprefix("-"), "order": order}
        result = searcher.search(self._query(question), limit, **how)
        addresses = [address for _score, address in result.hits]
        columns = [searcher.fast_field_values(name, addresses) for name in (HIGH, LOW, *numbers)]
        hits = [
            Hit(_id(int(high), int(low)), float(score), tuple(int(number) for number in others))
            for (score, _address), high, low, *others in zip(result.hits, *columns, strict=True)
        ]
        return Found(hits, result.count if with_count else None)

    def tags(self, question: Question, *, most: int) -> list[tuple[int, int]]:
        """The tags that those found have, each with how many have it, the most frequent first."""
        counted = {"tags": {"terms": {"field": TAG, "size": most}}}
        answer = self.index.searcher().aggregate(self._query(question), counted)
        return [(int(one["key"]), int(one["doc_count"])) for one in answer["tags"]["buckets"]]

    def frequency(self, word: str) -> int:
        """How many entries have the word in some text, or about that many."""
        searcher = self.index.searcher()
        return max(searcher.doc_freq(name, word) for name in self.declaration.texts)

    def __len__(self) -> int:
        searcher = self.index.searcher()
        return searcher.num_docs - (self.position is not None)

    # --- The question in the engine's words -----------------------------------------------------

    def _query(self, question: Question) -> Query:
        clauses: list[tuple[Occur, Query]] = [
            (Occur.MustNot, self._position_query()),
            *((Occur.MustNot, self._wanted(wanted)) for wanted in question.excluded),
            *((Occur.Must, _unscored(condition)) for condition in self._conditions(question)),
        ]
        some = [*self._some(question)]
        clauses.append((Occur.Must, Query.boolean_query(some) if some else Query.all_query()))
        return Query.boolean_query(clauses)

    def _some(self, question: Question) -> Iterator[tuple[Occur, Query]]:
        """What finds an entry, each by itself, and scores."""
        for wanted in question.telling:
            yield Occur.Should, self._wanted(wanted)
        for tag, score in question.preferred.items():
            yield Occur.Should, Query.const_score_query(self._term(TAG, tag), score)

    def _wanted(self, wanted: Wanted) -> Query:
        """The best of its forms in each text; together over the texts."""
        texts = wanted.texts or self.declaration.texts
        return Query.boolean_query([(Occur.Should, self._forms(name, wanted)) for name in texts])

    def _forms(self, name: str, wanted: Wanted) -> Query:
        if wanted.tolerated:
            return Query.fuzzy_term_query(
                self.schema, name, wanted.forms[0], distance=wanted.tolerated
            )
        return Query.disjunction_max_query([self._term(name, form) for form in wanted.forms])

    def _all(self, wanted: Sequence[Wanted]) -> Query:
        return Query.boolean_query([(Occur.Must, self._wanted(word)) for word in wanted])

    def _phrase(self, words: Sequence[str]) -> Query:
        if len(words) == 1:
            queries = [self._term(name, words[0]) for name in self.declaration.texts]
        else:
            queries = [
                Query.phrase_query(self.schema, name, list(words))
                for name in self.declaration.texts
            ]
        return Query.disjunction_max_query(queries)

    def _conditions(self, question: Question) -> Iterator[Query]:
        yield from (self._phrase(phrase) for phrase in question.phrases)
        if question.enough:
            sets = [(Occur.Should, self._all(wanted)) for wanted in question.enough]
            yield Query.boolean_query(sets)
        yield from (self._term(TAG, tag) for tag in question.all_tags)
        for tags in question.any_tags:
            yield Query.term_set_query(self.schema, TAG, list(tags))
        yield from (self._range(within) for within in question.ranges)

    def _range(self, within: Range) -> Query:
        return Query.range_query(
            self.schema, within.field, FieldType.Unsigned, within.lowest, within.highest
        )

    def _term(self, name: str, value: str | int) -> Query:
        return Query.term_query(self.schema, name, value)

    def _position_query(self) -> Query:
        return Query.range_query(self.schema, POSITION, FieldType.Unsigned, 0, None)


def _schema(declaration: Declaration) -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in (HIGH, LOW, POSITION, TAG, *declaration.numbers):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in declaration.texts:
        builder.add_text_field(name, tokenizer_name="raw")
    return builder.build()


def _tokens(words: Sequence[Word]) -> PreTokenizedString:
    """All forms of a word stand at its place, so that a phrase is found by any of them."""
    tokens = [Token(form, place, 0, 0) for place, word in enumerate(words) for form in word.forms]
    return PreTokenizedString("", tokens)


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)


def _halves(entry_id: UUID) -> tuple[int, int]:
    return divmod(entry_id.int, 2**HALF)


def _id(high: int, low: int) -> UUID:
    return UUID(int=(high << HALF) | low)
