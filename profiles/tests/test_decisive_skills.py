"""Who looks for a Django engineer finds who does Django, and not any engineer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from profiles.tests.factories import make_freelancer, make_occupation, make_skill

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def skills() -> None:
    python = make_skill("Python", "Python developer")
    make_skill("Django", parent=python)
    make_skill("Excel")
    make_skill("Teaching")
    make_occupation("Software Developers", "Software engineer", "Web developer", "Coder")
    make_occupation("Civil Engineers", "Civil engineer", "Bridge engineer")
    for place in ("School", "Driving", "Dance", "Language"):
        make_occupation(f"{place} teachers", f"{place} teaching assistant")


@pytest.fixture
def team() -> None:
    make_freelancer("pia", headline="Python, Python and Python", skills=("Python",))
    make_freelancer("dev", headline="Web developer", bio="developer of development teams")
    make_freelancer("civil", headline="Engineer of bridges, civil engineer")
    make_freelancer(
        "django", headline="Back ends", bio="Quiet work. " * 60, skills=("Django", "Excel")
    )


def asked(api: Client, text: str, **filters: Any) -> Any:
    answer = api.post("profiles/search", {"q": text, **filters})
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(page: Any) -> list[str]:
    return [one["username"] for one in page["results"]]


@pytest.mark.parametrize(
    "text",
    [
        "django engineer",
        "Django developer",
        "senior python engineer with django",
        "looking for a DJANGO specialist",
        "django wala developer",
        "Django-Entwicklerin gesucht",
    ],
)
def test_who_has_the_skill_comes_first_and_alone_is_counted(
    api: Client, team: None, text: str
) -> None:
    page = asked(api, text)
    assert names(page)[0] == "django"
    assert page["results"][0]["lacking"] == []
    assert page["query"]["required"] == ["django"]
    assert page["count"] == 1
    assert names(asked(api, text, ordering="-joined")) == ["django"]


def test_a_role_that_is_part_of_a_skills_name_is_none_of_the_skill(api: Client, team: None) -> None:
    page = asked(api, "python developer")
    assert page["query"]["required"] == ["python"]
    assert names(page)[0] == "pia"
    assert names(page).index("django") < names(page).index("dev")  # whoever does it does Python


def test_a_word_of_the_skill_that_is_only_written_counts_as_well(api: Client, team: None) -> None:
    make_freelancer("bio", headline="Back ends", bio="Quiet work in Django. " * 30)
    assert set(names(asked(api, "django engineer"))[:2]) == {"django", "bio"}


def test_a_role_without_a_skill_is_required(api: Client, team: None) -> None:
    page = asked(api, "bridge engineer")
    assert page["query"]["required"] == ["bridge", "engineer"]
    assert names(page)[0] == "civil"


def test_a_skill_that_many_have_decides_less_than_the_trade(api: Client, team: None) -> None:
    make_occupation("Plumbers", "Plumber")
    make_freelancer("plumber", headline="Plumber")
    for number in range(20):
        make_freelancer(f"clerk{number}", headline="Clerk", skills=("Excel",))
    assert names(asked(api, "plumber excel"))[0] == "plumber"


def test_half_of_the_name_of_many_occupations_decides_nothing(api: Client) -> None:
    make_freelancer("any", headline="Gardens", skills=("Teaching",))
    make_freelancer("school", headline="School teaching assistant")
    page = asked(api, "dance teaching assistant")
    assert page["query"]["required"] == ["dance", "teaching", "assistant"]
    assert names(page)[0] == "school"


def test_a_skill_nobody_has_still_finds_whom_the_rest_means(api: Client) -> None:
    make_freelancer("dev", headline="Web developer")
    page = asked(api, "django developer")
    assert names(page) == ["dev"]
    assert page["results"][0]["lacking"] == ["django"]
    assert page["count"] == 0
