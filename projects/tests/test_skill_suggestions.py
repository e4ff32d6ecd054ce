"""Skills that a project's text asks for, suggested while it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from profiles.services.skills import add_skill
from profiles.tests.factories import make_occupation, make_skill
from projects.models import Project
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from accounts.models import User
    from conftest import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggested(client: Client) -> Any:
    """The names that are suggested, each with the reason's code."""

    def ask(title: str, description: str = "", **fields: Any) -> dict[str, str]:
        body = {"title": title, "description": description, **fields}
        answer = client.post("projects/suggest-skills", body)
        assert answer.status_code == 200, answer.content
        return {one["name"]: one["code"] for one in answer.json()["results"]}

    return ask


def test_a_skill_that_the_text_names_is_suggested(suggested: Any) -> None:
    make_skill("Lime plaster", "lime plastering")
    make_skill("Tiling")
    found = suggested("Walls of an old house", "Lime plastering, and a little tiling.")
    assert found == {"Lime plaster": "text", "Tiling": "text"}


def test_of_names_within_each_other_the_longest_is_meant(suggested: Any) -> None:
    make_skill("React")
    make_skill("React Native")
    assert suggested("An app in React Native") == {"React Native": "text"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We go for it: c is not b", []),
        ("A server in Go, with parts in C.", ["Go", "C"]),
        ("PHP and php", ["PHP"]),
    ],
)
def test_a_short_name_counts_where_it_is_written_as_one(
    suggested: Any, text: str, names: list[str]
) -> None:
    for name in ("Go", "C", "PHP"):
        make_skill(name)
    assert [*suggested("Programming", text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We excel at what we do, and react swiftly.", []),
        ("We Excel at all of it!", []),
        ("React to guests' wishes with a smile. Spring is our season, this Spring above all.", []),
        ("Express Delivery Driver needed", []),
        ("Express delivery, a swift response, and go the extra mile.", []),
        ("Go the extra mile", []),
        ("Proficient in Excel (pivot tables)", ["Excel"]),
        ("proficient in excel and in writing", ["Excel"]),
        ("A react developer", ["React"]),
        ("An app with React and Express, for phones", ["React", "Express"]),
        ("Java and Spring developer", ["Spring"]),
        ("You need:\n- Excel\n- Swift", ["Excel", "Swift"]),
        ("Go developer", ["Go"]),
    ],
)
def test_a_name_that_is_a_word_of_everyday_has_to_be_meant(
    suggested: Any, text: str, names: list[str]
) -> None:
    for name in ("Excel", "React", "Express", "Spring", "Swift", "Go"):
        make_skill(name)
    assert [*suggested("Help", text)] == names


def test_what_a_trade_does_is_meant_however_it_is_written(suggested: Any) -> None:
    make_skill("Painting", kind="trade")
    assert suggested("Our stairs", "The walls need painting.") == {"Painting": "text"}


def test_skills_of_the_occupation_that_is_meant_are_suggested(suggested: Any) -> None:
    plumbers = make_occupation("Plumbers", "Pipe Fitter")
    plumbers.skills.add(make_skill("Leak detection"))
    make_occupation("Bakers").skills.add(make_skill("Sourdough"))
    assert suggested("Pipe fitter needed") == {"Leak detection": "occupation"}
    assert suggested("Pipe fitter needed", "Plumbers who have time.") == {
        "Leak detection": "occupation"
    }


def test_an_occupation_that_only_the_title_seems_to_mean_suggests_nothing(suggested: Any) -> None:
    make_occupation("Bakers", "Baker street porter").skills.add(make_skill("Sourdough"))
    make_occupation("Plumbers")
    assert suggested("A flat in Baker Street", "Plumbers are needed.") == {}


def test_what_is_chosen_is_not_suggested_again(suggested: Any) -> None:
    make_skill("Tiling")
    assert suggested("Tiling", skills=["tiling"]) == {}


def test_what_a_suggestion_does_not_know_is_refused(client: Client) -> None:
    answer = client.post("projects/suggest-skills", {"title": "Tiling", "desciption": "Tiles."})
    (error,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert (error["code"], error["attr"]) == ("unknown_parameter", "desciption")


def test_a_skill_that_was_only_proposed_is_not_suggested(suggested: Any, freelancer: User) -> None:
    add_skill(user=freelancer, name="Straw thatching")
    assert suggested("Straw thatching") == {}


def test_suggestions_add_nothing_by_themselves(suggested: Any, client: Client) -> None:
    make_skill("Tiling")
    assert suggested("Tiling") == {"Tiling": "text"}
    assert not Project.objects.exists()
    project = client.post("projects", {"title": "Tiling", "description": "Tiling."}).json()
    assert project["skills"] == []


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "x", "description": "x" * 5001}, "description"),
        ({"title": "x", "skills": ["x"] * 21}, "skills"),
    ],
)
def test_what_no_project_could_say_is_refused(
    client: Client, body: dict[str, Any], attr: str
) -> None:
    answer = client.post("projects/suggest-skills", body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"].startswith(attr)


def test_suggesting_takes_few_queries(suggested: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        make_skill(f"Skill{number}")
    text = " ".join(f"Skill{number}" for number in range(20))
    suggested("Warm up", text)
    # The session, skills, their links, and what the tests' two indexes look for.
    with django_assert_max_num_queries(8):
        assert len(suggested("Skills", text)) == 12


FORM = {"title": "Tiling of a hall", "description": "Forty square metres, grouting too."}


def test_the_form_of_a_project_suggests_what_its_text_asks_for(society: Any) -> None:
    make_skill("Tiling")
    make_skill("Grouting")
    answer = society.post("/projects/suggest-skills", FORM | {"skills": "Tiling"})
    page = answer.content.decode()
    assert 'value="Grouting"' in page
    assert 'value="Tiling"' not in page
    assert "checked" not in page


def test_what_is_ticked_becomes_a_skill_and_nothing_else(society: Any) -> None:
    for name in ("Tiling", "Grouting", "Masonry"):
        make_skill(name)
    sent = FORM | {"skills": "Masonry", "suggested": ["Grouting"], "status": "open"}
    assert society.post("/projects/new", sent).status_code == 302
    project = Project.objects.get()
    assert {skill.name for skill in project.skills.all()} == {"Masonry", "Grouting"}


def test_what_is_ticked_stays_ticked_in_a_form_that_was_refused(society: Any) -> None:
    make_skill("Grouting")
    sent = FORM | {"budget_max": "much", "suggested": ["Grouting"], "status": "open"}
    answer = society.post("/projects/new", sent)
    assert answer.status_code == 422
    assert 'value="Grouting" checked' in answer.content.decode()
    assert not Project.objects.exists()


def test_an_edited_project_gets_what_is_ticked(society: Any, client_user: User) -> None:
    make_skill("Grouting")
    project = make_project(client=client_user)
    assert society.get(f"/projects/{project.pk}/edit").status_code == 200
    answer = society.post(f"/projects/{project.pk}/edit", FORM | {"suggested": ["Grouting"]})
    assert answer.status_code == 302
    assert [skill.name for skill in project.skills.all()] == ["Grouting"]


def test_a_freelancer_is_not_asked_for_skills_of_a_project(asha: Any) -> None:
    assert asha.post("/projects/suggest-skills", FORM).status_code == 403


@pytest.mark.parametrize("sent", [{}, {"title": "x" * 200}, {"title": "a\0"}])
def test_a_text_that_no_project_could_have_suggests_nothing(
    society: Any, sent: dict[str, str]
) -> None:
    answer = society.post("/projects/suggest-skills", sent)
    assert (answer.status_code, answer.content.strip()) == (200, b"")
