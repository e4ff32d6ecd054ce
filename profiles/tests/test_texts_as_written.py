"""People are found as they write themselves, by what others type."""

# ruff: noqa: RUF001  # characters that look like others are what this is about

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.tests.factories import UserFactory
from profiles.search.index import profile_index
from profiles.search.query import Criteria
from profiles.search.text_search import TextSearch
from profiles.tests.factories import make_freelancer, make_skill

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db

PEOPLE: dict[str, dict[str, str]] = {
    "slash": {
        "first_name": "Tom",
        "last_name": "Reed",
        "headline": "Plumber/electrician, kitchen/bathroom fitter",
        "bio": "roofing/guttering, small jobs. Also HTML/CSS/JavaScript, C++/Python, iOS/Android.",
    },
    "mary": {"first_name": "Mary", "last_name": "Kennedy", "headline": "Gardens"},
    "charles": {"first_name": "Charles", "last_name": "Hughes", "headline": "Upholstery"},
    "rose": {"first_name": "Rose", "last_name": "Jones", "headline": "Tax returns"},
    "ruby": {"first_name": "Ruby", "last_name": "Hall", "headline": "Songs for weddings"},
    "will": {"first_name": "Will", "last_name": "Irving", "headline": "Fences"},
    "accents": {
        "first_name": "Éloïse",
        "last_name": "Lefèvre",
        "headline": "Rénovation et électricité",
        "bio": "À l’écoute, pose de parquet.",
    },
    "umlaut": {
        "first_name": "Jürgen",
        "last_name": "Müller",
        "headline": "Türen und Fenster",
        "bio": "Maßarbeit für Altbauten.",
    },
    "apostrophe": {"first_name": "Sean", "last_name": "O’Brien", "headline": "Roofs"},
    "punctuation": {
        "headline": "“Heritage” tuckpointing—chimneys…lintels",
        "bio": "•screeding; «peinture» 5★ \u2023joinery ▪plastering ‘gilding’ „Stuck“",
    },
    "node": {
        "headline": "Backends",
        "bio": "node.js and Vue.js services, CI/CD, TCP/IP, .NET and C# before.",
    },
    "letters": {"headline": "C++ and Go for trading", "bio": "Some R, some F#."},
    "dot": {"headline": "seo.audits and content"},
    "editor": {"headline": "Copy-editor", "bio": "Proof-reading of web-sites, e-books."},
    "keeper": {"headline": "Book keeper", "bio": "Pay roll."},
    "cjk": {"headline": "株式会社の翻訳者", "bio": "東京都で木工をしています。한국어번역"},
    "arabic": {"headline": "سَبّاك محترف", "bio": "كهربائي"},
    "hindi": {"headline": "नलसाज़ और बिजली मिस्त्री"},
    "invisible": {"headline": "Wall\u00adpaper han\u200bging", "bio": "\ufeffmas\u2060onry"},
    "wide": {"headline": "Ｔｉｌｉｎｇ ofﬁce ﬂoors"},
    "digits": {"headline": "ISO-9001 audits", "bio": "Call 555-0199, 24-7; 3-D prints; COVID-19."},
    "sentence": {"headline": "Tents or marquees", "bio": "Renovations of barns."},
}
FOUND_BY: dict[str, tuple[str, ...]] = {
    "slash": (
        "plumber", "electrician", "kitchen", "bathroom", "fitter", "roofing", "guttering", "html",
        "css", "javascript", "python", "c++", "ios", "android", "plumber/electrician",
        "Electrician / Plumber", "bathroom fitters",
    ),
    "mary": ("Mary", "Kennedy", "mary kennedy", "KENNEDY", "Kennedy Mary", "Kenedy", "mary"),
    "charles": ("Charles", "Hughes", "hughes, charles"),
    "rose": ("Jones", "rose jones"),
    "ruby": ("Ruby Hall", "ruby hall", "Hall Ruby", "Ruby"),
    "will": ("Will Irving", "Irving", "irving will", "Will", "will"),
    "accents": (
        "Eloise", "Lefevre", "Lefèvre", "renovation", "electricite", "l'électricité", "ecoute",
        "e\u0301lectricite\u0301", "RÉNOVATION",
    ),
    "umlaut": ("Turen", "Türen", "Muller", "Müller", "Massarbeit", "MASSARBEIT", "Maßarbeit"),
    "apostrophe": ("O'Brien", "O’Brien", "obrien", "OʼBrien", "Brien"),
    "punctuation": (
        "heritage", "“heritage”", '"heritage"', "tuckpointing", "chimneys", "lintels",
        "screeding", "•screeding", "peinture", "joinery", "plastering", "gilding", "stuck",
    ),
    "node": (
        "nodejs", "node.js", "node js", "NODE.JS", "vuejs", "vue.js", "ci/cd", "CI CD", "tcp/ip",
        ".net", ".NET", "c#", "C#",
    ),
    "letters": ("C++", "c++", "go", "F#", "R"),
    "dot": ("seo", "audits", "seo.audits"),
    "editor": (
        "copy-editor", "copy editor", "copyeditor", "copyeditors", "proofreading", "proof reading",
        "websites", "web sites", "ebooks", "e-books",
    ),
    "keeper": ("book keeper", "bookkeeper", "book-keeper", "bookkeepers", "payroll", "pay-roll"),
    "cjk": ("翻訳", "翻訳者", "株式会社", "木工", "東京", "번역"),
    "arabic": ("سباك", "سَبّاك", "كهربائي", "محترف"),
    "hindi": ("नलसाज़", "बिजली मिस्त्री", "मिस्त्री"),
    "invisible": ("wallpaper", "hanging", "wall\u200bpaper", "masonry"),
    "wide": ("tiling", "office", "floors", "ｏｆｆｉｃｅ", "ofﬁce"),
    "digits": ("9001", "ISO 9001", "iso-9001", "ISO9001", "0199", "24-7", "3d", "3-D", "covid"),
    "sentence": (
        "marquees", "renovation", "renovating barns", "tents or marquees",
        "looking for a marquee or a tent", "barn renovation near me",
    ),
}  # fmt: skip


@pytest.fixture
def people() -> None:
    for name in ("Node.js", "Vue.js", "C++", "C#", ".NET", "CI/CD", "TCP/IP", "Go", "R", "F#"):
        make_skill(name)
    for username, shown in PEOPLE.items():
        called = {name: shown[name] for name in ("first_name", "last_name") if name in shown}
        user = UserFactory(
            username=username, **({"first_name": "Ada", "last_name": "Case"} | called)
        )
        make_freelancer(user=user, headline=shown["headline"], bio=shown.get("bio", ""))


def found(api: Client, text: str) -> list[str]:
    answer = api.get("profiles", {"q": text})
    assert answer.status_code == 200, answer.content
    return [one["username"] for one in answer.json()["results"]]


def test_everybody_is_found_first_by_what_others_type(api: Client, people: None) -> None:
    missed = {
        (username, text): ranked[:3]
        for username, texts in FOUND_BY.items()
        for text in texts
        if username not in (ranked := found(api, text))[:2]
    }
    assert missed == {}


@pytest.mark.parametrize(
    ("text", "not_found"),
    [
        ("kitchen electrician -fitter", "slash"),
        ("Will", "sentence"),
        ("will", "mary"),
        ("C", "letters"),
        ("c", "node"),
        ("net", "mary"),
        ('"bathroom kitchen"', "slash"),
        ("gardens -Mary", "mary"),
        ("js", "slash"),
        ("me", "node"),
    ],
)
def test_nobody_is_found_by_what_they_do_not_say(
    api: Client, people: None, text: str, not_found: str
) -> None:
    assert not_found not in found(api, text)


def test_who_writes_one_word_is_found_by_two_and_the_other_way_round(api: Client) -> None:
    make_freelancer("one", headline="Wallpaper, Gipskarton, swordfish-smoker")
    make_freelancer("two", headline="Lime wash by a copy editor")
    for text in ("wall paper", "Wall-Paper", "gips karton", "sword fish smoker"):
        assert found(api, text) == ["one"], text
    answer = api.get("profiles", {"q": "wall paper"}).json()
    assert (answer["count"], answer["results"][0]["lacking"]) == (1, [])
    for text in ("limewash", "copyeditor", "copy-editor"):
        assert found(api, text) == ["two"], text


@pytest.mark.parametrize(
    "drawn", ["- " * 33, "Wanted\n" + "-" * 60 + "\nplumber", "-\n" * 50, "--" * 40, "!-" * 40]
)
def test_a_line_that_is_drawn_with_minuses_is_no_error(api, db, drawn):
    assert api.post("profiles/search", {"q": drawn}).status_code == 200


def test_a_text_of_long_words_that_nobody_has_is_not_asked_with_typos(api, db):
    words = [f"{'qxzw' * 10}{number:02}" for number in range(50)]
    index = profile_index.index()
    search = TextSearch(index, Criteria(q=" ".join(words)))
    assert {word.tolerated for word in search.telling} == {0}
