"""Projects at a place and remote ones: whom they are offered to, and who finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from foundation.grid import Point
from foundation.row_history import versions_of
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer, make_skill
from profiles.tests.places import refusal
from projects.models import Project
from projects.services.accounts import erase_projects, export_projects
from projects.services.placing import placed
from projects.tests.factories import make_project

if TYPE_CHECKING:
    from conftest import Client

pytestmark = pytest.mark.django_db

TAP = {"title": "Plumber for a tap", "description": "The tap in the kitchen leaks."}
BERLIN = Point.nearest(52.52, 13.42)


def posted(client: Client, **said: Any) -> dict[str, Any]:
    answer = client.post("projects", TAP | {"status": "open"} | said)
    assert answer.status_code == 201, answer.content
    return answer.json()  # type: ignore[no-any-return]


def matches(client: Client, project: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Who is offered the project, the best first, each with the reasons."""
    answer = client.get(f"projects/{project['id']}/matches")
    assert answer.status_code == 200, answer.content
    return {one["profile"]["username"]: one["reasons"] for one in answer.json()["results"]}


def recommended(api_as: Any, name: str) -> list[str]:
    answer = api_as(User.objects.get(username=name)).get("me/recommendations")
    assert answer.status_code == 200, answer.content
    return [one["project"]["title"] for one in answer.json()["projects"]]


@pytest.fixture
def plumbers(db: None) -> None:
    homes = {
        "berlin": ("Berlin", "DE"),
        "potsdam": ("Potsdam", "DE"),
        "hamburg": ("Hamburg", "DE"),
        "kochi": ("Kochi", "IN"),
        "pune": ("Pune", "IN"),
        "miami": ("Miami", "US"),
    }
    for name, (city, country) in homes.items():
        make_freelancer(name, headline="Plumber", city=city, country=country)
    make_freelancer(
        "travels", headline="Plumber", city="Hamburg", country="DE", travel_radius_km=300
    )
    make_freelancer("stays", headline="Plumber", city="Potsdam", country="DE", travel_radius_km=10)
    make_freelancer("afar", headline="Plumber", city="Berlin", country="DE", workplace="remote")
    make_freelancer("village", headline="Plumber", city="Kleindorf", country="DE")
    make_freelancer("unknown", headline="Plumber")


# --- Whom a project is offered to -----------------------------------------------------------------


def test_a_tap_in_berlin_is_not_offered_to_kochi_pune_and_miami(
    client: Client, api_as: Any, plumbers: None
) -> None:
    project = posted(client, city="Berlin")
    assert (project["city"], project["country"], project["workplace"]) == (
        *("Berlin", "DE", "on_site"),
    )
    offered = matches(client, project)
    assert list(offered) == ["berlin", "potsdam", "travels", "village"]
    told = {
        name: reason for name in offered for reason in offered[name] if reason["code"] == "place"
    }
    assert told["potsdam"]["detail"] == "Is about 30 km away."
    assert told["potsdam"]["distance_km"] == 30
    assert told["berlin"]["distance_km"] == 1
    for name in offered:
        assert recommended(api_as, name) == [TAP["title"]], name
    for name in ("kochi", "pune", "miami", "hamburg", "stays", "afar", "unknown"):
        assert recommended(api_as, name) == [], name


def test_remote_work_may_be_offered_anywhere(client: Client, api_as: Any, plumbers: None) -> None:
    make_freelancer("only-here", headline="Plumber", city="Berlin", workplace="on_site")
    project = posted(client, workplace="remote", city="Berlin", country="DE")
    offered = matches(client, project)
    assert {"kochi", "pune", "miami", "afar", "berlin", "unknown"} <= set(offered)
    assert "only-here" not in offered
    assert recommended(api_as, "kochi") == [TAP["title"]]
    assert recommended(api_as, "only-here") == []


def test_a_project_without_a_place_is_offered_as_before(
    client: Client, api_as: Any, plumbers: None
) -> None:
    offered = matches(client, posted(client, country="DE"))
    assert {"berlin", "hamburg", "kochi", "miami", "stays"} <= set(offered)
    assert recommended(api_as, "kochi") == [TAP["title"]]


def test_work_at_a_place_in_a_country_is_for_those_who_are_there(
    client: Client, api_as: Any, plumbers: None
) -> None:
    offered = matches(client, posted(client, workplace="on_site", country="DE"))
    assert {"berlin", "hamburg", "village"} <= set(offered)
    assert not {"kochi", "miami", "unknown", "afar"} & set(offered)
    assert recommended(api_as, "kochi") == []
    assert recommended(api_as, "hamburg") == [TAP["title"]]


def test_a_border_is_none_for_who_lives_near(client: Client, api_as: Any) -> None:
    make_freelancer("kehl", headline="Plumber", city="Kehl", country="DE")
    project = posted(client, city="Strasbourg", country="FR")
    assert list(matches(client, project)) == ["kehl"]
    assert recommended(api_as, "kehl") == [TAP["title"]]


def test_without_an_index_the_tap_is_not_offered_to_kochi_either(
    client: Client, api_as: Any, indexer_on_disk: Any
) -> None:
    make_skill("Plumbing")
    for name, city, country in (("berlin", "Berlin", "DE"), ("kochi", "Kochi", "IN")):
        make_freelancer(name, city=city, country=country, skills=("Plumbing",))
    project = posted(client, city="Berlin", skills=["plumbing"])
    assert list(matches(client, project)) == ["berlin"]
    assert recommended(api_as, "berlin") == [TAP["title"]]
    assert recommended(api_as, "kochi") == []


# --- What is said and kept ------------------------------------------------------------------------


def test_a_city_is_kept_as_it_is_written_and_with_its_country(client: Client) -> None:
    project = posted(client, city="Bangalore, India")
    assert (project["city"], project["country"]) == ("Bangalore", "IN")
    assert project["place"]["name"] == "Bengaluru"
    moved = client.patch(f"projects/{project['id']}", {"city": "Köln"}).json()
    assert (moved["city"], moved["country"]) == ("Köln", "DE")
    own = {"point": {"latitude": 50.961234, "longitude": 6.98}}
    pinned = client.patch(f"projects/{project['id']}", own).json()
    assert pinned["point"] == {"latitude": 50.96, "longitude": 6.98}
    replaced = client.put(f"projects/{project['id']}", TAP).json()
    said = {name: replaced[name] for name in ("city", "country", "workplace", "point", "place")}
    assert said == {"city": "", "country": "", "workplace": "", "point": None, "place": None}


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"city": "Call me: 0176 1234567"}, ("city", "unknown_place")),
        ({"city": "Pune", "country": "DE"}, ("city", "unknown_place")),
        ({"point": {"latitude": 1, "longitude": 2}}, ("country", "required")),
        ({"point": {"latitude": 1}}, ("point.longitude", "required")),
        ({"workplace": "moon"}, ("workplace", "invalid_choice")),
    ],
)
def test_a_place_that_is_none_is_refused(
    client: Client, said: dict[str, Any], refused: tuple[str, str]
) -> None:
    assert refusal(client.post("projects", TAP | said)) == {refused}


def test_only_the_client_is_told_the_point(client: Client, worker: Client) -> None:
    house = {"country": "DE", "point": {"latitude": 52.4912, "longitude": 13.4287}}
    project = posted(client, **house)
    assert client.get(f"projects/{project['id']}").json()["point"] == {
        "latitude": 52.49,
        "longitude": 13.42,
    }
    seen = worker.get(f"projects/{project['id']}").content
    seen += worker.get("projects", {"near": "Berlin"}).content
    assert b"52.49" not in seen
    assert b"13.42" not in seen.replace(b'"longitude":13.42', b"")  # the middle of Berlin


def test_two_houses_of_a_cell_cannot_be_told_apart(client: Client, worker: Client) -> None:
    """Whoever asks from many places learns the point of the grid at best."""
    answers = []
    for latitude, longitude in ((52.4862, 13.4151), (52.4949, 13.4299)):
        project = posted(client, country="DE", point={"latitude": latitude, "longitude": longitude})
        asked = [
            {"near": f"{52.4 + north / 97:.6f},{13.3 + east / 89:.6f}", "within": within}
            for north in range(0, 20, 4)
            for east in range(0, 20, 4)
            for within in (3, 8, 15)
        ]
        pages = [worker.get("projects", one).json()["results"] for one in asked]
        answers.append([[one["distance_km"] for one in page] for page in pages])
        assert client.post(f"projects/{project['id']}/cancel").status_code == 200
    assert answers[0] == answers[1]
    assert any(answers[0])
    assert [] in answers[0]


def test_the_database_keeps_no_point_without_a_country_and_none_off_the_grid(
    client_user: User,
) -> None:
    row = Project.objects.filter(pk=make_project(client=client_user, city="Berlin").pk)
    for change in ({"country": ""}, {"longitude": "13.41"}, {"workplace": "moon"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**change)


def test_where_a_project_was_goes_with_an_erased_account_and_is_in_the_export(
    client_user: User,
) -> None:
    project = make_project(client=client_user, city="Berlin")
    Project.objects.filter(pk=project.pk).update(**placed({"city": "Pune"}, project))
    exported = export_projects(client_user)
    assert exported["projects"][0]["city"] == "Pune"
    assert exported["projects_changed"][0]["city"] == "Berlin"
    erase_projects(client_user)
    project.refresh_from_db()
    assert (project.city, project.point, project.geonames_id) == ("", None, None)
    assert not versions_of(Project, [project.pk]).exists()


def test_who_moves_is_offered_what_is_near_then(
    client: Client, api_as: Any, plumbers: None
) -> None:
    project = posted(client, city="Berlin")
    pune = User.objects.get(username="pune")
    update_profile(user=pune, changes={"city": "", "point": Point.nearest(52.5, 13.5)})
    assert "pune" in matches(client, project)
    assert recommended(api_as, "pune") == [TAP["title"]]
    client.patch(f"projects/{project['id']}", {"city": "Kochi", "country": "IN"})
    assert list(matches(client, project)) == ["kochi"]
    assert recommended(api_as, "berlin") == []


def test_an_unchanged_place_stays_where_it_is(client_user: User) -> None:
    project = make_project(client=client_user, city="Berlin", point=BERLIN)
    assert placed({"title": "Another"}, project) == {"title": "Another"}
    assert placed({"country": "DE"}, project)["has_own_point"] is True


# --- Pages ----------------------------------------------------------------------------------------


def test_a_place_is_chosen_on_the_page(society: Any, client_user: User) -> None:
    form = TAP | {"status": "draft", "city": "Bangalore", "point": "12.971234, 77.601234"}
    answer = society.post("/projects/new", form)
    assert answer.status_code == 302, answer.content.decode()
    project = Project.objects.get(client=client_user)
    assert (project.city, project.country, project.point) == (
        *("Bangalore", "IN"),
        Point.nearest(12.97, 77.6),
    )
    again = society.get(f"/projects/{project.pk}/edit").content.decode()
    assert 'value="12.97, 77.6"' in again
    for wrong, said in (({"city": "Xyzzy"}, "No city is known"), ({"point": "here"}, "latitude")):
        refused = society.post("/projects/new", form | wrong)
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
