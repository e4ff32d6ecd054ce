"""People are found by what their occupation is called, whatever they call it themselves."""

from __future__ import annotations

from uuid import UUID

import pytest

from accounts.tests.factories import UserFactory
from foundation import feed
from profiles.models import Occupation
from profiles.search.index import profile_index
from profiles.search.occupation_entries import NameSource, OccupationSource
from profiles.search.occupations import Finder, names_index, telling_words
from profiles.search.source import occupation_tags
from profiles.search.tags import Kind
from profiles.services.occupations import (
    accept_occupation,
    add_occupation_name,
    merge_occupation,
    note_everything,
    remove_occupation_name,
)
from profiles.tests.factories import make_freelancer, make_occupation, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbers():
    return make_occupation("Plumbers", "Pipe Fitter", "Drain Technician", "Klempner", "nal mistri")


@pytest.fixture
def tilers():
    return make_occupation("Tile and Stone Setters", "Tile Fitter", "Fliesenleger")


def found(api, text: str, **filters: str) -> list[str]:
    answer = api.get("profiles", {"q": text, **filters})
    assert answer.status_code == 200
    return [one["username"] for one in answer.json()["results"]]


def meant(text: str) -> list[Occupation]:
    ids = Finder.now().of_query(telling_words(text))
    return [Occupation.objects.get(pk=pk) for pk in ids]


@pytest.mark.parametrize("text", ["plumber", "PLUMBERS", "Klempner", "nal mistri"])
def test_somebody_is_found_by_other_names_of_the_occupation(api, plumbers, tilers, text):
    make_freelancer("asha", headline="Pipe fitter")
    make_freelancer("ravi", headline="Tile fitter")
    assert found(api, text)[0] == "asha"


def test_the_words_themselves_come_before_the_occupation(api, plumbers):
    make_freelancer("asha", headline="Pipe fitter")
    make_freelancer("ravi", headline="Klempner")
    assert found(api, "Klempner") == ["ravi", "asha"]


def test_filters_and_excluded_words_hold_for_those_found_by_occupation(api, plumbers):
    make_freelancer("asha", headline="Pipe fitter", country="IN")
    make_freelancer("ravi", headline="Pipe fitter and welder", country="DE")
    assert found(api, "Klempner", country="IN") == ["asha"]
    assert found(api, "Klempner -welder") == ["asha"]


def test_who_is_meant_counts_where_nobody_has_the_words(api, plumbers, tilers):
    make_freelancer("asha", headline="Pipe fitter")
    make_freelancer("ravi", headline="Tile fitter")
    answer = api.get("profiles", {"q": "Klempner"}).json()
    assert answer["count"] == 1
    assert found(api, "Klempner", ordering="-joined") == ["asha"]
    assert api.get("profiles", {"q": "fitter"}).json()["count"] == 2


def test_words_of_asking_name_no_occupation(plumbers):
    assert telling_words("I am looking for a senior") == []
    assert meant("looking for a senior") == []
    assert meant("senior freelance plumber needed") == [plumbers]


def test_a_name_that_staff_add_or_remove_is_used_at_once(plumbers):
    assert meant("Spengler") == []
    assert add_occupation_name(occupation=plumbers, name="Spengler")
    assert meant("Spengler") == [plumbers]
    assert remove_occupation_name(name=plumbers.names.get(name="Spengler"))
    assert meant("Spengler") == []


def test_a_proposal_means_nothing_yet_and_what_is_merged_means_the_other(
    plumbers,
):
    proposed = make_occupation("Lantern lighters", status="proposed")
    assert meant("lantern lighter") == []
    accept_occupation(occupation=proposed)
    assert meant("lantern lighter") == [proposed]
    merge_occupation(occupation=proposed, into=plumbers)
    assert meant("lantern lighter") == [plumbers]


def test_an_import_is_read_as_a_whole(plumbers):
    assert meant("Klempner") == [plumbers]
    plumbers.names.filter(name="Klempner").update(name="Rohrleger", key="rohrleger")
    assert meant("Rohrleger") == []
    note_everything()
    assert meant("Rohrleger") == [plumbers]


def test_a_long_text_means_the_occupation_whose_names_have_its_words(plumbers, tilers):
    text = (
        "Somebody who cuts and lays stone for our hall, with a steady hand, and joins tiles to "
        "its neighbour without gaps; the setters before left cracks between them, wide as fingers"
    )
    assert len(telling_words(text)) > 12
    assert meant(text) == [tilers]


def test_who_cannot_be_seen_is_not_found_by_occupation(api, plumbers):
    make_freelancer("asha", headline="Pipe fitter", visibility="hidden")
    assert found(api, "Klempner") == []


@pytest.mark.parametrize("source", [NameSource(), OccupationSource()])
def test_all_that_is_indexed_is_found_one_by_one_as_well(plumbers, tilers, source):
    (batch,) = source.batches()
    at_once = source.entries(batch)
    assert at_once == source.entries([UUID(int=0)])
    assert at_once == [entry for one in batch for entry in source.entries([one])]


@pytest.mark.django_db(transaction=True)
def test_profiles_are_indexed_when_the_occupations_are(indexer_on_disk, plumbers):
    profile = make_freelancer("asha", headline="Pipe fitter")
    assert Finder.now() == Finder(None, None)
    assert Finder.now().of_query(telling_words("Klempner")) == {}
    indexer = indexer_on_disk(profile_index)
    assert indexer.rebuild() == 1
    (entry,) = indexer.source.entries([profile.pk])
    assert Kind.OCCUPATION.tag(plumbers.pk) in entry.tags
    assert names_index.index() is not None
    assert feed.number() == 0


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sanitärklempner", "Klempner"),
        ("Sicherheitskraft", "Sicherheit Kraft"),
        ("pumpman", "pump man"),
        ("neuroplumber", "Plumber"),
    ],
)
def test_a_compound_that_nobody_knows_means_what_its_parts_mean(tilers, text, name):
    occupation = make_occupation("Some trade", name)
    assert meant(text) == [occupation]


def test_what_is_no_word_at_all_means_nothing(plumbers):
    assert meant("asdfghjkl") == meant("") == meant("?!") == meant("12345") == []


def test_a_typo_in_the_name_of_an_occupation_is_set_right(api, plumbers):
    make_freelancer("asha", headline="Pipe fitter")
    answer = api.get("profiles", {"q": "Klempnr"}).json()
    assert answer["query"]["showing_results_for"] == "klempner"
    assert [one["username"] for one in answer["results"]] == ["asha"]
    assert api.get("profiles", {"q": "Klempner"}).json()["query"]["showing_results_for"] is None


def test_in_a_long_text_no_word_is_set_right(api, plumbers):
    make_freelancer("asha", headline="Pipe fitter")
    text = "pipe " * 12 + "Klempnr"
    assert api.get("profiles", {"q": text}).json()["query"]["showing_results_for"] is None


def test_who_asks_for_somebody_by_name_asks_for_no_occupation(api):
    make_occupation("Bakers", "Baker")
    for number in range(3):
        make_freelancer(f"ravi{number}", headline="Baker of bread")
    will = UserFactory(username="wilbur", first_name="Will", last_name="Baker")
    make_freelancer(user=will, headline="Translator")
    assert found(api, "Will Baker")[0] == "wilbur"
    assert found(api, "baker") != ["wilbur"]


def test_who_asks_for_a_skill_finds_those_who_have_it_before_others_of_the_occupation(api):
    make_skill("Python")
    make_occupation("Software Developers", "Python Developer", "Web Developer")
    for number in range(3):
        make_freelancer(f"dev{number}", headline="Web Developer", bio="I write Java.")
    make_freelancer("data", headline="Statistician", bio="I model the weather.", skills=("Python",))
    assert found(api, "python")[0] == "data"
    assert len(found(api, "python")) == 4


def surely_called(headline: str) -> set[int]:
    tags = occupation_tags(Finder.when_made(), headline)
    return {pk for pk in Occupation.objects.values_list("pk", flat=True) if is_sure(pk, tags)}


def is_sure(occupation: int, tags: list[int]) -> bool:
    return Kind.OCCUPATION.tag(occupation) in tags


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Adobe Premiere editor", "Adobe Layer"),  # a word of a name is no name
        ("ARCore developer", "Arc Welder"),  # nor are parts of a product's
        ("Elderly care", "Elder"),  # nor is another word of the same stem
        ("Vehicle transport", "Transporter"),
        ("Certified welding inspector", "Welding Equipment Engineer"),
    ],
)
def test_who_only_shares_a_word_with_a_name_is_not_surely_called_so(headline, name):
    occupation = make_occupation("Some trade", name)
    make_occupation("Editors", "Editor")
    assert occupation.pk not in surely_called(headline)


@pytest.mark.parametrize(
    ("headline", "name"),
    [
        ("Editors and proofreaders", "Editor"),
        ("Senior UX Designer, Berlin", "UX Designer"),
        ("UX design", "UX Designer"),
        ("Hochzeitsfotograf", "Fotograf"),
        ("Malerbetrieb", "Maler"),
    ],
)
def test_who_says_the_whole_of_a_name_is_surely_called_so(headline, name):
    occupation = make_occupation("Some trade", name)
    assert surely_called(headline) == {occupation.pk}


def test_a_headline_that_was_read_before_is_read_anew_when_names_change(plumbers):
    assert plumbers.pk not in surely_called("Rohrleger")
    assert add_occupation_name(occupation=plumbers, name="Rohrleger", language="de")
    assert plumbers.pk in surely_called("Rohrleger")
    assert plumbers.pk in surely_called("Rohrleger")
    assert remove_occupation_name(name=plumbers.names.get(name="Rohrleger"))
    assert plumbers.pk not in surely_called("Rohrleger")


def test_a_name_that_many_occupations_share_tells_none():
    for number in range(12):
        make_occupation(f"Trade {number}", "Engineer")
    assert surely_called("Engineer") == set()
    assert len(meant("Engineer")) == 8


def test_a_search_counts_nobody_whose_headline_only_shares_a_word_with_a_name(api):
    make_occupation("Bricklayers", "Adobe Layer", "Bricklayer")
    make_freelancer("cutter", headline="Adobe Premiere editor")
    assert api.get("profiles", {"q": "bricklayer"}).json()["count"] == 0
    make_freelancer("ravi", headline="Adobe layer")
    answer = api.get("profiles", {"q": "bricklayer"}).json()
    assert answer["count"] == 1
    assert answer["results"][0]["username"] == "ravi"


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("painting", "Painter", "en"),
        ("translation", "Translator", "en"),
        ("photography", "Photographer", "en"),
        ("physiotherapy", "Physiotherapist", "en"),
        ("dentistry", "Dentist", "en"),
        ("accountancy", "Accountant", "en"),
        ("Beratung", "Beraterin", "de"),
        ("Tischlerei", "Tischler", "de"),
        ("Gerüstbau", "Gerüstbauer", "de"),
        ("Fotografie", "Fotograf", "de"),
        ("Physiotherapie", "Physiotherapeutin", "de"),
        ("Malerarbeiten", "Maler", "de"),
    ],
)
def test_who_asks_for_the_work_means_the_trade(text, name, language):
    occupation = make_occupation("Some trade")
    make_occupation("Another trade", "Somebody else")
    add_occupation_name(occupation=occupation, name=name, language=language)
    assert meant(text) == [occupation]
    assert surely_called(text) == {occupation.pk}


def test_the_name_counts_more_than_the_work():
    make_occupation("Menders", "Printer")
    press = make_occupation("Presses", "Printing")
    assert meant("printing")[0] == press
