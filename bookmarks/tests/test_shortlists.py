"""Lists of people and projects with private notes, by the API."""

from __future__ import annotations

import pytest

from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory, suspended
from bookmarks.models import Shortlist, ShortlistEntry
from bookmarks.services import shortlists
from bookmarks.tests.factories import make_entry, make_search, make_shortlist, told_by
from profiles.models import Visibility
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer
from projects.models import ProjectStatus
from projects.services.posting import cancel_project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db

NOTE = "Asked for 4000 in May.\nCall after six."


def code_of(answer) -> tuple[int, str, str | None]:
    (error,) = answer.json()["errors"]
    return answer.status_code, error["code"], error["attr"]


@pytest.fixture
def ravi():
    return make_freelancer("ravi", headline="Plumber", city="Pune", country="IN")


@pytest.fixture
def plumbers(client_user) -> Shortlist:
    return make_shortlist(client_user)


@pytest.fixture
def path(plumbers) -> str:
    return f"me/shortlists/{plumbers.pk}/entries"


def test_a_client_keeps_people_with_notes(client, ravi):
    made = client.post("me/shortlists", {"name": "Plumbers", "kind": "people"})
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    entries = f"me/shortlists/{pk}/entries"
    saved = client.post(entries, {"username": "@Ravi", "note": NOTE})
    assert saved.status_code == 201, saved.content
    entry = saved.json()
    assert entry["person"]["username"] == "ravi"
    assert (entry["note"], entry["is_shown"], entry["project"]) == (NOTE, True, None)
    assert client.get(entries).json()["results"] == [entry]
    own = f"me/shortlist-entries/{entry['id']}"
    assert client.patch(own, {"note": ""}).json()["note"] == ""
    assert client.patch(f"me/shortlists/{pk}", {"name": "Pune"}).json() == made.json() | {
        "name": "Pune",
        "entries_count": 1,
    }
    assert client.delete(own).status_code == 204
    assert client.get(entries).json()["results"] == []
    assert client.delete(f"me/shortlists/{pk}").status_code == 204
    assert client.get("me/shortlists").json()["results"] == []


def test_a_freelancer_keeps_projects(worker, client_user, freelancer):
    project = make_project(client=client_user, title="Plumber needed")
    shortlist = make_shortlist(freelancer, "projects")
    path = f"me/shortlists/{shortlist.pk}/entries"
    entry = worker.post(path, {"project": str(project.pk)}).json()
    assert entry["project"]["title"] == "Plumber needed"
    cancel_project(client=client_user, project=project)
    (shown,) = worker.get(path).json()["results"]
    assert (shown["project"], shown["is_shown"]) == (None, False)


def test_what_is_on_a_list_is_not_put_there_again(client, path, ravi):
    assert client.post(path, {"username": "ravi"}).status_code == 201
    assert code_of(client.post(path, {"username": "ravi"})) == (409, "already_listed", None)


def test_a_list_takes_its_kind_alone(client, path, freelancer):
    project = make_project(client=UserFactory(role="client"))
    answer = client.post(path, {"project": str(project.pk)})
    assert code_of(answer) == (409, "other_kind", None)


@pytest.mark.parametrize(
    "body", [{}, {"username": "ravi", "project": "01890a5d-ac96-774b-bcce-b302099a8057"}]
)
def test_an_entry_is_about_one_thing(client, path, body):
    assert code_of(client.post(path, body)) == (422, "not_exactly_one", "username")


def test_nobody_is_saved_whose_page_cannot_be_opened(client, client_user, path, ravi):
    hidden = make_freelancer("hidden", visibility=Visibility.HIDDEN)
    gone = make_freelancer("gone")
    suspended(gone.user)
    block_person(user=ravi.user, session_id=None, username=client_user.username)
    for name in ("ravi", hidden.user.username, "gone", "nobody-at-all", client_user.username):
        answer = client.post(path, {"username": name})
        assert code_of(answer) == (422, "unknown_person", "username")


def test_no_project_is_saved_that_cannot_be_opened_or_is_ones_own(worker, client, client_user):
    own = make_project(client=client_user)
    draft = make_project(client=client_user, status=ProjectStatus.DRAFT)
    for caller, project in ((client, own), (worker, draft)):
        made = caller.post("me/shortlists", {"name": "Work", "kind": "projects"}).json()
        answer = caller.post(f"me/shortlists/{made['id']}/entries", {"project": str(project.pk)})
        assert code_of(answer) == (422, "unknown_project", "project")


def test_who_is_not_shown_any_more_is_not_named_and_nobody_is_told_why(client, client_user, path):
    people = [make_freelancer(f"person-{number}") for number in range(4)]
    for person in people:
        make_entry(client_user, person=person.user, note="Good.")
    hidden, suspended_one, blocking, blocked = people
    update_profile(user=hidden.user, changes={"visibility": Visibility.HIDDEN})
    suspended(suspended_one.user)
    block_person(user=blocking.user, session_id=None, username=client_user.username)
    block_person(user=client_user, session_id=None, username=blocked.user.username)
    answers = []
    for shortlist in Shortlist.objects.all():
        for entry in client.get(f"me/shortlists/{shortlist.pk}/entries").json()["results"]:
            answers.append({name: entry[name] for name in ("is_shown", "person", "note")})
    assert answers == [{"is_shown": False, "person": None, "note": "Good."}] * 4


def test_there_is_room_for_so_much(client, client_user, path, ravi, monkeypatch):
    monkeypatch.setattr(shortlists, "MAX_ENTRIES", 1)
    monkeypatch.setattr(shortlists, "MAX_LISTS", 1)
    assert client.post(path, {"username": "ravi"}).status_code == 201
    other = make_freelancer().user.username
    assert code_of(client.post(path, {"username": other})) == (409, "too_many", None)
    answer = client.post("me/shortlists", {"name": "More", "kind": "people"})
    assert code_of(answer) == (409, "too_many", None)
    answer = client.post(path, {"username": other, "note": "x" * 4_001})
    assert code_of(answer) == (422, "max_length", "note")


def test_nobody_else_reads_or_changes_a_list(client_user, ravi, api_as, admin_user):
    entry = make_entry(client_user, person=ravi.user, note=NOTE)
    list_path = f"me/shortlists/{entry.shortlist_id}"
    for other in (ravi.user, admin_user):
        caller = api_as(other)
        answers = [
            caller.get(list_path),
            caller.get(f"{list_path}/entries"),
            caller.post(f"{list_path}/entries", {"username": "ravi"}),
            caller.patch(f"me/shortlist-entries/{entry.pk}", {"note": ""}),
            caller.delete(f"me/shortlist-entries/{entry.pk}"),
            caller.delete(list_path),
        ]
        assert {answer.status_code for answer in answers} == {404}
    assert ShortlistEntry.objects.get().note == NOTE


# --- Export and erasure -------------------------------------------------------------------------


def test_the_owner_takes_everything_along_and_the_other_learns_nothing(
    client, client_user, ravi, api_as
):
    make_entry(client_user, person=ravi.user, note=NOTE)
    search = make_search(client_user, q="plumber")
    exported = client.get("me/export").json()
    assert exported["saved_searches"][0]["criteria"] == {"q": "plumber"}
    assert [one["name"] for one in exported["shortlists"]] == ["People"]
    (entry,) = exported["shortlist_entries"]
    assert (entry["username"], entry["note"]) == ("ravi", NOTE)
    text = api_as(ravi.user).get("me/export").content.decode()
    for word in (str(client_user.pk), client_user.username, str(search.pk), "Call after six"):
        assert word not in text


def test_whoever_is_erased_is_on_no_list_and_in_no_search(client_user, ravi):
    search = make_search(client_user)
    other = make_freelancer(headline="Plumber")
    assert told_by(search) == [other.pk]
    make_entry(client_user, person=other.user, note=NOTE)
    erase(user=other.user, session_id=None, current_password=PASSWORD)
    assert not ShortlistEntry.objects.exists()
    assert list(search.matches.values_list("target_id", flat=True)) == [ravi.pk]


def test_with_a_client_what_others_noted_about_their_projects_goes(freelancer, client_user):
    project = make_project(client=client_user)
    make_entry(freelancer, project=project, note=NOTE)
    erase(user=client_user, session_id=None, current_password=PASSWORD)
    assert not ShortlistEntry.objects.exists()


def test_with_an_account_goes_all_that_it_saved(client_user, ravi):
    make_entry(client_user, person=ravi.user, note=NOTE)
    search = make_search(client_user)
    assert search.matches.exists()
    erase(user=client_user, session_id=None, current_password=PASSWORD)
    assert not Shortlist.objects.exists()
    assert not type(search).objects.exists()


# --- Lists --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [2, 6])
def test_a_list_asks_as_often_however_long_it_is(
    client, client_user, plumbers, path, number, django_assert_num_queries
):
    for person in (make_freelancer() for _ in range(number)):
        shortlists.save_person(owner=client_user, username=person.user.username, shortlist=plumbers)
    # The session and its account; the list; its entries with people, profiles and what is shown.
    with django_assert_num_queries(3):
        assert len(client.get(path).json()["results"]) == number
