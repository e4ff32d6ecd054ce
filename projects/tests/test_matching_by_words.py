"""Freelancers for a project that says in words what it needs, and why they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tantivy import Index, SchemaBuilder

from profiles.search.index import profile_index
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer, make_occupation, make_skill
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from accounts.models import User
    from conftest import Client
    from search.indexer import Indexer
    from search.serving import Served

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbers(db: None) -> None:
    make_occupation("Plumbers", "Pipe Fitter", "Drain Technician")
    make_occupation("Tile and Stone Setters", "Tile Fitter")


@pytest.fixture
def matches(client: Client, client_user: User) -> Any:
    """Post a project and ask who fits it: the reasons of each by their code, in order."""

    def ask(
        title: str, description: str = "See above.", **fields: Any
    ) -> dict[str, dict[str, Any]]:
        project = make_project(client=client_user, title=title, description=description, **fields)
        answer = client.get(f"projects/{project.pk}/matches")
        assert answer.status_code == 200, answer.content
        return {
            one["profile"]["username"]: {reason["code"]: reason for reason in one["reasons"]}
            for one in answer.json()["results"]
        }

    return ask


def test_whoever_writes_the_same_words_is_found_without_any_skill(matches: Any) -> None:
    make_freelancer("mosaics", headline="Mosaics", bio="I lay terrazzo, and repair Mosaïques.")
    make_freelancer("gardens", headline="Gardens", bio="Hedges.")
    found = matches("Help wanted", "The terrazzo of our hall is cracked, and the mosaiques too.")
    assert [*found] == ["mosaics"]
    assert set(found["mosaics"]["words"]["words"]) == {"terrazzo", "mosaiques"}
    assert "terrazzo" in found["mosaics"]["words"]["detail"]


def test_the_title_is_read_as_an_occupation(matches: Any, plumbers: None) -> None:
    make_freelancer("fitter", headline="Pipe fitter")
    make_freelancer("tiler", headline="Tile fitter")
    found = matches("Drain technician needed")
    assert [*found][:1] == ["fitter"]
    assert found["fitter"]["occupation"]["occupation"] == "Plumbers"


def test_the_title_counts_more_than_the_description(matches: Any) -> None:
    make_freelancer("roofs", headline="Thatch")
    make_freelancer("walls", headline="Plaster")
    assert [*matches("Thatch", "Near a wall with plaster.")] == ["roofs", "walls"]
    assert [*matches("Plaster", "Near a roof of thatch.")] == ["walls", "roofs"]


def test_signs_of_a_search_mean_nothing_in_a_description(matches: Any) -> None:
    make_freelancer("roofs", headline="Thatch")
    assert [*matches("Roof", '- thatch\n-thatch "of reed" OR nothing')] == ["roofs"]


def test_words_that_only_a_name_has_find_nobody(matches: Any, freelancer: User) -> None:
    make_freelancer(user=freelancer, headline="Gardens")
    assert matches("Rao", "Asha") == {}


def test_who_lacks_a_skill_is_not_left_out(matches: Any) -> None:
    thatching = make_skill("Thatching")
    make_freelancer("words", headline="Reed roofs", bio="Nothing but reed roofs.")
    make_freelancer("skill", headline="Roofs", skills=("Thatching",))
    found = matches("Reed roofs", skills=[thatching])
    assert set(found) == {"words", "skill"}
    assert found["words"]["skills"]["missing"] == ["Thatching"]
    assert found["skill"]["skills"]["held"] == ["Thatching"]


def test_who_is_where_the_work_is_comes_first(matches: Any) -> None:
    for name, city, country in (
        ("far", "Lyon", "FR"),
        ("near", "Nashik", "IN"),
        ("there", "Pune", "IN"),
    ):
        make_freelancer(name, headline="Waterproofing", city=city, country=country)
    found = matches("Waterproofing in Pune", country="IN")
    assert [*found] == ["there", "near", "far"]
    assert found["there"]["place"] == {
        "code": "place",
        "detail": "Is in Pune.",
        "city": "Pune",
        "country": "IN",
    }
    assert found["near"]["place"]["detail"] == "Is in the country of the work."
    assert found["far"]["place"]["detail"] == "Is in another country."


@pytest.mark.parametrize(
    ("title", "description"),
    [
        ("Waterproofing", "The house is in Köln-Süd. Come to us in KÖLN, please."),
        ("Waterproofing, Köln", "By May."),
        ("Waterproofing (Köln)", "By May."),
        ("WATERPROOFING IN KOELN, NOT REMOTE", "By May."),
    ],
)
def test_a_city_is_read_from_the_text(matches: Any, title: str, description: str) -> None:
    make_freelancer("far", headline="Waterproofing", bio="Waterproofing.", city="Ulm", country="DE")
    make_freelancer("there", headline="Waterproofing", city="Köln", country="DE")
    found = matches(title, description, country="DE")
    assert next(iter(found)) == "there"
    assert found["there"]["place"]["detail"] == "Is in Köln."


@pytest.mark.parametrize("title", ["Waterproofing in Bangalore", "Waterproofing, Bangalore City"])
@pytest.mark.parametrize("country", ["IN", ""])
def test_a_city_is_the_same_by_its_other_name(matches: Any, title: str, country: str) -> None:
    make_freelancer(
        "far", headline="Waterproofing", bio="Waterproofing.", city="Pune", country="IN"
    )
    make_freelancer("there", headline="Waterproofing", city="Bengaluru", country="IN")
    found = matches(title, country=country)
    assert next(iter(found)) == "there"
    assert found["there"]["place"]["detail"] == "Is in Bengaluru."
    assert found["far"].get("place", {}).get("detail") != "Is in Pune."


def test_a_city_of_another_country_is_another_city(matches: Any) -> None:
    make_freelancer("there", headline="Masonry", city="Hyderabad", country="PK")
    found = matches("Masonry in Hyderabad", country="IN")
    assert found["there"]["place"]["detail"] == "Is in another country."


def test_where_somebody_lives_is_nothing_to_remote_work(matches: Any) -> None:
    make_freelancer("there", headline="Typesetting", city="Pune", country="IN")
    make_freelancer("far", headline="Typesetting", city="Lyon", country="FR")
    found = matches("Typesetting", "Remote, for our office in Pune.")
    assert all("place" not in reasons for reasons in found.values())


def test_a_hidden_profile_is_shown_to_nobody_at_once(matches: Any) -> None:
    hidden = make_freelancer("hidden", headline="Thatch")
    assert [*matches("Thatch")] == ["hidden"]
    update_profile(user=hidden.user, changes={"visibility": "members"})
    assert matches("Thatch") == {}


def test_a_reason_names_only_what_the_profile_shows_now(matches: Any) -> None:
    profile = make_freelancer("ann", headline="Thatch", bio="Reed and thatch.")
    assert set(matches("Thatch", "Of reed.")["ann"]["words"]["words"]) == {"thatch", "reed"}
    update_profile(user=profile.user, changes={"bio": "Only straw now."})
    assert matches("Thatch", "Of reed.")["ann"]["words"]["words"] == ["thatch"]


@pytest.fixture
def indexer(db: None, indexer_on_disk: Callable[[Served], Indexer]) -> Iterator[Indexer]:
    """The freelancers' index on the disk, which shows what was changed when it is told to."""
    profile_index.forget()
    indexer = indexer_on_disk(profile_index)
    with indexer.place.alone() as is_mine:
        assert is_mine
        yield indexer
    profile_index.forget()


def test_somebody_who_was_hidden_since_the_index_was_written_is_not_shown(
    matches: Any, indexer: Indexer
) -> None:
    make_freelancer("shown", headline="Thatch")
    hidden = make_freelancer("hidden", headline="Thatch")
    indexer.step()
    update_profile(user=hidden.user, changes={"visibility": "members"})
    assert [*matches("Thatch")] == ["shown"]


def test_a_word_that_was_taken_out_since_is_no_reason(matches: Any, indexer: Indexer) -> None:
    profile = make_freelancer("ann", headline="Thatch", bio="Reed and thatch.")
    indexer.step()
    update_profile(user=profile.user, changes={"bio": "Only straw now."})
    assert matches("Thatch", "Of reed.")["ann"]["words"]["words"] == ["thatch"]


@pytest.mark.parametrize("broken", ["missing", "failing"])
def test_while_no_index_can_be_read_skills_still_match(
    matches: Any, indexer: Indexer, broken: str
) -> None:
    thatching = make_skill("Thatching")
    make_freelancer("ann", skills=("Thatching",))
    if broken == "failing":
        indexer.step()
        index = profile_index.index()
        assert index is not None
        index.index = Index(SchemaBuilder().build())  # has none of our fields
    assert [*matches("Roof of reed", skills=[thatching])] == ["ann"]


def test_what_a_score_is_made_of_adds_up_to_it(
    client: Client, client_user: User, plumbers: None
) -> None:
    thatching = make_skill("Thatching")
    make_freelancer("ann", headline="Pipe fitter", bio="Reed roofs.", skills=("Thatching",))
    make_freelancer("ben", headline="Reed")
    project = make_project(client=client_user, title="Drain technician, reed", skills=[thatching])
    path = f"projects/{project.pk}/matches"
    ann, ben = client.get(path, {"explain": "1"}).json()["results"]
    for one in (ann, ben):
        assert sum(one["explanation"].values()) == pytest.approx(one["score"], abs=0.001)
    assert ann["explanation"]["skills"] > 0
    assert ann["explanation"]["occupation"] > 0
    assert ben["explanation"]["skills"] == ben["explanation"]["occupation"] == 0
    assert ben["explanation"]["words"] > 0
    assert "explanation" not in client.get(path).json()["results"][0]


@pytest.mark.parametrize("query", [{"explain": "perhaps"}, {"unknown": "1"}])
def test_a_parameter_that_is_none_is_refused(
    client: Client, client_user: User, query: dict[str, str]
) -> None:
    project = make_project(client=client_user)
    answer = client.get(f"projects/{project.pk}/matches", query)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, next(iter(query)))
