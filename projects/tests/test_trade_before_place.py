"""Who fits a project first: by what its title asks for, and then by where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from profiles.tests.factories import make_freelancer, make_occupation, make_skill
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def matched(client: Client, client_user: User) -> Any:
    """Post a project and ask who fits it: usernames, the best first."""

    def ask(title: str, description: str = "See above.", **fields: Any) -> list[str]:
        project = make_project(client=client_user, title=title, description=description, **fields)
        answer = client.get(f"projects/{project.pk}/matches")
        assert answer.status_code == 200, answer.content
        results = answer.json()["results"]
        scores = [one["score"] for one in results]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        return [one["profile"]["username"] for one in results]

    return ask


@pytest.fixture
def occupations(db: None) -> None:
    make_occupation("Software Developers", "Software Developer", "App Developer", "Developer")
    make_occupation("Photographers", "Photographer", "Fotograf")
    make_occupation("Plumbers", "Plumber", "Pipe Fitter", "Klempner")
    make_occupation("Tilers", "Tiler", "Tile Setter")
    make_occupation("Bookkeepers", "Bookkeeper", "Accounting Clerk")


# --- The title ------------------------------------------------------------------------------------


def test_a_django_developer_comes_before_developers_of_other_things(
    matched: Any, occupations: None
) -> None:
    make_skill("Django")
    for number in range(8):
        make_freelancer(f"app{number}", headline="App developer", bio="I am a developer of apps.")
    make_freelancer("both", headline="Software developer", skills=("Django",))
    make_freelancer("words", headline="Web shops", bio="Python and Django since 2012.")
    found = matched("Django developer")
    assert found[:2] == ["both", "words"]
    assert len(found) == 10


def test_what_stands_behind_with_is_asked_for_as_well(matched: Any, occupations: None) -> None:
    for name in ("Python", "Django"):
        make_skill(name)
    for number in range(5):
        make_freelancer(f"python{number}", headline="Software developer", skills=("Python",))
    make_freelancer("django", headline="Software developer", skills=("Python", "Django"))
    assert matched("Senior Python developer with Django")[0] == "django"


def test_a_compound_finds_who_does_what_it_ends_with(matched: Any, occupations: None) -> None:
    make_freelancer("weddings", headline="Wedding planner", bio="Every wedding is another one.")
    make_freelancer("photos", headline="Fotograf", bio="Hochzeit, Taufe, Fest.")
    make_freelancer("portraits", headline="Photographer", bio="Portraits.")
    text = "Wir heiraten im August und suchen jemanden für den ganzen Tag."
    assert matched("Hochzeitsfotograf gesucht", text)[:2] == ["photos", "portraits"]


def test_a_compound_of_which_only_the_ending_is_known_is_found_by_it(matched: Any) -> None:
    make_freelancer("stairs", headline="Treppen und Geländer")
    make_freelancer("roofs", headline="Dächer")
    assert matched("Stahlgeländer") == ["stairs"]


def test_whom_work_is_for_is_not_who_does_it(matched: Any, occupations: None) -> None:
    make_freelancer("books", headline="Accounting clerk", bio="Ledgers, VAT, monthly accounts.")
    for number in range(3):
        text = "Housing society work. Housing. Society."
        make_freelancer(f"society{number}", headline="Housing society", bio=text)
    found = matched("Bookkeeper for a housing society", "Monthly accounts, please.")
    assert found[0] == "books"


def test_in_hinglish_the_trade_stands_behind(matched: Any) -> None:
    make_freelancer("tables", headline="Furniture shop", bio="Furniture, repair, furniture.")
    make_freelancer("wood", headline="Carpenter")
    assert matched("Furniture repair ke liye carpenter chahiye")[0] == "wood"


def test_many_forms_of_a_word_count_once(matched: Any) -> None:
    make_freelancer("once", headline="Tuckpointing of chimneys")
    make_freelancer("often", headline="Chimney sweep", bio="Chimneys, a chimney, chimneys.")
    assert matched("Tuckpointing of chimneys")[0] == "once"


# --- Trade before place ---------------------------------------------------------------------------


@pytest.fixture
def people(occupations: None) -> None:
    for name, headline, city, country in (
        ("plumber-here", "Plumber", "Pune", "IN"),
        ("fitter-here", "Pipe fitter", "Pune", "IN"),
        ("tiler-here", "Tiler", "Pune", "IN"),
        ("plumber-near", "Plumber, all plumber's work, plumber", "Nashik", "IN"),
        ("plumber-far", "Plumber", "Lyon", "FR"),
    ):
        make_freelancer(
            name, headline=headline, bio="A leak in a bathroom.", city=city, country=country
        )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Plumber in Pune", "A leak in the bathroom."),
        ("Plumber, Pune", "A leak in the bathroom."),
        ("Plumber needed", "Our society is in Pune. A leak in the bathroom."),
    ],
)
@pytest.mark.parametrize("country", ["IN", ""])
def test_those_of_the_trade_come_first_and_of_them_those_who_are_there(
    matched: Any, people: None, title: str, text: str, country: str
) -> None:
    found = matched(title, text, country=country)
    assert set(found[:2]) == {"plumber-here", "fitter-here"}
    assert set(found[2:4]) == {"plumber-near", "plumber-far"}
    assert found[4:] == ["tiler-here"]
    if country:
        assert found[2:4] == ["plumber-near", "plumber-far"]


def test_without_a_city_those_in_the_country_come_before_those_abroad(
    matched: Any, people: None
) -> None:
    found = matched("Plumber", "A leak in the bathroom.", country="IN")
    assert set(found[:3]) == {"plumber-here", "fitter-here", "plumber-near"}
    assert found[3:] == ["plumber-far", "tiler-here"]


def test_of_a_city_where_nobody_lives_those_in_the_country_come_first(
    matched: Any, people: None
) -> None:
    found = matched("Plumber in Zirakpur", "A leak in the bathroom.", country="IN")
    assert set(found[:3]) == {"plumber-here", "fitter-here", "plumber-near"}
    assert found[3:] == ["plumber-far", "tiler-here"]


def test_place_is_nothing_to_remote_work_but_the_trade_still_counts(
    matched: Any, people: None
) -> None:
    found = matched("Plumber in Pune", "Remote: advice by video about a leak in a bathroom.")
    assert found[-1] == "tiler-here"


def test_a_needed_skill_makes_somebody_of_the_trade(matched: Any, occupations: None) -> None:
    leaks = make_skill("Leak detection")
    make_freelancer("skilled", headline="House work", skills=("Leak detection",), city="Nashik")
    make_freelancer("other", headline="Tiler", bio="Leaks in a bathroom. Bathrooms.", city="Pune")
    found = matched("Plumber in Pune", "A leak in the bathroom.", skills=[leaks])
    assert found == ["skilled", "other"]


def test_where_the_title_tells_nothing_the_description_says_what_the_work_is(
    matched: Any, people: None
) -> None:
    found = matched("Help needed", "A plumber in Pune for our bathroom.", country="IN")
    assert found[0] == "plumber-here"


@pytest.mark.parametrize(
    "title", ["", "!!!", "for of in", "\N{SNOWMAN}", "- - -", "for", "a" * 120]
)
def test_a_title_that_says_nothing_is_no_error(matched: Any, people: None, title: str) -> None:
    assert isinstance(matched(title or " ", "Plumber"), list)
