"""A question of `search.entries` in Tantivy's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tantivy import FieldType, Occur, Query, Schema

from search.entries import MAX_NUMBER, MAX_TOLERATED, is_encodable
from search.words import MAX_LENGTH

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from uuid import UUID

    from search.entries import Declaration, Question, Range, Wanted

POSITION = "position"  # of the feed; the one document that has it tells up to where this index is
TAG = "tag"
HIGH, LOW = "id_high", "id_low"  # a UUID is two numbers, which are read without the stored document
MAX_BY_THEMSELVES = 100  # ids
HALF = 64  # bits of a number


@dataclass(frozen=True)
class Questions:
    """What is asked of indexes that were declared so."""

    declaration: Declaration
    schema: Schema

    def query(self, question: Question) -> Query:
        """A flat list of words by itself is what the engine is quickest at: it passes over whoever
        cannot be among the best. So nothing is put around one that need not be.
        """
        some = [*self._some(question)]
        clauses = [(Occur.Must, _unscored(condition)) for condition in self._conditions(question)]
        if question.finds_by_any:
            clauses.append((Occur.Must, Query.boolean_query(some)))
        elif not clauses:
            clauses += [(Occur.Must, Query.all_query()), (Occur.MustNot, self.position())]
        clauses += [(Occur.MustNot, self._wanted(wanted)) for wanted in question.excluded]
        if question.excluded_ids:
            clauses.append((Occur.MustNot, self._excluded(question.excluded_ids)))
        return clauses[0][1] if len(clauses) == 1 else Query.boolean_query(clauses)

    def _some(self, question: Question) -> Iterator[tuple[Occur, Query]]:
        """What finds an entry, each by itself, and scores."""
        for wanted in question.telling:
            forms = [*self._weighted(question, wanted)]
            if question.by_best_form:
                forms = [Query.disjunction_max_query(forms)]
            yield from ((Occur.Should, form) for form in forms)
        for wanted, score in question.weighed.items():
            yield Occur.Should, Query.const_score_query(self._wanted(wanted), score)
        yield from ((Occur.Should, tag) for tag in self._scored_tags(question.preferred))
        for group in question.alike:
            if group:
                best = Query.disjunction_max_query([*self._scored_tags(group)])
                yield Occur.Should, best

    def _scored_tags(self, scores: Mapping[int, float]) -> Iterator[Query]:
        for tag, score in scores.items():
            yield Query.const_score_query(self.term(TAG, tag), score)

    def _weighted(self, question: Question, wanted: Wanted) -> Iterator[Query]:
        for name in wanted.texts or self.declaration.texts:
            weight = wanted.weight * question.text_weights.get(name, 1.0)
            for query in self._forms(name, wanted):
                yield query if weight == 1 else Query.boost_query(query, weight)

    def _forms(self, name: str, wanted: Wanted) -> list[Query]:
        if not wanted.tolerated or len(wanted.forms[0]) > MAX_LENGTH:
            return [self.term(name, form) for form in wanted.forms]
        if not is_encodable(wanted.forms[0]):
            return []
        distance = min(wanted.tolerated, MAX_TOLERATED)
        return [Query.fuzzy_term_query(self.schema, name, wanted.forms[0], distance=distance)]

    def _wanted(self, wanted: Wanted) -> Query:
        """Whoever has any of its forms in any of the texts, or any of its tags."""
        texts = wanted.texts or self.declaration.texts
        either = [form for name in texts for form in self._forms(name, wanted)]
        either += [self.term(TAG, tag) for tag in wanted.tags]
        return Query.boolean_query([(Occur.Should, one) for one in either])

    def _all(self, wanted: Sequence[Wanted]) -> Query:
        return Query.boolean_query([(Occur.Must, self._wanted(word)) for word in wanted])

    def _phrase(self, words: Sequence[str]) -> Query:
        if not all(is_encodable(word) for word in words):
            return Query.empty_query()
        if len(words) == 1:
            queries = [self.term(name, words[0]) for name in self.declaration.texts]
        else:
            queries = [
                Query.phrase_query(self.schema, name, list(words))
                for name in self.declaration.texts
            ]
        return Query.disjunction_max_query(queries)

    def _conditions(self, question: Question) -> Iterator[Query]:
        yield from (self._phrase(phrase) for phrase in question.phrases if phrase)
        if question.enough:
            sets = [(Occur.Should, self._all(wanted)) for wanted in question.enough]
            yield Query.boolean_query(sets)
        yield from (self.term(TAG, tag) for tag in question.all_tags)
        yield from (self._one_tag_of(tags) for tags in question.any_tags)
        yield from (self._range(within) for within in question.ranges)
        if question.ranges_by_tag:
            each = [self._with_tag(*pair) for pair in question.ranges_by_tag.items()]
            yield Query.boolean_query([(Occur.Should, one) for one in each])
        yield from (self._one_range_of(ranges) for ranges in question.any_ranges)
        yield from (self._one_value_of(name, values) for name, values in question.among.items())
        if question.ids is not None:
            yield from self._one_of([*map(halves_of, question.ids)])

    def _one_tag_of(self, tags: Sequence[int]) -> Query:
        return self._one_value_of(TAG, tags)

    def _one_value_of(self, name: str, values: Collection[int]) -> Query:
        known = [value for value in values if 0 <= value <= MAX_NUMBER]
        if len(known) == 1:
            return self.term(name, known[0])
        return Query.term_set_query(self.schema, name, known)

    def _one_range_of(self, ranges: Sequence[Range]) -> Query:
        if len(ranges) == 1:
            return self._range(ranges[0])
        return Query.boolean_query([(Occur.Should, self._range(within)) for within in ranges])

    def _range(self, within: Range) -> Query:
        lowest = max(within.lowest or 0, 0)
        highest = MAX_NUMBER if within.highest is None else min(within.highest, MAX_NUMBER)
        if lowest > highest:
            return Query.empty_query()
        return Query.range_query(self.schema, within.field, FieldType.Unsigned, lowest, highest)

    def _with_tag(self, tag: int, ranges: Sequence[Range]) -> Query:
        """Those with a tag that lie in all of its ranges."""
        within = [(Occur.Must, self._range(one)) for one in ranges]
        return Query.boolean_query([(Occur.Must, self.term(TAG, tag)), *within])

    def _one_of(self, ids: Sequence[tuple[int, int]]) -> Iterator[Query]:
        """A few ids each by itself; many as a set for each half, which is slow to begin with, but
        costs little for each.
        """
        if len(ids) > MAX_BY_THEMSELVES:
            for name, values in zip((HIGH, LOW), zip(*ids, strict=True), strict=True):
                yield Query.term_set_query(self.schema, name, [*values])
            return
        each = [
            Query.boolean_query(
                [(Occur.Must, self.term(HIGH, high)), (Occur.Must, self.term(LOW, low))]
            )
            for high, low in ids
        ]
        yield Query.boolean_query([(Occur.Should, one) for one in each])

    def _excluded(self, ids: Collection[UUID]) -> Query:
        """By their lower halves alone, which are random in every version of ids that is made (RFC
        9562): no two of them are alike, and both halves take twice as long.
        """
        halves = [halves_of(one)[1] for one in ids]
        if len(halves) > MAX_BY_THEMSELVES:
            return Query.term_set_query(self.schema, LOW, halves)
        return Query.boolean_query([(Occur.Should, self.term(LOW, half)) for half in halves])

    def term(self, name: str, value: str | int) -> Query:
        is_fit = is_encodable(value) if isinstance(value, str) else 0 <= value < 2**HALF
        return Query.term_query(self.schema, name, value) if is_fit else Query.empty_query()

    def narrowed(self, query: Query, condition: Query) -> Query:
        """Of those that a query finds, the ones that meet a condition."""
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, _unscored(condition))])

    def beyond(self, name: str, value: int, *, is_descending: bool) -> Query:
        """Whose number comes behind a value in an order."""
        lowest, highest = (0, value - 1) if is_descending else (value + 1, 2**HALF - 1)
        if lowest > highest:
            return Query.empty_query()
        return Query.range_query(self.schema, name, FieldType.Unsigned, lowest, highest)

    def position(self) -> Query:
        """The one document that tells the position."""
        return Query.range_query(self.schema, POSITION, FieldType.Unsigned, 0, None)


def halves_of(entry_id: UUID) -> tuple[int, int]:
    return divmod(entry_id.int, 2**HALF)


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
