"""What people write is found by what others type for it."""

# ruff: noqa: RUF001  # characters that look like others are what this is about

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.folding import fold
from search.words import MAX_LENGTH, Normaliser, with_stems

VOCABULARY = ("M&E", "B.Ed", "C++", "C#", ".NET", "Node.js", "Vue.js", "CI/CD", "TCP/IP", "R", "Go")
OTHERS = ("Bookkeeper", "Keeper of a book", "Payroll clerk", "Pay", "Roll turner")
NORMALISER = Normaliser.of(VOCABULARY, OTHERS)
BIO = "Install pipe assemblies, fittings, valves, appliances, or fixtures, using hand-tools. " * 5


def forms(text: str) -> set[str]:
    """All that finds the text."""
    words = with_stems(NORMALISER.words(text), ["fr", "de"])
    return {form for word in words for form in word.forms}


def is_found(text: str, asked: str) -> bool:
    """Whether each word that is asked has a form that finds the text."""
    words = with_stems(NORMALISER.words(asked), ["fr", "de"])
    return bool(words) and all(forms(text) & set(word.forms) for word in words)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Plumber/electrician, kitchen/bathroom fitter", "electrician"),
        ("roofing/guttering, small jobs", "guttering"),
        ("Also HTML/CSS/JavaScript, C++/Python, iOS/Android.", "javascript"),
        ("Also HTML/CSS/JavaScript, C++/Python, iOS/Android.", "c++ python"),
        ("node.js and Vue.js services", "nodejs"),
        ("node.js and Vue.js services", "node js"),
        ("nodejs services", "node.js"),
        ("node js services", "node.js"),
        ("CI/CD, TCP/IP", "ci/cd tcp/ip"),
        (".NET and C# before.", ".net c#"),
        ("seo.audits and content", "audits"),
        ("“Heritage” tuckpointing—chimneys…lintels", "heritage chimneys lintels"),
        ("•screeding; «peinture» 5★", "screeding peinture"),
        ("Rénovation et électricité", "renovation electricite"),
        ("Rénovation et électricité", "l'électricité"),
        ("À l’écoute, pose de parquet.", "ecoute"),
        ("Türen und Fenster, Maßarbeit", "turen massarbeit"),
        ("Sean O’Brien", "O'Brien"),
        ("Sean O’Brien", "obrien"),
        ("plumber’s mate", "plumbers"),
        ("copy-editor", "copy editor"),
        ("copy-editor", "copyeditor"),
        ("COVID-19", "covid 19"),
        ("renovations", "renovation"),
        ("Ｅｌｅｃｔｒｉｃｉａｎ", "electrician"),
        ("ﬁne ﬂooring", "fine flooring"),
        ("elec\u00adtri\u200bcian", "electrician"),
        ("Łódź Øresund straße", "lodz oresund strasse"),
        ("東京の配管工", "配管工"),
        ("हिन्दी अनुवाद", "हिन्दी"),
        ("مُترجم عربي", "عربي"),
        ("سَبّاك", "سباك"),
        ("سباك", "سَبّاك"),
        ("نَـــجّار", "نجار"),
        ("שָׁלוֹם", "שלום"),
        ("Book keeper, pay roll", "bookkeeper"),
        ("Book keeper, pay roll", "payroll book keeper"),
        ("मराठी से हिन्दी", "मराठी"),
        ("Ψηφιακός σχεδιασμός", "ΨΗΦΙΑΚΟΣ"),
    ],
)
def test_a_text_is_found_by_what_others_type_for_it(text, asked):
    assert is_found(text, asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("C++ and C#", "c"),
        ("C", "c++"),
        ("R and Go", "g"),
        ("plumbing—chimneys", "plumbingchimneys"),
        ("मराठी", "मर"),
        ("near me", "m"),
        ("a bed", "ed"),
        ("Pay clerk, roll on", "payroll"),
    ],
)
def test_a_text_is_not_found_by_something_else(text, asked):
    assert not is_found(text, asked)


def test_words_of_a_phrase_stand_one_after_the_other():
    assert [word.forms[0] for word in NORMALISER.words("Node.js, copy-editor & co.")] == [
        *("node.js", "js"),
        *("copy", "editor"),
        "co",
    ]


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_found_by_itself(text):
    words = NORMALISER.words(text)
    found = with_stems(words)
    assert all(form and len(form) <= MAX_LENGTH for word in found for form in word.forms)
    assert not any(character.isspace() for word in found for character in word.forms[0])
    assert not words or is_found(text, text)


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_neither_case_nor_the_way_of_encoding_changes_what_finds_a_text(text):
    assert fold(fold(text)) == fold(text)
    composed, apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed) == fold(apart)
    assert fold(text.upper()).replace(" ", "") == fold(text.upper().lower()).replace(" ", "")


def test_a_profile_is_read_in_the_time_that_a_write_has_for_it():
    """100 microseconds of CPU; ten times that here, for a machine that does other things too."""
    with_stems(NORMALISER.words(BIO))
    started = time.process_time()
    for _time in range(100):
        with_stems(NORMALISER.words(BIO))
    assert (time.process_time() - started) / 100 < 0.001
