"""What every engine has to do, whatever it is: asked through `search.entries` only."""

from __future__ import annotations

import random
import uuid
from typing import TYPE_CHECKING

import pytest

from search.entries import MAX_NUMBER, Declaration, Entry, Question, Range, Wanted
from search.errors import UnfitEntry
from search.tantivy_index import TantivyIndex
from search.words import Normaliser, Word, with_stems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

THINGS = Declaration("things", texts=("text", "names"), numbers=("size", "age"))
NORMALISER = Normaliser.of(["C++"])
TILING, ROOFS, PUNE = 1, 2, 2**40


def entry(
    text: str = "",
    *,
    names: str = "",
    tags: Iterable[int] = (),
    size: int = 0,
    age: int = 0,
    entry_id: uuid.UUID | None = None,
) -> Entry:
    texts = {"text": with_stems(NORMALISER.words(text)), "names": NORMALISER.words(names)}
    numbers = {"size": size, "age": age}
    return Entry(entry_id or uuid.uuid4(), texts=texts, tags=list(tags), numbers=numbers)


def word(*forms: str, **options: object) -> Wanted:
    return Wanted(forms, **options)


@pytest.fixture(params=["in memory", "in a folder"])
def index(request, tmp_path) -> TantivyIndex:
    return TantivyIndex(THINGS, tmp_path if request.param == "in a folder" else None)


@pytest.fixture
def found(index) -> Callable[..., list[uuid.UUID]]:
    """The ids that a question finds, in order."""

    def ask(limit: int = 100, **question: object) -> list[uuid.UUID]:
        return [hit.id for hit in index.ask(Question(**question), limit=limit).hits]

    return ask


@pytest.fixture
def put(index) -> Callable[..., list[uuid.UUID]]:
    """Puts entries in; answers their ids."""

    def apply(*entries: Entry, gone: Iterable[uuid.UUID] = ()) -> list[uuid.UUID]:
        index.apply(entries, gone, (index.position or 0) + 1)
        return [one.id for one in entries]

    return apply


def test_an_empty_index_finds_nobody_and_has_no_position(index, found):
    assert found() == []
    assert found(telling=[word("tiler")]) == []
    assert index.position is None
    assert len(index) == 0
    assert index.tags(Question(), most=10) == []
    assert index.frequency("tiler") == 0


def test_a_word_finds_each_entry_that_has_it_in_any_text(put, found):
    by_text, by_name, _other = put(entry("a tiler"), entry(names="Tiler"), entry("a plumber"))
    assert set(found(telling=[word("tiler")])) == {by_text, by_name}


def test_a_word_can_be_looked_for_in_one_text_only(put, found):
    _by_text, by_name = put(entry("will do"), entry(names="Will"))
    assert found(telling=[word("will", texts=("names",))]) == [by_name]


def test_any_form_of_a_word_finds_it(put, found):
    (plural,) = put(entry("renovations"))
    assert found(telling=[word("renovation", "renov")]) == [plural]


def test_without_conditions_a_question_finds_everybody(put, found):
    everybody = put(entry("one"), entry())
    assert set(found()) == set(everybody)


def test_who_has_more_of_the_telling_words_comes_first_and_the_rare_one_counts_most(put, found):
    both, rare, common = put(entry("roof slate"), entry("slate wall"), entry("roof wall"))
    put(*(entry("roof") for _number in range(5)))
    assert found(telling=[word("roof"), word("slate")])[:2] == [both, rare]
    assert common in found(telling=[word("roof"), word("slate")])


def test_a_word_can_count_by_its_best_form_alone(put, found):
    as_written, other_words = put(entry("tilers wall"), entry("tiler slate"))
    put(*(entry("tiler") for _number in range(3)), *(entry("slate") for _number in range(2)))
    telling = [word("tilers", "tiler"), word("slate")]
    assert found(telling=telling)[:2] == [as_written, other_words]
    assert found(telling=telling, by_best_form=True)[:2] == [other_words, as_written]


def test_texts_can_weigh_differently(put, found):
    by_text, by_name = put(entry("tiler", names="asha"), entry("asha", names="tiler"))
    weights = {"text": 1.0, "names": 5.0}
    assert found(telling=[word("tiler")], text_weights=weights) == [by_name, by_text]
    weights = {"text": 5.0, "names": 1.0}
    assert found(telling=[word("tiler")], text_weights=weights) == [by_text, by_name]


def test_a_text_of_next_to_nothing_does_not_come_before_one_that_says_a_lot(tmp_path):
    declaration = Declaration("things", texts=("text",), min_lengths={"text": 50})
    index = TantivyIndex(declaration, tmp_path)

    def put(text: str) -> uuid.UUID:
        thing = Entry(uuid.uuid4(), texts={"text": NORMALISER.words(text)})
        index.apply([thing], [], (index.position or 0) + 1)
        return thing.id

    short, long = put("tiler"), put("tiler of walls and floors, tiler of roofs")
    put("wall " * 50)
    by_relevance = Question(telling=[word("tiler")])
    assert [hit.id for hit in index.ask(by_relevance, limit=9).hits] == [long, short]
    assert index.ask(Question(phrases=[("tiler", "of")]), limit=9).hits[0].id == long
    assert not index.ask(Question(phrases=[("tiler", "wall")]), limit=9).hits


def test_a_phrase_is_found_as_it_stands_by_any_form(put, found):
    together, _apart, plural = put(
        entry("brick wall"), entry("wall of brick"), entry("bricks walls")
    )
    assert found(phrases=[("brick", "wall")]) == [together, plural]
    assert found(phrases=[("bricks", "walls")]) == [plural]
    assert set(found(phrases=[("wall",)])) == {together, _apart, plural}


def test_what_is_excluded_is_not_found(put, found):
    slate, _thatch = put(entry("roof slate"), entry("roof thatch"))
    assert found(telling=[word("roof")], excluded=[word("thatch")]) == [slate]
    assert found(excluded=[word("thatch")]) == [slate]


def test_all_words_of_one_set_are_enough(put, found):
    both, first, _second = put(entry("roof slate"), entry("roof zinc"), entry("slate floor"))
    sets = [[word("roof"), word("slate")], [word("zinc")]]
    assert set(found(enough=sets)) == {both, first}


def test_a_tag_is_asked_for_with_others_or_as_one_of_several(put, found):
    both, tiler, roofer = put(
        entry(tags=[TILING, ROOFS, PUNE]), entry(tags=[TILING]), entry(tags=[ROOFS, PUNE])
    )
    assert found(all_tags=[TILING, PUNE]) == [both]
    assert set(found(any_tags=[[TILING, ROOFS]])) == {both, tiler, roofer}
    assert set(found(any_tags=[[TILING, ROOFS], [PUNE]])) == {both, roofer}
    assert found(any_tags=[[]]) == []


def test_a_preferred_tag_finds_and_adds_to_the_score(put, found):
    word_only, tag_too, tag_only = put(
        entry("tiler"), entry("tiler", tags=[TILING]), entry(tags=[TILING])
    )
    order = found(telling=[word("tiler")], preferred={TILING: 0.01})
    assert order == [tag_too, word_only, tag_only]


def test_a_range_includes_its_ends(put, found):
    small, middle, large = put(entry(size=1), entry(size=5), entry(size=MAX_NUMBER))
    assert set(found(ranges=[Range("size", 1, 5)])) == {small, middle}
    assert found(ranges=[Range("size", lowest=6)]) == [large]
    assert found(ranges=[Range("size", highest=1)]) == [small]
    assert set(found(ranges=[Range("size")])) == {small, middle, large}
    assert found(ranges=[Range("size", 5, 1)]) == []


def test_by_a_number_the_lowest_or_the_highest_come_first(index, put, found):
    middle, low, high = put(entry(size=5), entry(size=0), entry(size=MAX_NUMBER))
    assert found(order_by="size") == [low, middle, high]
    assert found(order_by="-size") == [high, middle, low]
    assert found(order_by="-size", limit=1) == [high]
    (hit,) = index.ask(Question(order_by="-size"), limit=1, numbers=["age", "size"]).hits
    assert hit.numbers == (0, MAX_NUMBER)


# Ids whose halves differ and are equal, in every way that ties can be broken.
EQUALS = [
    uuid.UUID(int=(high << 64) | low) for high in (1, 5, 2**64 - 1) for low in (0, 7, 2**64 - 1)
]


@pytest.fixture
def tied(put) -> list[tuple[int, uuid.UUID]]:
    """Entries of a few sizes, so that most are equals, in the order of size and id."""
    rows = [(size, uuid.UUID(int=one.int ^ size)) for size in (0, 3, MAX_NUMBER) for one in EQUALS]
    shuffled = random.Random(3).sample(rows, len(rows))
    put(*(entry("roof" if size else "", size=size, entry_id=one) for size, one in shuffled))
    return sorted(rows)


@pytest.mark.parametrize("limit", [1, 2, 5, 9, 26, 100])
def test_equals_come_in_the_order_of_their_ids(index, tied, limit):
    for order_by, expected in (("size", tied), ("-size", tied[::-1])):
        answer = index.ask(Question(order_by=order_by), limit=limit, numbers=["size"])
        assert [(hit.numbers[0], hit.id) for hit in answer.hits] == expected[:limit]


@pytest.mark.parametrize("order_by", ["size", "-size"])
@pytest.mark.parametrize("limit", [1, 4, 100])
def test_behind_each_entry_comes_what_follows_it(index, tied, order_by, limit):
    expected = tied if order_by == "size" else tied[::-1]
    for place, after in enumerate(expected, start=1):
        question = Question(order_by=order_by, after=after)
        found = [hit.id for hit in index.ask(question, limit=limit).hits]
        assert found == [one for _size, one in expected[place : place + limit]]


def test_a_list_may_go_on_behind_what_is_not_there(index, tied):
    """Whoever stood there was changed meanwhile."""
    nowhere = uuid.UUID(int=(5 << 64) | 6)
    question = Question(telling=[word("roof")], order_by="size", after=(3, nowhere))
    answer = index.ask(question, limit=50, with_count=True)
    roofs = [one for one in tied if one[0]]
    behind = [one for size, one in roofs if (size, one) > (3, nowhere)]
    assert [hit.id for hit in answer.hits] == behind
    assert answer.count == len(roofs)


def test_the_count_is_of_all_and_not_of_those_listed(index, put):
    put(*(entry("roof") for _number in range(30)))
    answer = index.ask(Question(telling=[word("roof")]), limit=3, with_count=True)
    assert (len(answer.hits), answer.count) == (3, 30)
    answer = index.ask(Question(telling=[word("roof")]), limit=0, with_count=True)
    assert (len(answer.hits), answer.count) == (0, 30)
    assert index.ask(Question(), limit=3).count is None


def test_one_range_of_several_is_enough_and_one_value_of_many(put, found):
    small, middle, large = put(entry(size=1), entry(size=5), entry(size=MAX_NUMBER))
    ends = [Range("size", highest=1), Range("size", lowest=6)]
    assert set(found(any_ranges=[ends])) == {small, large}
    assert found(any_ranges=[ends, [Range("size", 1, 5)]]) == [small]
    assert set(found(among={"size": [1, 5, 7]})) == {small, middle}
    assert found(among={"size": [5], "age": [0]}) == [middle]
    assert found(among={"size": []}) == []
    assert found(among={"size": [-1, MAX_NUMBER + 1]}) == []


def test_values_of_a_number_are_counted_the_most_frequent_first(index, put):
    put(entry("roof", size=5), entry("roof", size=5), entry("roof", size=7), entry(size=9))
    assert index.values(Question(telling=[word("roof")]), "size", most=5) == [(5, 2), (7, 1)]
    assert index.values(Question(ranges=[Range("size", 7)]), "size", most=1) == [(7, 1)]


def test_tags_of_those_found_are_counted_the_most_frequent_first(index, put):
    put(entry("roof", tags=[ROOFS, PUNE]), entry("roof", tags=[ROOFS]), entry(tags=[TILING]))
    assert index.tags(Question(telling=[word("roof")]), most=5) == [(ROOFS, 2), (PUNE, 1)]
    assert index.tags(Question(telling=[word("roof")]), most=1) == [(ROOFS, 2)]
    assert index.tags(Question(), most=5) == [(ROOFS, 2), (TILING, 1), (PUNE, 1)]


def test_a_word_counts_so_many_times_its_weight(put, found):
    tiler, mason = put(entry("tiler"), entry("mason"))
    assert found(telling=[word("tiler", weight=2.0), word("mason")]) == [tiler, mason]
    assert found(telling=[word("tiler"), word("mason", weight=2.0)]) == [mason, tiler]


def test_of_tags_that_are_alike_the_best_counts(index, put):
    both, best = put(entry("a", tags=(1, 2)), entry("b", tags=(3,)))
    group = {1: 2.0, 2: 2.0, 3: 3.0}
    hits = index.ask(Question(alike=[group]), limit=9).hits
    assert [(hit.id, hit.score) for hit in hits] == [(best, 3.0), (both, 2.0)]
    assert index.ask(Question(preferred=group), limit=9).hits[0].score == 4.0
    assert index.ask(Question(alike=[{7: 1.0}]), limit=9).hits == []


@pytest.mark.parametrize("typed", ["plumbre", "plumer", "plumbber", "plumbar"])
def test_a_tolerated_typo_finds_the_word(put, found, typed):
    (plumber,) = put(entry("plumber"))
    assert found(telling=[word(typed)]) == []
    assert found(telling=[word(typed, tolerated=1)]) == [plumber]


def test_more_typos_than_an_engine_can_are_as_many_as_it_can(put, found):
    (electrician,) = put(entry(names="electrician"))
    assert found(telling=[word("elektrizian", tolerated=9)]) == [electrician]


def test_an_entry_that_is_put_in_again_is_there_once_and_as_it_is_now(index, put, found):
    (thing,) = put(entry("tiler", tags=[TILING], size=1))
    for _time in range(2):
        put(entry("roofer", tags=[ROOFS], size=2, entry_id=thing))
    assert found() == [thing]
    assert found(telling=[word("tiler")]) == found(all_tags=[TILING]) == []
    assert found(ranges=[Range("size", 2, 2)]) == [thing]
    assert len(index) == 1


def test_the_last_of_two_states_in_one_commit_holds(put, found):
    thing = uuid.uuid4()
    put(entry("tiler", entry_id=thing), entry("roofer", entry_id=thing))
    assert found() == [thing]
    assert found(telling=[word("tiler")]) == []


def test_what_is_gone_is_not_found_and_goes_twice_without_complaint(index, put, found):
    gone, kept = put(entry("tiler"), entry("tiler"))
    for _time in range(2):
        put(gone=[gone, uuid.uuid4()])
    assert found(telling=[word("tiler")]) == [kept]
    assert len(index) == 1


def test_ids_that_share_a_half_are_not_taken_for_each_other(put, found):
    first, second = uuid.UUID(int=(7 << 64) | 1), uuid.UUID(int=(7 << 64) | 2)
    third = uuid.UUID(int=(8 << 64) | 1)
    put(*(entry("tiler", entry_id=one) for one in (first, second, third)))
    put(gone=[first])
    assert set(found()) == {second, third}


def test_the_position_is_of_the_same_commit_and_no_entry(index, put, found):
    put(entry("tiler"))
    index.apply([], [], 7)
    assert index.position == 7
    assert len(index) == len(found()) == 1
    index.apply([], [], 0)
    assert index.position == 0


def test_what_was_added_is_found_after_the_next_apply(index, found):
    index.add([entry("tiler"), entry("roofer")])
    assert found() == []
    index.apply([], [], 3)
    assert len(found()) == 2


def test_another_reader_sees_what_was_written_when_it_reloads(tmp_path: Path):
    writer = TantivyIndex(THINGS, tmp_path)
    writer.apply([entry("tiler")], [], 1)
    reader = TantivyIndex(THINGS, tmp_path)
    writer.apply([entry("tiler")], [], 2)
    assert len(reader) == 1
    reader.reload()
    assert (len(reader), reader.position) == (2, 2)


def test_entries_are_told_with_their_numbers_between_two_ids(index, put):
    ids = sorted(put(*(entry(size=number, age=9) for number in range(4))))
    told = index.numbers_of(ids[0], ids[2])
    assert sorted(told) == ids[1:3]
    assert {age for _size, age in told.values()} == {9}
    assert sorted(index.numbers_of(None, None)) == ids


# --- What nobody would write ---------------------------------------------------------------------

TOO_LONG = "a" * 70_000


@pytest.mark.parametrize(
    "unfit",
    [
        entry(size=-1),
        entry(size=MAX_NUMBER + 1),
        entry(size=2**64),
        entry(size=1.5),
        entry(size="1"),
        entry(size=None),
        entry(size=True),
        entry(tags=[-1]),
        entry(tags=[2**63]),
        Entry(uuid.uuid4(), texts={"text": [Word(("a\ud800",))]}, numbers={"size": 0, "age": 0}),
        Entry(uuid.uuid4(), texts={"bio": []}, numbers={"size": 0, "age": 0}),
        Entry(uuid.uuid4(), texts={}, numbers={"size": 0}),
        Entry(uuid.uuid4(), texts={}, numbers={"size": 0, "age": 0, "weight": 0}),
    ],
)
def test_an_unfit_entry_is_refused_by_name_and_nothing_of_its_batch_is_written(
    index, put, found, unfit
):
    (kept,) = put(entry("tiler"))
    with pytest.raises(UnfitEntry, match=str(unfit.id)):
        index.apply([entry("roofer"), unfit], [kept], 9)
    with pytest.raises(UnfitEntry):
        index.add([entry("roofer"), unfit])
    assert index.position == 1
    put(entry("mason"))  # the writer goes on
    assert len(found()) == 2
    assert found(telling=[word("roofer")]) == []


def test_words_that_no_index_can_hold_harm_no_others(put, found):
    texts = {"text": [Word(("",)), Word((TOO_LONG,)), Word(("nul\0nul",)), Word(("tiler",))]}
    (thing,) = put(Entry(uuid.uuid4(), texts=texts, numbers={"size": 0, "age": 0}))
    assert found(telling=[word("tiler")]) == [thing]
    assert found(telling=[word("nul\0nul")]) == [thing]
    assert found(telling=[word("nul")]) == []


@pytest.mark.parametrize("typed", ["", "\0", "\ud800", "a\udfff", TOO_LONG, "\U0001d54b" * 5_000])
def test_no_word_that_is_asked_is_an_error(index, put, found, typed):
    put(entry("tiler"))
    for question in (
        {"telling": [word(typed)]},
        {"telling": [word(typed, "other")]},
        {"telling": [word(typed, tolerated=2)]},
        {"enough": [[word(typed)]]},
        {"phrases": [(typed,)]},
        {"phrases": [(typed, "tiler")]},
    ):
        assert found(**question) == []
    assert len(found(excluded=[word(typed)])) == 1
    assert index.frequency(typed) == 0


def test_a_question_of_nothing_and_one_without_end_are_answered(put, found):
    (thing,) = put(entry("tiler"))
    assert found(phrases=[()]) == [thing]
    assert found(enough=[[]]) == []
    many = [word(f"word{number}") for number in range(5_000)]
    assert found(telling=[*many, word("tiler")]) == [thing]
    assert found(limit=10**9) == [thing]


@pytest.mark.parametrize("number", [-1, -(2**70), 2**63, 2**64, 2**70])
def test_no_number_that_is_asked_is_an_error(index, put, found, number):
    (thing,) = put(entry("tiler", tags=[TILING]))
    assert found(all_tags=[number]) == found(any_tags=[[number]]) == []
    assert found(preferred={number: 1.0}) == []
    assert found(any_tags=[[number, TILING]]) == [thing]
    assert found(ranges=[Range("size", number, number)]) == []
    is_below = number < 0
    assert found(ranges=[Range("size", lowest=number)]) == ([thing] if is_below else [])
    assert found(ranges=[Range("size", highest=number)]) == ([] if is_below else [thing])


def test_a_question_may_be_limited_to_some_entries(put, found):
    first, second, third = put(entry("a tiler"), entry("a tiler"), entry("a roofer"))
    assert set(found(ids=[first, third])) == {first, third}
    assert found(telling=[word("tiler")], ids=[second, third, uuid.uuid4()]) == [second]
    assert found(ids=[]) == []


def test_limits_to_entries_hold_for_any_number_that_an_id_can_be(put, found):
    ids = [uuid.UUID(int=number) for number in (0, 1, 2**64 - 1, 2**64, 2**127, 2**128 - 1)]
    put(*(entry("a tiler", entry_id=entry_id) for entry_id in ids))
    for entry_id in ids:
        assert found(ids=[entry_id]) == [entry_id]
    assert found(ids=[uuid.UUID(int=2**128 - 2)]) == []


def test_a_question_may_be_limited_to_many_entries(put, found):
    ids = put(*(entry("a tiler") for _number in range(300)))
    others = [uuid.uuid4() for _number in range(700)]
    assert set(found(limit=400, telling=[word("tiler")], ids=[*ids[100:], *others])) == {*ids[100:]}


def test_weighed_words_score_what_they_weigh_however_often_they_stand(index, put):
    both, one = put(entry("tiler tiler tiler", names="tiler roofer"), entry("a roofer"))
    put(entry("a plumber"))
    asked = Question(weighed={word("tiler"): 2.0, word("roofer", "roof"): 0.5, word("x"): 9.0})
    hits = {hit.id: hit.score for hit in index.ask(asked, limit=9).hits}
    assert hits == {both: pytest.approx(2.5), one: pytest.approx(0.5)}


def test_a_tag_stands_for_a_word_that_is_required_weighed_or_excluded(index, put, found):
    by_word, by_tag, neither = put(entry("tiler in pune"), entry("pune", tags=[TILING]), entry("x"))
    tiler = Wanted(("tiler",), tags=(TILING,))
    assert set(found(enough=[[tiler]])) == {by_word, by_tag}
    assert found(enough=[[tiler, word("pune"), word("in")]]) == [by_word]
    assert found(excluded=[tiler]) == [neither]
    weighed = index.ask(Question(weighed={tiler: 2.0}), limit=9).hits
    assert {hit.id: hit.score for hit in weighed} == {
        by_word: pytest.approx(2.0),
        by_tag: pytest.approx(2.0),
    }
    assert found(telling=[tiler]) == [by_word]


@pytest.mark.parametrize("number", [1, 3, 150])
def test_those_of_some_ids_are_left_out_of_what_is_found_and_counted(index, found, put, number):
    """Few are asked about by themselves, many together."""
    first, second, third = put(entry("tiles"), entry("tiles", tags=[TILING]), entry("roofs"))
    excluded = [second, *(uuid.uuid4() for _ in range(number - 1))]
    for question in (
        {"telling": [word("tiles")]},
        {"enough": [[word("tiles")]]},
        {"order_by": "size"},
        {"telling": [word("tiles")], "ids": [first, second]},
    ):
        assert second not in found(**question, excluded_ids=excluded)
        assert first in found(**question, excluded_ids=excluded)
    everything = Question(excluded_ids=excluded)
    assert index.ask(everything, limit=1, with_count=True).count == 2
    assert index.tags(everything, most=9) == []
    assert third in found(excluded_ids=excluded)
