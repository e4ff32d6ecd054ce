"""What a text finds among the open projects."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.exchange.importing import import_rates
from profiles.services.vocabulary import add_alias, merge_skill, remove_alias, save_skill
from profiles.tests.factories import make_freelancer, make_occupation, make_skill
from projects.models import Project
from projects.search.index import project_index
from projects.services.posting import cancel_project, open_project, update_project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

PAUSE = timedelta(days=1)


def answer(caller, text: str = "", **parameters) -> dict:
    given = {"q": text} if text else {}
    told = caller.get("projects", given | parameters)
    assert told.status_code == 200, told.content
    return told.json()


def titles(caller, text: str = "", **parameters) -> list[str]:
    return [one["title"] for one in answer(caller, text, **parameters)["results"]]


@pytest.fixture
def pipes(client_user):
    return make_project(
        client=client_user, title="Plumbers needed", description="A pipe under the sink leaks."
    )


@pytest.fixture
def stairs(client_user):
    return make_project(client=client_user, title="Paint the stairwell")


@pytest.mark.parametrize(
    "text",
    [
        *("plumber", "Plumbers", "PLUMBER", "plumber's", "plumbers needed"),
        *("plumer", "plubmers"),
        *("looking for a senior plumber", "Plumber/electrician", "“plumber”", "•plumber"),
        *("leaks", "somebody who knows about leaking sinks"),
    ],
)
def test_a_plumber_finds_plumbers_needed(worker, pipes, stairs, text):
    assert titles(worker, text) == ["Plumbers needed"]


def test_a_project_is_found_by_what_the_occupation_in_its_title_is_called(worker, pipes, stairs):
    make_occupation("Plumbers", "Plumber", "Pipe Fitter", "Klempner")
    assert titles(worker, "Klempner") == ["Plumbers needed"]
    assert titles(worker, "pipe fitter") == ["Plumbers needed"]
    assert answer(worker, "Klempner")["count"] == 1


def test_words_of_asking_find_nothing_beside_others(worker, pipes, stairs):
    assert titles(worker, "painter needed, please") == []
    assert titles(worker, "needed") == ["Plumbers needed"]


def test_a_word_in_the_title_counts_more_than_one_in_the_text(worker, client_user, pipes):
    make_project(client=client_user, title="Odd jobs", description="Also for a plumber, at times.")
    assert titles(worker, "plumber") == ["Plumbers needed", "Odd jobs"]


def test_any_telling_word_finds_and_most_words_are_a_good_match(worker, pipes, stairs):
    found = answer(worker, "plumber with a pipe for the stairwell")
    assert {one["title"] for one in found["results"]} == {"Plumbers needed", "Paint the stairwell"}
    assert (found["count"], found["count_is_exact"]) == (1, True)
    newest = titles(worker, "plumber with a pipe for the stairwell", ordering="-opened")
    assert newest == ["Plumbers needed"]


def test_of_equals_the_newest_is_first(worker, client_user):
    now = timezone.now()
    for days in (3, 1, 2):
        make_project(client=client_user, title=f"Tiles {days}", opened_at=now - PAUSE * days)
    assert titles(worker, "tiles") == ["Tiles 1", "Tiles 2", "Tiles 3"]
    assert titles(worker, "tiles", ordering="-opened") == ["Tiles 1", "Tiles 2", "Tiles 3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plumbers -sink", []),
        ("plumbers -roof", ["Plumbers needed"]),
        ('"pipe under the sink"', ["Plumbers needed"]),
        ('"sink under the pipe"', []),
        ("roof OR pipe", ["Plumbers needed"]),
        ("-roof", ["Paint the stairwell", "Plumbers needed"]),
    ],
)
def test_quoted_words_and_those_left_out_are_hard(worker, pipes, stairs, text, expected):
    assert sorted(titles(worker, text)) == expected


def test_a_project_is_found_by_its_skills_and_their_other_names(worker, client_user, stairs):
    tiling = make_skill("Tiling", "Fliesenlegen")
    make_project(client=client_user, title="A bathroom", skills=[tiling])
    assert titles(worker, "tiling") == titles(worker, "fliesenlegen") == ["A bathroom"]


def test_a_project_follows_what_becomes_of_its_skills(worker, client_user):
    tiling, mosaic = make_skill("Tiling"), make_skill("Mosaic")
    project = make_project(client=client_user, title="A bathroom", skills=[tiling])
    assert titles(worker, "mosaic") == titles(worker, "ceramics") == []
    add_alias(skill=tiling, name="Ceramics")
    assert titles(worker, "ceramics") == ["A bathroom"]
    remove_alias(alias=tiling.aliases.get(name="Ceramics"))
    assert titles(worker, "ceramics") == []
    tiling.name = "Tile setting"
    save_skill(skill=tiling)
    assert titles(worker, "setting") == ["A bathroom"]
    merge_skill(skill=tiling, into=mosaic)
    assert titles(worker, "mosaic") == ["A bathroom"]
    assert titles(worker, "bathroom", skill="mosaic") == ["A bathroom"]
    mosaic.refresh_from_db()
    mosaic.name = "Smalti"
    save_skill(skill=mosaic)
    assert titles(worker, "smalti") == [project.title]


@pytest.mark.parametrize("text", ["Germany", "painter in Germany", "Deutschland"])
def test_a_project_is_found_by_its_country(worker, client_user, stairs, text):
    make_project(client=client_user, title="A mill", country="DE")
    assert titles(worker, text)[0] == "A mill"


@pytest.mark.parametrize(
    "filters",
    [
        *({"country": "DE"}, {"country": "FR"}, {"currency": "EUR"}, {"currency": "INR"}),
        *({"budget_min": "150", "currency": "EUR"}, {"budget_min": "200.01", "currency": "EUR"}),
        *({"budget_max": "99.99", "currency": "EUR"}, {"budget_max": "100", "currency": "INR"}),
        *({"budget_min": "1.5", "amounts_in": "EUR"}, {"budget_min": "1.51", "amounts_in": "EUR"}),
        *({"budget_max": "99.99", "amounts_in": "EUR"}, {"budget_min": 2, "amounts_in": "USD"}),
        *({"skill": "painting"}, {"skill": ["painting", "tiling"]}),
        {"country": "DE", "currency": "EUR", "budget_min": "100", "skill": "painting"},
    ],
)
def test_filters_mean_the_same_with_a_text_and_without(worker, client_user, filters):
    import_rates(b"EUR,1\nINR,100\nUSD,1.25")
    skill, tiling = make_skill("Painting"), make_skill("Tiling")
    money = {"budget_min": 100, "budget_max": 200, "currency": "EUR"}
    make_project(client=client_user, title="A mill", skills=[skill], country="DE", **money)
    make_project(client=client_user, title="Another mill", skills=[skill, tiling], country="FR")
    make_project(client=client_user, title="A third mill", budget_min=150, currency="INR")
    assert sorted(titles(worker, "mill", **filters)) == sorted(titles(worker, **filters))


def test_what_is_not_open_is_not_found(worker, client_user, freelancer):
    for status in ("draft", "cancelled"):
        make_project(client=client_user, title="A mill", status=status)
    for status in ("in_progress", "completed", "ended_early"):
        make_project(client=client_user, freelancer=freelancer, title="A mill", status=status)
    assert titles(worker, "mill") == []
    assert len(project_index.index()) == 0


def test_a_project_is_found_from_its_opening_on_by_what_it_says_now(worker, client_user):
    project = make_project(client=client_user, title="A mill", status="draft")
    assert titles(worker, "mill") == []
    open_project(client=client_user, project=project)
    assert titles(worker, "mill") == ["A mill"]
    update_project(client=client_user, project=project, changes={"title": "A barn"})
    assert titles(worker, "mill") == []
    assert titles(worker, "barn") == ["A barn"]
    cancel_project(client=client_user, project=project)
    assert titles(worker, "barn") == []
    assert len(project_index.index()) == 0


def told(text: str, right: str | None = None) -> dict[str, object]:
    return {
        "text": text,
        "showing_results_for": right,
        "exchange_rates": None,
        "near": None,
    }


def test_a_typo_is_set_right_where_no_project_has_the_word(worker, client_user):
    make_occupation("Plumbers", "Plumber")
    make_project(client=client_user, title="Plumber for the Plumbr house")
    assert answer(worker, "plumbr")["query"] == told("plumbr")
    found = answer(worker, "plumbar")
    assert found["query"] == told("plumbar", "plumber")
    assert len(found["results"]) == 1
    unsearched = answer(worker)
    assert unsearched["query"] == told("")
    assert (unsearched["count"], unsearched["count_is_exact"]) == (None, None)


def test_a_place_or_name_that_freelancers_have_is_no_typo(worker, pipes):
    make_occupation("Pine growers", "Pine grower")
    make_freelancer("ravi", city="Pune")
    found = answer(worker, "plumber in Pune")
    assert found["query"]["showing_results_for"] is None
    assert [one["title"] for one in found["results"]] == ["Plumbers needed"]


def follow(caller, link: str):
    return caller.get(link.removeprefix("http://testserver"))


def walk(caller, link: str, direction: str) -> list[str]:
    """All titles from a page on, page after page."""
    found = []
    while link:
        page = follow(caller, link).json()
        found.append([one["title"] for one in page["results"]])
        link = page[direction]
    pages = found if direction == "next" else found[::-1]
    return [title for page in pages for title in page]


@pytest.mark.parametrize("ordering", ["relevance", "-opened"])
@pytest.mark.parametrize("text", ["mill", "mlil"])
def test_pages_show_each_project_once_in_both_directions(worker, client_user, ordering, text):
    make_skill("Mill")
    now = timezone.now()
    for number in range(23):
        make_project(
            client=client_user,
            title=f"Mill {number}",
            description="A mill. " * (number % 5),
            opened_at=now - PAUSE * number,
        )
    first = answer(worker, text, ordering=ordering, page_size=5)
    assert (first["previous"], first["count"]) == (None, 23)
    rest = walk(worker, first["next"], "next")
    forwards = [one["title"] for one in first["results"]] + rest
    assert len(set(forwards)) == len(forwards) == 23
    link, last = first["next"], ""
    while link:
        page = follow(worker, link).json()
        assert page["count"] is None
        assert page["query"]["text"] == text
        link, last = page["next"], page["previous"]
    assert walk(worker, last, "previous") == forwards[:20]


def test_a_cursor_of_another_text_is_refused(worker, client_user):
    for number in range(3):
        make_project(client=client_user, title=f"Mill {number}")
    link = answer(worker, "mill", page_size=1)["next"]
    assert follow(worker, link.replace("q=mill", "q=barn")).status_code == 422
    assert follow(worker, link + "&ordering=-opened").status_code == 422


@pytest.mark.parametrize("wrong", [{"page_size": "0"}, {"cursor": "x"}, {"colour": "red"}])
def test_a_wrong_parameter_beside_a_text_is_told(worker, stairs, wrong):
    told = worker.get("projects", {"q": "paint"} | wrong)
    assert told.status_code == 422
    assert told.json()["errors"][0]["attr"] == next(iter(wrong))


def test_more_projects_cost_no_more_queries(worker, client_user):
    tiling = make_skill("Tiling")

    def queries() -> int:
        answer(worker, "mill")  # the index is up to date, and the vocabulary read
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert titles(worker, "mill")
        return len(captured)

    make_project(client=client_user, title="A mill", skills=[tiling])
    few = queries()
    for number in range(9):
        make_project(client=client_user, title=f"Mill {number}", skills=[tiling])
    assert queries() == few


def test_a_text_without_words_is_none(worker, pipes, stairs):
    for text in ("?!", '""', "-", "''"):
        assert sorted(titles(worker, text)) == sorted(titles(worker)), text


@pytest.mark.parametrize("text", ["OR", "OR OR", "١٢٣", "a" * 5000, "x " * 2000])
def test_what_nothing_says_finds_nothing(worker, stairs, text):
    assert titles(worker, text) == []


def test_a_line_that_is_drawn_with_minuses_is_no_error_without_an_index(db):
    assert [*Project.objects.matching(q="Wanted\n" + "-" * 60 + "\nplumber")] == []


@pytest.mark.parametrize("text", ["", "mill"])
def test_a_skill_finds_what_needs_one_that_was_merged_into_it(worker, client_user, text):
    merged, into = make_skill("Millwrighting"), make_skill("Millwork")
    make_project(client=client_user, title="A mill", skills=[merged])
    make_project(client=client_user, title="Two mills", skills=[merged, into])
    make_project(client=client_user, title="A mill of another kind", skills=[make_skill("Paper")])
    merge_skill(skill=merged, into=into)
    for name in ("millwork", "Millwrighting"):
        assert sorted(titles(worker, text, skill=[name])) == ["A mill", "Two mills"]


@pytest.mark.parametrize("text", ["", "mill"])
def test_a_skill_that_is_none_is_named_by_its_parameter(worker, text):
    given = {"q": text} if text else {}
    told = worker.get("projects", given | {"skill": "wizardry"})
    (error,) = told.json()["errors"]
    assert (told.status_code, error["code"], error["attr"]) == (422, "unknown_skill", "skill")
