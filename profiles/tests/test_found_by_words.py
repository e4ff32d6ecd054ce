"""People are found by what others type for what they wrote."""

# ruff: noqa: RUF001  # people write as they do

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.tests.factories import UserFactory
from profiles.tests.factories import make_freelancer, make_occupation, make_skill

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db


def found(api: Client, text: str, **parameters: Any) -> list[str]:
    answer = api.get("profiles", {"q": text, "page_size": 50} | parameters)
    assert answer.status_code == 200, answer.content
    return [card["username"] for card in answer.json()["results"]]


def person(username: str, first_name: str, last_name: str, **fields: Any) -> None:
    user = UserFactory(username=username, first_name=first_name, last_name=last_name)
    make_freelancer(user=user, **fields)


@pytest.fixture(scope="module", autouse=True)
def village(made_once: None) -> None:
    """Everybody who lives there, whoever else is looked for."""
    person("case-ann", "Ann", "Case", headline="Knitting", bio="Jumpers and socks.")
    person(
        "case-slash",
        "Tom",
        "Reed",
        headline="Plumber/electrician, kitchen/bathroom fitter",
        bio="roofing/guttering, small jobs. Also HTML/CSS/JavaScript, C++/Python, iOS/Android.",
    )
    person("case-mary", "Mary", "Kennedy", headline="Gardens")
    person("case-charles", "Charles", "Hughes", headline="Upholstery")
    person("case-rose", "Rose", "Jones", headline="Tax returns")
    person("case-will", "Will", "Irving", headline="Fences")
    person(
        "case-accents",
        "Éloïse",
        "Lefèvre",
        headline="Rénovation et électricité",
        bio="À l’écoute, pose de parquet.",
    )
    person(
        "case-umlaut",
        "Jürgen",
        "Müller",
        headline="Türen und Fenster",
        bio="Maßarbeit für Altbauten.",
    )
    person("case-apostrophe", "Sean", "O’Brien", headline="Roofs")
    person(
        "case-punctuation",
        "Ada",
        "Case",
        headline="“Heritage” tuckpointing—chimneys…lintels",
        bio="•screeding; «peinture» 5★",
    )
    person(
        "case-node",
        "Nina",
        "Case",
        headline="Backends",
        bio="node.js and Vue.js services, CI/CD, TCP/IP, .NET and C# before.",
    )
    person("case-dot", "Omar", "Case", headline="seo.audits and content")


FOUND_BY = {
    "case-slash": "plumber electrician kitchen bathroom roofing guttering html javascript python "
    "android fitter PLUMBERS c++",
    "case-mary": "Mary Kennedy KENNEDY kenedy",
    "case-charles": "Charles Hughes",
    "case-rose": "Jones",
    "case-will": "Will Irving case-will",
    "case-accents": "Eloise Lefevre Lefèvre renovation renovations electricite l'électricité "
    "ecoute",
    "case-umlaut": "Turen Türen Muller Müller Massarbeit",
    "case-apostrophe": "O'Brien O’Brien obrien",
    "case-punctuation": "heritage tuckpointing chimneys lintels screeding peinture chimney",
    "case-node": "nodejs node.js ci/cd .net c# vuejs",
    "case-dot": "seo audits audit",
}


@pytest.mark.parametrize("username", FOUND_BY)
def test_a_person_is_found_by_each_word_of_the_profile_and_by_the_name(api, village, username):
    missed = [word for word in FOUND_BY[username].split() if username not in found(api, word)]
    assert missed == []


@pytest.mark.parametrize("username", FOUND_BY)
def test_who_does_not_have_the_word_is_not_found_by_it(api, village, username):
    """Nobody is found by luck: not by a part of the word, nor with all of the village."""
    roofers = {"case-apostrophe"}  # who writes of roofs
    for word in FOUND_BY[username].split():
        if word == username:  # two words, of which many have one
            continue
        answer = api.get("profiles", {"q": word, "page_size": 50}).json()
        names = {card["username"] for card in answer["results"]}
        assert names == {username} | (roofers if word == "roofing" else set()), word
        assert answer["count"] == len(names)
        assert answer["query"]["showing_results_for"] is None


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("mary kennedy", "case-mary"),
        ("Kennedy, Mary", "case-mary"),
        ("rose jones", "case-rose"),
        ("Will Irving", "case-will"),
        ("node js", "case-node"),
        ("looking for a senior upholstery expert near me", "case-charles"),
        ("I need someone for tuckpointing in Pune", "case-punctuation"),
        ("suche dringend jemand für Türen", "case-umlaut"),
        ("kitchen and bathroom", "case-slash"),
    ],
)
def test_who_is_meant_comes_first(api, village, typed, first):
    assert found(api, typed)[0] == first


def test_whoever_is_called_so_comes_before_whoever_has_a_skill_of_that_name(api, db):
    make_skill("Ruby")
    person("case-hall", "Ruby", "Hall", headline="Welding", bio="Gates and railings. " * 20)
    for number in range(3):
        user = UserFactory(username=f"case-dev-{number}", first_name="Dev", last_name="Hall")
        make_freelancer(user=user, headline="Ruby, and Ruby on Rails", skills=("Ruby",))
    assert found(api, "Ruby Hall")[0] == "case-hall"
    assert found(api, "hall ruby")[0] == "case-hall"


def test_a_trade_that_nobody_has_is_not_taken_for_a_name_like_it(api, db):
    make_occupation("Brickmasons and Blockmasons", "Mason")
    person("case-manon", "Manon", "Maron", headline="Flute lessons")
    answer = api.get("profiles", {"q": "mason"}).json()
    assert (answer["count"], answer["results"]) == (0, [])


def test_a_word_is_not_taken_apart_into_what_nobody_writes_side_by_side(api, village):
    person("case-king", "Stephen", "King", headline="Plumber", bio="Taps that drip.")
    person("case-lea", "Lea", "Brown", headline="Desk sharing, auto repairs")
    for asked in ("bathroom leaking", "Autodesk bathroom"):
        answer = api.get("profiles", {"q": asked}).json()
        assert answer["query"]["required"] == asked.lower().split()
        assert "case-lea" not in [card["username"] for card in answer["results"]]


def test_a_name_that_is_an_everyday_word_finds_its_owner_and_not_everybody(api, village):
    assert found(api, "will") == ["case-will"]
    assert found(api, "the and of") == []


def test_a_word_of_asking_alone_finds_who_writes_it(api, village):
    person("case-eva", "Eva", "Stone", headline="Freelance expert of hedges")
    assert found(api, "expert") == ["case-eva"]
    assert found(api, "freelance experts") == ["case-eva"]
    assert "case-eva" not in found(api, "looking for a knitting expert")


@pytest.mark.parametrize("word", ["Firma", "guy", "Entwickler", "coder", "wala", "chahiye", "ka"])
def test_a_general_word_is_no_typo_of_something_else(api, village, word):
    for skill in ("Figma", "gut", "Entwickeln", "codes", "walk"):
        make_skill(skill)
    answer = api.get("profiles", {"q": f"knitting {word}"}).json()
    assert answer["query"]["showing_results_for"] is None


def test_what_people_ask_with_is_not_taken_for_a_typo(api, village):
    make_skill("Booking")
    make_skill("Wear resistance")
    asked = "looking for a knitting expert near me"
    answer = api.get("profiles", {"q": asked}).json()
    assert answer["query"]["showing_results_for"] is None
    assert answer["query"]["required"] == ["knitting"]
    assert answer["results"][0]["username"] == "case-ann"


def test_what_is_excluded_is_not_found(api, village):
    assert found(api, "kitchen electrician -fitter") == []
    assert "case-slash" not in found(api, "tuckpointing kitchen -javascript")


def test_a_phrase_in_quotes_has_to_stand_there(api, village):
    assert found(api, '"seo audits"') == ["case-dot"]
    assert found(api, '"audits seo"') == []


def test_quotes_and_hyphens_of_a_pasted_text_forbid_nothing(api, village):
    pasted = (
        'We have signs saying "out of order" on our chimneys.\n-screeding\n-lintels\n'
        "Roofers welcome, tea provided, parking behind church, dogs tolerated, start Monday."
    )
    answer = api.post("profiles/search", {"q": pasted}).json()
    assert answer["results"][0]["username"] == "case-punctuation"
    assert {"screeding", "lintels"} <= set(answer["query"]["required"])


def test_any_telling_word_finds_and_good_matches_are_counted(api, village):
    answer = api.get("profiles", {"q": "chimneys upholstery"}).json()
    names = [card["username"] for card in answer["results"]]
    assert set(names) == {"case-punctuation", "case-charles"}
    assert answer["count"] == 0  # nobody has both
    by_age = api.get("profiles", {"q": "chimneys upholstery", "ordering": "-joined"}).json()
    assert by_age["results"] == []


def test_a_change_is_found_and_what_was_there_is_not(api, api_as, freelancer):
    make_freelancer(user=freelancer, headline="Bricklayer")
    assert found(api, "bricklayer") == ["asha"]
    changed = api_as(freelancer).patch("me/profile", {"headline": "Stonemason"}, format="json")
    assert changed.status_code == 200
    assert found(api, "bricklayer") == []
    assert found(api, "stonemasons") == ["asha"]


def test_a_hidden_profile_is_found_no_more(api, api_as, freelancer):
    make_freelancer(user=freelancer, headline="Bricklayer")
    assert found(api, "bricklayer") == ["asha"]
    api_as(freelancer).patch("me/profile", {"visibility": "hidden"}, format="json")
    assert found(api, "bricklayer") == []


def test_other_names_of_a_skill_find_who_has_it(api):
    make_skill("Photography", "photographer")
    make_freelancer("lens", skills=("Photography",))
    assert found(api, "photographers") == ["lens"]


def test_a_whole_description_may_be_asked(api, village):
    text = "We look for a person who does chimneys and lintels. " * 90
    assert found(api, text)[0] == "case-punctuation"
    assert api.get("profiles", {"q": "x" * 5001}).status_code == 422


@pytest.mark.parametrize("ordering", ["relevance", "quality", "-rating", "-joined"])
def test_pages_have_everybody_once_forwards_and_backwards(api, ordering):
    for number in range(7):
        make_freelancer(f"joiner-{number}", headline="Joiner of wood")
    link: str | None = f"/api/v1/profiles?q=joiner&page_size=3&ordering={ordering}"
    forwards: list[str] = []
    pages = []
    while link:
        page = api.get(link.removeprefix("http://testserver")).json()
        pages.append([card["username"] for card in page["results"]])
        forwards += pages[-1]
        last, link = page, page["next"]
    assert sorted(forwards) == [f"joiner-{number}" for number in range(7)]
    back = api.get(last["previous"].removeprefix("http://testserver")).json()
    assert [card["username"] for card in back["results"]] == pages[-2]
