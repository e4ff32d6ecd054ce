"""What is stored of a text is what people see of it."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.serializers import ValidationError

from foundation.characters import (
    BRAILLE_BLANK,
    DIRECTION_OVERRIDES,
    has_invisible,
    is_control,
    shows,
)
from foundation.fields import LineField, TextField

NAMES = {
    "Persian, with a joint left open": "\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",
    "Bengali, with a joiner before the sign": "র\u200d্যাব",
    "Sinhala, with a conjunct": "ශ්\u200dරී",
    "Devanagari, with a half form": "क्\u200cष",
    "Japanese, with a variant of an ideograph": "葛\U000e0100城",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "an astronaut": "\U0001f9d1\U0001f3fd\u200d\U0001f680",
    "a flag of colours": "\U0001f3f3\ufe0f\u200d\U0001f308",
    "Scotland's flag": "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a heart": "❤\ufe0f",
    "a keycap": "1\ufe0f\u20e3",
    "Mongolian": "\u182e\u180b\u1823",
    "Hebrew with points": "שָׁלוֹם",
}
NOTHING = {
    "a soft hyphen": "\u00ad",
    "a space without width": "\u200b",
    "a joiner": "\u200d",
    "a joint left open": "\u200c",
    "a word joiner": "\u2060",
    "a byte order mark": "\ufeff",
    "a direction mark": "\u200e",
    "an Arabic direction mark": "\u061c",
    "a filler of Korean": "\u3164",
    "another filler of Korean": "\u115f",
    "a variation selector": "\ufe0f",
    "a tag": "\U000e0041",
    "a blank of Braille": "\u2800",
    "an accent with no letter": "\u0301",
    "a vowel sign with no letter": "\u093f",
    "a circle around nothing": "\u20dd",
    "the colour of a skin": "\U0001f3fd",
    "the place of an object": "\ufffc",
}
SHOWN_WITH_OTHERS = {
    *("a blank of Braille", "an accent with no letter", "a vowel sign with no letter"),
    *("a circle around nothing", "the colour of a skin", "the place of an object"),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_keeps_what_its_script_needs(name):
    assert LineField().run_validation(NAMES[name]) == NAMES[name]
    assert TextField().run_validation(NAMES[name]) == NAMES[name]


@pytest.mark.parametrize("what", NOTHING)
@pytest.mark.parametrize("field", [LineField, TextField])
def test_a_text_with_nothing_to_see_is_none(what, field):
    for text in (NOTHING[what], f" {NOTHING[what] * 30}\t", f"{NOTHING[what]}\u3000"):
        with pytest.raises(ValidationError) as caught:
            field().run_validation(text)
        assert caught.value.get_codes() == ["blank"]
        assert field(allow_blank=True).run_validation(text) == ""


@pytest.mark.parametrize("what", sorted(set(NOTHING) - SHOWN_WITH_OTHERS))
def test_a_name_is_the_one_that_is_seen(what):
    for text in (f"Ad{NOTHING[what]}a", f"{NOTHING[what]}Ada", f"Ada{NOTHING[what]}"):
        assert LineField().run_validation(text) == "Ada"


def test_what_is_not_seen_is_not_counted():
    with pytest.raises(ValidationError) as caught:
        TextField(min_length=20).run_validation("good" + "\u200b" * 20 + "work")
    assert caught.value.get_codes() == ["min_length"]


def test_prose_keeps_its_direction_marks_and_its_breaks():
    for text in ("שלום C++\u200f!", "ខ្ញុំ\u200bរៀន", "a\u00adb"):
        assert TextField().run_validation(text) == text.replace("\u00ad", "")


@pytest.mark.parametrize("override", sorted(DIRECTION_OVERRIDES))
@pytest.mark.parametrize("field", [LineField, TextField])
def test_a_text_is_read_in_the_order_in_which_it_is_written(override, field):
    with pytest.raises(ValidationError) as caught:
        field().run_validation(f"Ada{override}nimda")
    assert caught.value.get_codes() == ["control_characters"]


TEXTS = st.text(max_size=40) | st.text(
    st.sampled_from("aé❤1\u20e3\u0301 \u0645\u06cc\u0915\u094d" + "".join(NOTHING.values())),
    max_size=40,
)


@given(TEXTS, st.sampled_from([LineField(allow_blank=True), TextField(allow_blank=True)]))
def test_what_is_stored_shows_something_and_stays_as_it_is(text, field):
    """Stored again it is the same, composed, and never empty to the eye."""
    try:
        stored = field.run_validation(text)
    except ValidationError:
        return
    assert field.run_validation(stored) == stored
    assert stored == unicodedata.normalize("NFC", stored)
    assert bool(stored) == shows(stored)


HIDDEN_IN_NAMES = BRAILLE_BLANK + "".join(
    NOTHING[what] for what in NOTHING if what not in SHOWN_WITH_OTHERS
)


@given(st.text(st.sampled_from("Adaéz 19-'." + HIDDEN_IN_NAMES), max_size=40))
def test_a_name_in_latin_letters_has_nothing_that_is_not_seen(text):
    assert not has_invisible(LineField(allow_blank=True).run_validation(text))


# As the Unicode standard has them (DerivedCoreProperties.txt, Default_Ignorable_Code_Point):
# programs draw nothing for these, whatever font there is.
RANGES = (
    *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5)),
    *((0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
DEFAULT_IGNORABLE = {number for first, last in RANGES for number in range(first, last + 1)}
DRAWN_AS_NOTHING = {0x2800, 0xFFFC, 0x1D159, 0x13441, 0x13442}
SKIN_TONES = range(0x1F3FB, 0x1F400)


def is_drawn_by_itself(number: int) -> bool:
    """By the standard's properties, apart from how the product tells."""
    category = unicodedata.category(chr(number))
    return not (
        category[0] in "MZ"
        or category in {"Cc", "Cf", "Co", "Cs"}
        or number in DEFAULT_IGNORABLE
        or number in DRAWN_AS_NOTHING
        or number in SKIN_TONES
        or number & 0xFFFE == 0xFFFE
        or 0xFDD0 <= number <= 0xFDEF
    )


def test_every_character_that_draws_nothing_by_itself_is_no_text():
    wrong = [hex(one) for one in range(0x110000) if shows(chr(one)) != is_drawn_by_itself(one)]
    assert wrong == []


@cache
def blank() -> list[str]:
    return [chr(one) for one in range(0x110000) if not is_drawn_by_itself(one)]


# Looked for when a test asks, and not by whoever collects tests.
BLANK = st.deferred(lambda: st.sampled_from(blank()))


@given(st.text(BLANK.filter(lambda one: not is_control(one))))
def test_however_many_of_them_are_no_text_either(text):
    for kind in (LineField, TextField):
        assert kind(allow_blank=True).run_validation(text) == ""
        with pytest.raises(ValidationError) as caught:
            kind().run_validation(text)
        assert caught.value.get_codes() == ["blank"]


@given(st.text(BLANK, max_size=10))
def test_controls_and_overrides_are_told_by_their_own_name(text):
    for kind in (LineField, TextField):
        text = f"\u0301{text}\x07\u202e"
        with pytest.raises(ValidationError) as caught:
            kind(allow_blank=True).run_validation(text)
        assert caught.value.get_codes() in (
            ["control_characters"],
            ["surrogate_characters_not_allowed"],
        )


@given(st.text(BLANK, max_size=10), st.characters(categories=["L", "N", "P"]))
def test_with_one_that_shows_they_are(text, letter):
    assert shows(text + letter) == is_drawn_by_itself(ord(letter))
