"""Open projects for a freelancer: by headline, occupation, skills and place, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from tantivy import Index, SchemaBuilder

from profiles.services.profile import update_profile
from profiles.services.skills import add_skill
from profiles.tests.factories import make_occupation, make_skill
from projects.search.index import project_index
from projects.services.posting import cancel_project, update_project
from projects.tests.factories import make_project
from projects.tests.test_search_visibility import GONE
from search.indexer import Indexer
from search.serving import place_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from accounts.models import User
    from conftest import Client
    from projects.models import Project

pytestmark = pytest.mark.django_db

PATH = "me/recommendations"


@pytest.fixture
def roofer(freelancer: User) -> User:
    headline = {"headline": "Thatcher", "city": "Pune", "country": "IN"}
    update_profile(user=freelancer, changes=headline)
    return freelancer


@pytest.fixture
def plumbers(db: None) -> None:
    make_occupation("Plumbers", "Pipe Fitter", "Drain Technician")
    make_occupation("Tile and Stone Setters", "Tile Fitter")


def recommended(caller: Client, **parameters: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """The reasons for each project by their code, in order."""
    answer = caller.get(PATH, parameters)
    assert answer.status_code == 200, answer.content
    return {
        one["project"]["title"]: {reason["code"]: reason for reason in one["reasons"]}
        for one in answer.json()["projects"]
    }


def test_whoever_names_no_skill_is_recommended_what_the_headline_says(
    worker: Client, roofer: User, client_user: User
) -> None:
    make_project(client=client_user, title="A barn", description="Needs a thatcher, or reed.")
    make_project(client=client_user, title="Paint the stairwell")
    found = recommended(worker)
    assert [*found] == ["A barn"]
    assert found["A barn"]["words"]["words"] == ["thatcher"]
    assert "thatcher" in found["A barn"]["words"]["detail"]


def test_a_headline_finds_other_names_of_its_occupation(
    worker: Client, freelancer: User, client_user: User, plumbers: None
) -> None:
    update_profile(user=freelancer, changes={"headline": "Pipe fitter"})
    make_project(client=client_user, title="Tile fitter")
    make_project(client=client_user, title="Drain technician needed")
    found = recommended(worker)
    assert next(iter(found)) == "Drain technician needed"
    assert found["Drain technician needed"]["occupation"]["occupation"] == "Plumbers"
    assert "occupation" not in found.get("Tile fitter", {})


def test_a_skill_that_only_the_text_of_a_project_names_finds_it(
    worker: Client, freelancer: User, client_user: User
) -> None:
    make_skill("Terrazzo")
    add_skill(user=freelancer, name="Terrazzo")
    make_project(client=client_user, title="Our hall", description="The terrazzo is cracked.")
    assert recommended(worker)["Our hall"]["words"]["words"] == ["terrazzo"]


def test_work_out_of_reach_comes_last(worker: Client, roofer: User, client_user: User) -> None:
    for title, country in (
        ("Thatcher in Lyon", "FR"),
        ("Thatcher in Nashik", "IN"),
        ("Thatcher, Pune", "IN"),
    ):
        make_project(client=client_user, title=title, country=country)
    found = recommended(worker)
    assert [*found] == ["Thatcher, Pune", "Thatcher in Nashik", "Thatcher in Lyon"]
    assert found["Thatcher, Pune"]["place"]["detail"] == "Is in Pune."
    assert found["Thatcher in Nashik"]["place"]["detail"] == "Is in your country."
    assert found["Thatcher in Lyon"]["place"]["detail"] == "Is in another country."


def test_no_work_of_another_trade_comes_before_ones_own(
    worker: Client, roofer: User, client_user: User
) -> None:
    make_skill("Reed")
    add_skill(user=roofer, name="Reed")
    make_project(client=client_user, title="Thatcher in Lyon", country="FR")
    make_project(client=client_user, title="Plaster, Pune", country="IN", description="Pune.")
    assert next(iter(recommended(worker))) == "Thatcher in Lyon"


@GONE
def test_what_is_open_no_more_drops_out(
    worker: Client, roofer: User, client_user: User, take: Callable[[Project], None]
) -> None:
    project = make_project(client=client_user, title="Thatcher needed")
    assert [*recommended(worker)] == ["Thatcher needed"]
    take(project)
    assert recommended(worker) == {}


def test_a_project_that_says_something_else_now_is_recommended_no_more(
    worker: Client, roofer: User, client_user: User
) -> None:
    project = make_project(client=client_user, title="Thatcher needed")
    assert [*recommended(worker)] == ["Thatcher needed"]
    changes = {"title": "Paint", "description": "Walls."}
    update_project(client=client_user, project=project, changes=changes, skills=None)
    assert recommended(worker) == {}


def test_pages_hold_each_project_once_also_when_one_is_taken_back_meanwhile(
    worker: Client, roofer: User, client_user: User
) -> None:
    now = timezone.now()
    projects = [
        make_project(
            client=client_user, title=f"Thatcher {number}", opened_at=now - timedelta(days=number)
        )
        for number in range(7)
    ]
    first = worker.get(PATH, {"page_size": 3}).json()
    assert first["previous"] is None
    cancel_project(client=client_user, project=projects[0])
    second = worker.get(first["next"].removeprefix("http://testserver")).json()
    third = worker.get(second["next"].removeprefix("http://testserver")).json()
    shown = [one["project"]["title"] for page in (first, second, third) for one in page["projects"]]
    assert shown == [f"Thatcher {number}" for number in range(7)]
    assert third["next"] is None
    assert second["skills"] == []
    back = worker.get(third["previous"].removeprefix("http://testserver")).json()
    assert back["projects"] == second["projects"]


def test_what_a_score_is_made_of_adds_up_to_it(
    worker: Client, roofer: User, client_user: User
) -> None:
    make_project(client=client_user, title="Thatcher, Pune", country="IN")
    make_project(client=client_user, title="Thatcher", budget_max=10, currency="EUR")
    for one in worker.get(PATH, {"explain": "1"}).json()["projects"]:
        assert sum(one["explanation"].values()) == pytest.approx(one["score"], abs=0.001)
        assert one["explanation"]["trade"] == 0.25
    assert "explanation" not in worker.get(PATH).json()["projects"][0]


@pytest.mark.parametrize(
    "query", [{"explain": "perhaps"}, {"unknown": "1"}, {"cursor": "x"}, {"page_size": "0"}]
)
def test_a_parameter_that_is_none_is_refused(worker: Client, query: dict[str, str]) -> None:
    answer = worker.get(PATH, query)
    assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (422, next(iter(query)))


def test_a_cursor_of_another_list_is_refused(
    worker: Client, roofer: User, client_user: User
) -> None:
    for number in range(3):
        make_project(client=client_user, title=f"Thatcher {number}")
    link = worker.get("projects", {"page_size": 1}).json()["next"]
    cursor = link.partition("cursor=")[2].partition("&")[0]
    assert worker.get(f"{PATH}?cursor={cursor}").status_code == 422


@pytest.fixture
def indexer(db: None, settings: Any, tmp_path: Path) -> Iterator[Indexer]:
    """The projects' index on the disk, which shows what was changed when it is told to."""
    settings.SEARCH_FOLDER, settings.SEARCH_INDEXER = str(tmp_path), "command"
    project_index.forget()
    source = project_index.source
    indexer = Indexer(source, place_of(source))
    with indexer.place.alone() as is_mine:
        assert is_mine
        yield indexer
    project_index.forget()


@pytest.mark.parametrize("broken", ["missing", "failing"])
def test_while_no_index_can_be_read_skills_still_recommend(
    worker: Client, roofer: User, client_user: User, indexer: Indexer, broken: str
) -> None:
    reed = make_skill("Reed")
    add_skill(user=roofer, name="Reed")
    make_project(client=client_user, title="A barn", skills=[reed])
    if broken == "failing":
        indexer.step()
        index = project_index.index()
        assert index is not None
        index.index = Index(SchemaBuilder().build())  # has none of our fields
    found = recommended(worker)
    assert [*found] == ["A barn"]
    assert found["A barn"]["skills"]["held"] == ["Reed"]


def test_what_was_cancelled_since_the_index_was_written_is_not_shown(
    worker: Client, roofer: User, client_user: User, indexer: Indexer
) -> None:
    make_project(client=client_user, title="Thatcher needed")
    gone = make_project(client=client_user, title="Thatcher for a shed")
    indexer.step()
    cancel_project(client=client_user, project=gone)
    assert [*recommended(worker)] == ["Thatcher needed"]


def test_the_first_page_of_the_account_shows_the_reasons_in_words(
    asha: Any, roofer: User, client_user: User
) -> None:
    make_project(client=client_user, title="Thatcher, Pune", country="IN")
    page = asha.get("/dashboard").content.decode()
    assert "Thatcher, Pune" in page
    assert "The project mentions: thatcher." in page
    assert "Is in Pune." in page
