"""Words that nobody has are set right, by words that the vocabulary or several people have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from accounts.tests.factories import UserFactory
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer, make_occupation, make_skill

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db


def shown_for(api: Client, text: str) -> str | None:
    answer = api.get("profiles", {"q": text})
    assert answer.status_code == 200
    shown: str | None = answer.json()["query"]["showing_results_for"]
    return shown


def usernames(api: Client, text: str) -> set[str]:
    return {one["username"] for one in api.get("profiles", {"q": text}).json()["results"]}


def test_a_word_is_set_right_by_skills_and_occupations_that_nobody_offers(api: Client) -> None:
    make_skill("Waterproofing")
    make_occupation("Commercial Divers", "Route Driver")
    assert shown_for(api, "waterprofing") == "waterproofing"
    assert shown_for(api, "comercial Divers") == "commercial Divers"


def test_a_word_of_the_vocabulary_is_right(api: Client) -> None:
    make_occupation("Truck Drivers", "Route Driver")
    make_occupation("Commercial Divers", "Diver")
    assert shown_for(api, "Route Diver") is None


def test_a_text_of_another_language_is_left_as_it_is(api: Client) -> None:
    make_skill("Mine surveying")
    make_skill("Demand planning")
    make_freelancer("books", headline="Buchhaltung")
    assert shown_for(api, "suche jemandan für meine Buchhaltung") is None
    assert shown_for(api, "demandd planning") == "demand planning"


def test_words_places_and_names_of_three_people_set_right_what_nobody_has(api: Client) -> None:
    for number in range(3):
        user = UserFactory(username=f"ken{number}", first_name="Ada", last_name="Kennedy")
        make_freelancer(user=user, city="Timisoara", bio="I build hurdygurdies")
    assert shown_for(api, "Kenedy") == "kennedy"
    assert shown_for(api, "accordion Timishoara") == "accordion timisoara"
    assert shown_for(api, "hurdigurdies") == "hurdygurdies"
    assert usernames(api, "Kenedy") == {"ken0", "ken1", "ken2"}


def test_a_word_of_two_people_is_found_but_not_shown(api: Client) -> None:
    for number in range(2):
        user = UserFactory(username=f"ken{number}", first_name="Ada", last_name="Kennedy")
        make_freelancer(user=user)
    assert shown_for(api, "Kenedy") is None
    assert usernames(api, "Kenedy") == {"ken0", "ken1"}


def test_who_is_hidden_does_not_count(api: Client) -> None:
    for number in range(3):
        user = UserFactory(username=f"ken{number}", first_name="Ada", last_name="Kennedy")
        make_freelancer(user=user)
    assert shown_for(api, "Kenedy") == "kennedy"
    update_profile(user=user, changes={"visibility": "hidden"})
    assert shown_for(api, "Kenedy") is None


def test_somebodys_name_is_not_made_a_word_of_the_vocabulary_that_is_further_off(
    api: Client,
) -> None:
    make_skill("Gardening")
    make_freelancer(user=UserFactory(username="gard", first_name="Ada", last_name="Gardenier"))
    assert shown_for(api, "Gardenie") is None
    assert usernames(api, "Gardenie") == {"gard"}


@pytest.mark.parametrize("text", ["Ada", "ada's", "ADA", "lovelace, ada", "will ada"])
def test_what_somebody_has_is_not_set_right(api: Client, text: str) -> None:
    make_skill("Lovelance")
    make_skill("Adda")
    make_freelancer(user=UserFactory(username="ada", first_name="Ada", last_name="Lovelace"))
    assert shown_for(api, text) is None


@pytest.mark.parametrize("text", ["leaks", "drafted", "trekking", "this"])
def test_another_form_and_a_word_that_is_not_nearly_the_same_are_left_as_they_are(
    api: Client, text: str
) -> None:
    make_occupation("Menders", "Leak detection technician", "Drafter", "Water treating", "Thin")
    assert shown_for(api, text) is None


@pytest.mark.parametrize(
    ("text", "right"), [("plumbre", "plumber"), ("acountent", None), ("elecrtician", "electrician")]
)
def test_the_longer_a_word_the_more_of_it_is_set_right(
    api: Client, text: str, right: str | None
) -> None:
    make_occupation("Some trade", "Plumber", "Electrician", "Accountable")
    assert shown_for(api, text) == right
