"""Freelancers for a project, and projects for a freelancer, each with the reasons."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from accounts.tests.factories import UserFactory
from profiles.services.profile import make_profile, update_profile
from profiles.services.skills import add_skill
from profiles.services.vocabulary import merge_skill
from profiles.tests.factories import make_freelancer, make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def skills():
    return {name: make_skill(name) for name in ("Painting", "Sanding", "Wiring")}


def test_the_best_freelancers_for_a_project(client, client_user, skills):
    make_freelancer(
        "both", skills=("Painting", "Sanding"), hourly_rate=20, currency="EUR", bio="x" * 200
    )
    make_freelancer("one", skills=("Painting",), hourly_rate=90, currency="EUR")
    make_freelancer("other", skills=("Wiring",))
    project = make_project(
        client=client_user,
        skills=[skills["Painting"], skills["Sanding"]],
        budget_max=25,
        currency="EUR",
        budget_is_hourly=True,
    )
    results = client.get(f"projects/{project.pk}/matches").json()["results"]
    assert [one["profile"]["username"] for one in results] == ["both", "one"]
    assert results[0]["score"] > results[1]["score"]
    first, second = ({one["code"]: one for one in fit["reasons"]} for fit in results)
    assert first["skills"]["held"] == ["Painting", "Sanding"]
    assert second["skills"]["missing"] == ["Sanding"]
    assert "within" in first["rate"]["detail"]
    assert "above" in second["rate"]["detail"]


def test_a_project_without_skills_has_no_matches(client, client_user):
    make_freelancer("one")
    project = make_project(client=client_user)
    assert client.get(f"projects/{project.pk}/matches").json() == {"results": []}


def test_a_merged_skill_still_matches(client, client_user, skills):
    make_freelancer("one", skills=("Painting",))
    project = make_project(client=client_user, skills=[skills["Sanding"]])
    merge_skill(skill=skills["Sanding"], into=skills["Painting"])
    results = client.get(f"projects/{project.pk}/matches").json()["results"]
    assert [one["profile"]["username"] for one in results] == ["one"]
    shown = client.get(f"projects/{project.pk}").json()["skills"]
    assert shown == [{"slug": "painting", "name": "Painting"}]


def test_projects_for_a_freelancer(worker, freelancer, client_user, skills):
    add_skill(user=freelancer, name="Painting")
    update_profile(user=freelancer, changes={"hourly_rate": 20, "currency": "EUR"})
    hourly = {"budget_is_hourly": True, "currency": "EUR"}
    make_project(
        client=client_user,
        title="Fits",
        skills=[skills["Painting"]],
        budget_max=30,
        **hourly,
    )
    make_project(
        client=client_user,
        title="Half",
        skills=[skills["Painting"], skills["Sanding"]],
        budget_max=10,
        **hourly,
    )
    make_project(client=client_user, title="More", skills=[skills["Painting"], skills["Sanding"]])
    make_project(client=client_user, title="Not at all", skills=[skills["Wiring"]])
    make_project(client=client_user, title="Draft", skills=[skills["Painting"]], status="draft")
    found = worker.get("me/recommendations").json()
    assert [one["project"]["title"] for one in found["projects"]] == ["Fits", "More", "Half"]
    reasons = {one["code"]: one for one in found["projects"][2]["reasons"]}
    assert reasons["skills"]["missing"] == ["Sanding"]
    assert "100 %" in reasons["rate"]["detail"]
    (lacking,) = found["skills"]
    assert (lacking["slug"], lacking["reasons"][0]["code"]) == ("sanding", "asked_for")


def test_nothing_to_recommend(worker):
    nothing = {"next": None, "previous": None, "skills": [], "projects": []}
    assert worker.get("me/recommendations").json() == nothing


@pytest.mark.parametrize("number", [1, 40])
def test_recommending_takes_the_same_queries(
    worker, freelancer, skills, number, django_assert_max_num_queries, indexer_on_disk
):
    add_skill(user=freelancer, name="Painting")
    for index in range(number):
        user = UserFactory(role="client")
        make_profile(user)
        make_project(client=user, title=f"Number {index}", skills=[skills["Painting"]])
    call_command("index_search", rebuild=True)
    worker.get("me/recommendations")
    # The session, the profile, its skills; blocks; the projects' terms, needs, names, rows and
    # their skills; peers and what they have.
    with django_assert_max_num_queries(18):
        answer = worker.get("me/recommendations").json()
    assert len(answer["projects"]) == min(number, 20)


@pytest.mark.parametrize("number", [1, 40])
def test_matching_takes_the_same_queries(
    client, client_user, skills, number, django_assert_max_num_queries, indexer_on_disk
):
    for index in range(number):
        make_freelancer(f"person-{index}", skills=("Painting",))
    project = make_project(client=client_user, skills=[skills["Painting"]])
    call_command("index_search", rebuild=True)
    client.get(f"projects/{project.pk}/matches")
    # The session, the project, its skills, their names, blocks, entries, cards, texts and
    # occupations.
    with django_assert_max_num_queries(9):
        results = client.get(f"projects/{project.pk}/matches").json()["results"]
    assert len(results) == min(number, 20)
