"""Which words of a text are required, what somebody lacks, and who is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from accounts.tests.factories import UserFactory
from profiles.search import good_matches
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer, make_occupation, make_skill

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db


def found(api: Client, text: str, **filters: Any) -> Any:
    answer = api.post("profiles/search", {"q": text, **filters})
    assert answer.status_code == 200, answer.content
    return answer.json()


def lacking(page: Any) -> dict[str, list[str]]:
    return {one["username"]: one["lacking"] for one in page["results"]}


def test_the_answer_says_what_is_required_and_what_each_person_lacks(api: Client) -> None:
    make_freelancer("both", headline="Tiler and plumber")
    make_freelancer("tiler", headline="Tiler")
    make_freelancer("plumber", headline="Plumbers' mate")
    page = found(api, "looking for a senior tiler & Plumber near me")
    assert page["query"]["required"] == ["tiler", "plumber"]
    assert lacking(page) == {"both": [], "tiler": ["plumber"], "plumber": ["tiler"]}
    assert page["count"] == 1


def test_who_has_two_thirds_of_the_weight_is_a_good_match_and_lacks_nothing(api: Client) -> None:
    make_freelancer("most", headline="Rare tuckpointing and screeding")
    for number in range(20):
        make_freelancer(f"wall{number}", headline="Walls")
    page = found(api, "tuckpointing screeding walls")
    assert page["results"][0]["username"] == "most"
    assert lacking(page)["most"] == []
    assert lacking(page)["wall3"] == ["tuckpointing", "screeding"]
    assert page["count"] == 1


def test_what_a_profile_has_in_other_forms_other_names_or_its_owners_is_not_lacking(
    api: Client,
) -> None:
    make_skill("Kubernetes", "k8s")
    make_freelancer("asha", headline="Renovations", skills=("Kubernetes",), city="Pune")
    page = found(api, "renovating k8s Asha PUNE Lisbon Oporto Faro")
    assert lacking(page) == {"asha": ["lisbon", "oporto", "faro"]}


def test_words_of_asking_are_required_where_nothing_else_was_typed(api: Client) -> None:
    make_freelancer("will", bio="Fences")
    page = found(api, "Will")
    assert page["query"]["required"] == ["will"]
    assert lacking(page) == {"will": []}
    make_freelancer("asha", bio="I will mend fences")
    assert lacking(found(api, "Will")) == {"will": []}


def test_without_words_nothing_is_required(api: Client) -> None:
    make_freelancer("asha")
    page = found(api, "")
    assert page["query"]["required"] == []
    assert lacking(page) == {"asha": []}


def test_who_is_called_what_an_occupation_is_lacks_none_of_its_names(api: Client) -> None:
    make_occupation("Plumbers", "Pipe Fitter", "Klempner")
    make_freelancer("asha", headline="Pipe fitter", city="Pune")
    assert lacking(found(api, "Klempner")) == {"asha": []}
    make_freelancer("ravi", headline="Klempner")
    make_freelancer("otto", headline="Painter", bio="Walls in Pune")
    page = found(api, "Klempner Pune")
    assert lacking(page) == {"asha": [], "ravi": ["pune"], "otto": ["klempner"]}
    assert page["count"] == 1
    assert found(api, "Klempner", ordering="-joined")["count"] == 2


def test_who_is_named_like_an_occupation_is_not_asked_for_by_its_other_names(api: Client) -> None:
    make_occupation("Bakers", "Baker", "Pastry cook")
    user = UserFactory(username="will", first_name="Will", last_name="Baker")
    make_freelancer(user=user, headline="Fences")
    make_freelancer("asha", headline="Pastry cook")
    assert found(api, "Will Baker")["count"] == 1


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("garden guy", ["garden"]),
        ("garden services provider", ["garden"]),
        ("Spezialist für Gärten", ["garten"]),
        ("painting work", ["painting", "work"]),  # no skill is named
        ("consultant", ["consultant"]),
        ("consultant services", ["consultant", "services"]),
    ],
)
def test_words_that_say_only_that_somebody_is_wanted_are_not_required_beside_others(
    api: Client, text: str, required: list[str]
) -> None:
    assert found(api, text)["query"]["required"] == required


def test_what_each_lacks_is_said_on_every_page_and_on_the_way_back(api: Client) -> None:
    for number in range(4):
        make_freelancer(f"tiler{number}", headline="Tiler")
    make_freelancer("both", headline="Tiler and plumber")
    first = api.get("profiles", {"q": "tiler plumber", "page_size": 2}).json()
    second = api.get(first["next"].removeprefix("http://testserver")).json()
    back = api.get(second["previous"].removeprefix("http://testserver")).json()
    assert lacking(first) == lacking(back)
    assert [*lacking(first).values()] == [[], ["plumber"]]
    assert [*lacking(second).values()] == [["plumber"], ["plumber"]]
    assert second["query"]["required"] == ["tiler", "plumber"]


def test_in_another_order_everybody_is_a_good_match(api: Client) -> None:
    make_freelancer("both", headline="Tiler and plumber")
    make_freelancer("tiler", headline="Tiler")
    page = found(api, "tiler plumber", ordering="-joined")
    assert lacking(page) == {"both": []}


def test_by_rate_those_who_name_none_are_neither_listed_nor_counted(api: Client) -> None:
    make_freelancer("priced", headline="Tiler", hourly_rate=30, currency="EUR", country="DE")
    make_freelancer("silent", headline="Tiler", country="FR")
    for ordering in ("rate", "-rate"):
        page = found(api, "tiler", ordering=ordering, currency="EUR", facets=True)
        assert lacking(page) == {"priced": []}
        assert page["count"] == 1
        assert page["facets"]["country"] == [{"value": "DE", "count": 1}]
    assert found(api, "tiler", ordering="-joined")["count"] == 2


NINE = "tuckpointing screeding joinery masonry roofing guttering plastering glazing thatching"


def test_of_a_long_text_those_are_counted_who_have_two_thirds_of_the_best(
    api: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = NINE.split()
    for share in (9, 7, 6, 5, 1):
        make_freelancer(f"has{share}", headline="Builder", bio=" ".join(words[:share]))
    make_freelancer("none", headline="Books")
    page = found(api, NINE, facets=True)
    good = [name for name, words in lacking(page).items() if not words]
    assert page["count"] == len(good)
    assert {"has9", "has7"} <= set(good)
    assert "has1" not in good
    assert page["count_is_exact"] is True
    in_order = found(api, NINE, ordering="-joined")
    assert set(lacking(in_order)) == set(good)
    assert len(lacking(page)["has1"]) <= good_matches.MAX_LACKING
    monkeypatch.setattr(good_matches, "BEST", 3)
    page = found(api, NINE)
    assert (page["count"], page["count_is_exact"]) == (len(good), False)


def test_a_long_text_that_nobody_has_enough_of_counts_whom_its_occupation_means(
    api: Client,
) -> None:
    make_occupation("Tile and Stone Setters", "Tile Fitter", "Screeding thatching glazing setter")
    make_freelancer("asha", headline="Tile fitter")
    page = found(api, NINE)
    assert page["count"] == 1
    assert lacking(page) == {"asha": []}


def test_filters_and_excluded_words_hold_for_long_texts(api: Client) -> None:
    make_freelancer("asha", bio=NINE, country="IN")
    make_freelancer("ravi", bio=NINE + " dust", country="IN")
    make_freelancer("otto", bio=NINE, country="DE")
    page = found(api, NINE + " -dust", country="IN")
    assert (list(lacking(page)), page["count"]) == (["asha"], 1)


def test_who_was_hidden_since_is_not_told_of(api: Client) -> None:
    asha = make_freelancer("asha", headline="Tiler")
    make_freelancer("ravi", headline="Tiler")
    update_profile(user=asha.user, changes={"visibility": "hidden"})
    assert list(lacking(found(api, "tiler plumber"))) == ["ravi"]
