"""Posting, finding, changing and withdrawing projects."""

from __future__ import annotations

import pytest

from accounts.tests.factories import UserFactory, suspended
from profiles.services.profile import make_profile
from profiles.tests.factories import make_skill
from projects.models import Project, Transition
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db

NEW = {
    "title": "Paint the stairwell",
    "description": "Three floors, two coats.",
    "skills": ["Painting"],
    "budget_min": "100",
    "budget_max": "250.50",
    "currency": "eur",
    "country": "de",
}


@pytest.fixture(autouse=True)
def skill():
    return make_skill("Painting", "painter")


def codes(answer) -> set[tuple[str, str]]:
    return {(one["attr"], one["code"]) for one in answer.json()["errors"]}


def test_a_project_is_a_draft_until_it_is_opened(client, worker):
    answer = client.post("projects", NEW)
    assert answer.status_code == 201, answer.content
    project = answer.json()
    assert project["status"] == "draft"
    assert project["skills"] == [{"slug": "painting", "name": "Painting"}]
    assert (project["budget_min"], project["budget_max"]) == ("100.00", "250.50")
    assert (project["currency"], project["country"]) == ("EUR", "DE")
    assert project["actions"] == ["open", "cancel"]
    assert project["freelancer"] is None
    path = f"projects/{project['id']}"
    assert worker.get(path).status_code == 404
    assert worker.get("projects").json()["results"] == []

    opened = client.post(f"{path}/open").json()
    assert (opened["status"], opened["actions"]) == ("open", ["extend", "cancel"])
    assert opened["opened_at"]
    seen = worker.get(path).json()
    assert (seen["status"], seen["actions"]) == ("open", [])
    assert [one["id"] for one in worker.get("projects").json()["results"]] == [project["id"]]


def test_opening_at_once(client):
    project = client.post("projects", NEW | {"status": "open", "skills": ["painter"]}).json()
    assert (project["status"], project["skills"][0]["slug"]) == ("open", "painting")
    moves = client.get(f"projects/{project['id']}/transitions").json()["results"]
    assert [(one["action"], one["from_status"], one["to_status"]) for one in moves] == [
        ("create", "", "draft"),
        ("open", "draft", "open"),
    ]
    assert {one["by"] for one in moves} == {"housing-society"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "", "blank"),
        ("title", "ab", "min_length"),
        ("title", "x" * 121, "max_length"),
        ("title", "a\nb c", "control_characters"),
        ("description", "   ", "blank"),
        ("description", "x" * 5001, "max_length"),
        ("skills", ["Painting", "Nonsense"], "unknown_skill"),
        ("skills", "Painting", "not_a_list"),
        ("skills", ["x"] * 21, "max_length"),
        ("budget_min", "-1", "min_value"),
        ("budget_min", "1.234", "too_many_decimals"),
        ("budget_min", "1.00001", "max_decimal_places"),
        ("budget_max", "1" + "0" * 15, "max_whole_digits"),
        ("budget_max", "NaN", "invalid"),
        ("budget_max", "50", "min_above_max"),
        ("currency", "", "required"),
        ("currency", "XXQ", "unknown_code"),
        ("country", "QQ", "unknown_code"),
        ("names_client", "yes", "invalid"),
        ("budget_is_hourly", 1, "invalid"),
        ("status", "completed", "invalid_choice"),
        ("status", "in_progress", "invalid_choice"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(client, field, value, code):
    answer = client.post("projects", NEW | {field: value})
    assert answer.status_code == 422, answer.content
    assert code in {found for attr, found in codes(answer) if attr.startswith(field)}
    assert not Project.objects.exists()


def test_everything_that_is_missing_is_named_at_once(client):
    assert codes(client.post("projects", {})) == {
        ("title", "required"),
        ("description", "required"),
    }


def test_freelancers_post_none(worker, api):
    assert worker.post("projects", NEW).status_code == 403
    assert api.post("projects", NEW).status_code == 401
    assert not Project.objects.exists()


def test_changing_a_draft_and_an_open_project(client):
    project = client.post("projects", NEW).json()
    path = f"projects/{project['id']}"
    make_skill("Sanding")
    changed = client.patch(path, {"title": "Paint all of it", "skills": ["sanding"]}).json()
    assert changed["title"] == "Paint all of it"
    assert [one["slug"] for one in changed["skills"]] == ["sanding"]
    assert changed["budget_min"] == "100.00"
    client.post(f"{path}/open")
    assert client.patch(path, {"budget_max": None}).json()["budget_max"] is None
    whole = client.put(path, {"title": "New name", "description": "New text."}).json()
    assert (whole["skills"], whole["budget_min"], whole["currency"]) == ([], None, "")
    answer = client.patch(path, {"budget_max": "5"})
    assert codes(answer) == {("currency", "required")}


def test_what_is_under_way_cannot_be_changed_or_deleted(client, client_user, freelancer):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    assert client.patch(f"projects/{project.pk}", {"title": "Other"}).status_code == 409
    assert client.delete(f"projects/{project.pk}").status_code == 409
    project.refresh_from_db()
    assert project.title == "Paint the stairwell"


def test_only_drafts_are_deleted(client, client_user):
    draft = make_project(client=client_user, status="draft")
    assert client.delete(f"projects/{draft.pk}").status_code == 204
    opened = make_project(client=client_user)
    assert client.delete(f"projects/{opened.pk}").status_code == 409
    assert Project.objects.get() == opened


def test_other_peoples_projects(worker, api_as, client_user, outsider):
    other = api_as(UserFactory(role="client"))
    opened = make_project(client=client_user)
    draft = make_project(client=client_user, status="draft")
    for caller in (worker, other):
        assert caller.get(f"projects/{opened.pk}").status_code == 200
        assert caller.patch(f"projects/{opened.pk}", {"title": "Mine"}).status_code == 403
        assert caller.post(f"projects/{opened.pk}/cancel").status_code == 403
        assert caller.get(f"projects/{opened.pk}/matches").status_code == 403
        assert caller.get(f"projects/{opened.pk}/transitions").status_code == 403
        assert caller.delete(f"projects/{draft.pk}").status_code == 404
        assert caller.post(f"projects/{draft.pk}/open").status_code == 404


def test_details_of_running_work_are_the_parties(client_user, freelancer, client, worker, api_as):
    project = make_project(client=client_user, freelancer=freelancer, status="in_progress")
    for caller in (client, worker):
        seen = caller.get(f"projects/{project.pk}").json()
        assert seen["freelancer"]["username"] == freelancer.username
        assert seen["client"]["username"] == client_user.username
    stranger = api_as(UserFactory(role="freelancer"))
    assert stranger.get(f"projects/{project.pk}").status_code == 404


def test_projects_of_suspended_clients_are_not_shown(worker, client_user):
    project = make_project(client=client_user)
    suspended(client_user)
    assert worker.get("projects").json()["results"] == []
    assert worker.get(f"projects/{project.pk}").status_code == 404


def test_cancelling_declines_the_live_proposals(client, client_user, freelancer):
    project = make_project(client=client_user)
    proposal = make_proposal(project, freelancer)
    answer = client.post(f"projects/{project.pk}/cancel", {"reason": "No money"})
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    proposal.refresh_from_db()
    assert proposal.status == "declined"
    assert Transition.objects.filter(action="cancel").get().reason == "No money"
    assert client.post(f"projects/{project.pk}/cancel").status_code == 409


# --- Finding -------------------------------------------------------------------------------------


def found(caller, **parameters) -> list[str]:
    answer = caller.get("projects", parameters)
    assert answer.status_code == 200, answer.content
    return [one["title"] for one in answer.json()["results"]]


@pytest.fixture
def market(client_user, skill):
    wiring = make_skill("Wiring")
    make_project(client=client_user, title="Rewire a mill", skills=[wiring], country="GB")
    make_project(
        client=client_user,
        title="Paint a mill",
        skills=[skill],
        budget_min=100,
        budget_max=200,
        currency="EUR",
        country="DE",
    )
    make_project(
        client=client_user,
        title="Both",
        skills=[skill, wiring],
        budget_max=900,
        currency="INR",
    )
    make_project(client=client_user, title="Mill in secret", status="draft")


@pytest.mark.parametrize(
    ("parameters", "titles"),
    [
        ({}, {"Rewire a mill", "Paint a mill", "Both"}),
        ({"q": "mill"}, {"Rewire a mill", "Paint a mill"}),
        ({"q": "mill -paint"}, {"Rewire a mill"}),
        ({"q": "stairs"}, set()),
        ({"skill": "painter"}, {"Paint a mill", "Both"}),
        ({"skill": ["painting", "wiring"]}, {"Both"}),
        ({"country": "gb"}, {"Rewire a mill", "Both"}),
        ({"budget_min": "300", "currency": "INR"}, {"Rewire a mill", "Both"}),
        ({"budget_max": "50", "currency": "INR"}, {"Rewire a mill", "Both"}),
        ({"currency": "EUR"}, {"Rewire a mill", "Paint a mill"}),
        ({"currency": "EUR", "budget_min": "150", "skill": "painting"}, {"Paint a mill"}),
    ],
)
def test_filters(worker, market, parameters, titles):
    assert set(found(worker, **parameters)) == titles


@pytest.mark.parametrize(
    ("parameters", "attr"),
    [
        ({"skill": "nonsense"}, "skill"),
        ({"budget_min": "many"}, "budget_min"),
        ({"currency": "QQQ"}, "currency"),
        ({"country": "QQ"}, "country"),
        ({"q": "x" * 5001}, "q"),
        ({"ordering": "rating"}, "ordering"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_filters_that_make_no_sense(worker, market, parameters, attr):
    answer = worker.get("projects", parameters)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == attr


def test_pages(worker, client_user):
    for number in range(5):
        make_project(client=client_user, title=f"Number {number}")
    page = worker.get("projects", {"page_size": 2}).json()
    titles = [one["title"] for one in page["results"]]
    while page["next"]:
        page = worker.get(page["next"].partition("/api/v1/")[2]).json()
        titles += [one["title"] for one in page["results"]]
    assert sorted(titles) == [f"Number {number}" for number in range(5)]


@pytest.mark.parametrize("number", [1, 50])
def test_a_list_takes_the_same_queries(worker, skill, number, django_assert_num_queries):
    for index in range(number):
        user = UserFactory(role="client")
        make_profile(user)
        make_project(client=user, title=f"Number {index}", skills=[skill])
    worker.get("projects")
    with django_assert_num_queries(3):
        assert len(found(worker, page_size=100)) == number


@pytest.mark.parametrize("side", ["", "client"])
@pytest.mark.parametrize("number", [1, 50])
def test_own_projects(client, client_user, skill, number, side, django_assert_num_queries):
    for index in range(number):
        make_project(client=client_user, title=f"Number {index}", skills=[skill], status="draft")
    parameters = {"page_size": 100, **({"side": side} if side else {})}
    client.get("me/projects")
    with django_assert_num_queries(3):
        results = client.get("me/projects", parameters).json()["results"]
    assert len(results) == number
    assert client.get("me/projects", {"side": "freelancer"}).json()["results"] == []
    assert client.get("me/projects", {"status": "open"}).json()["results"] == []
    assert client.get("me/projects", {"status": "lost"}).status_code == 422
