"""Saved searches and shortlists on pages, with and without htmx."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from bookmarks.models import SavedSearch, Shortlist, ShortlistEntry
from bookmarks.tests.factories import make_entry, make_search, told_by
from profiles.models import Visibility
from profiles.services.profile import make_profile, update_profile
from profiles.tests.factories import make_freelancer, make_skill
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def browser_of(user) -> Browser:
    make_profile(user)
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def society(client_user) -> Browser:
    return browser_of(client_user)


@pytest.fixture
def asha(freelancer) -> Browser:
    return browser_of(freelancer)


def test_a_search_is_saved_from_its_results_and_named_there(society):
    make_freelancer("ravi", headline="Plumber", country="IN")
    page = society.get("/search?q=plumber&country=IN").content.decode()
    assert 'action="/saved-searches/people/new"' in page
    assert '<input type="hidden" name="country" value="IN">' in page
    answer = society.post("/saved-searches/people/new", {"q": "plumber", "country": "IN"})
    search = SavedSearch.objects.get()
    assert answer["Location"] == f"/saved-searches/{search.pk}"
    assert (search.criteria, search.name) == ({"country": "IN", "q": "plumber"}, "plumber, India")
    society.post("/saved-searches/people/new", {"q": "plumber", "country": "IN"})
    assert SavedSearch.objects.count() == 1
    changed = {"name": "Pipes", "alerts": "weekly"}
    assert society.post(answer["Location"], changed).status_code == 302
    page = society.get("/saved-searches").content.decode()
    assert "Pipes" in page
    assert "Once a week" in page
    assert "ravi" in society.get(f"/saved-searches/{search.pk}/results").content.decode()
    society.post(f"/saved-searches/{search.pk}/delete")
    assert not SavedSearch.objects.exists()


def test_a_long_text_is_saved_and_run_as_well(asha, client_user):
    make_skill("Tiling")
    project = make_project(client=client_user, title="Tile the bathroom")
    text = "I lay tiles.\n" + "Bathroom after bathroom, wall and floor. " * 50
    page = asha.post("/projects", {"q": text}).content.decode()
    assert "Save this search" in page
    asha.post("/saved-searches/projects/new", {"q": text})
    search = SavedSearch.objects.get()
    assert search.criteria["q"].startswith("I lay tiles.\nBathroom")
    assert project.title in asha.get(f"/saved-searches/{search.pk}/results").content.decode()


def test_nothing_is_offered_to_be_saved_where_nothing_is_asked(society):
    assert "Save this search" not in society.get("/search").content.decode()
    assert "Save this search" not in Browser().get("/search?q=plumber").content.decode()
    assert society.post("/saved-searches/people/new", {}).status_code == 422


def test_the_page_of_a_saved_search_shows_whom_its_owner_was_told_of(society, client_user):
    search = make_search(client_user)
    shown, hidden = (make_freelancer(headline="Plumber") for _ in range(2))
    assert len(told_by(search)) == 2
    update_profile(user=hidden.user, changes={"visibility": Visibility.HIDDEN})
    page = society.get(f"/saved-searches/{search.pk}").content.decode()
    assert f"/@{shown.user.username}" in page
    assert hidden.user.username not in page


def test_somebody_is_saved_on_a_new_list_without_htmx(society, client_user):
    make_freelancer("ravi", headline="Plumber")
    assert 'href="/people/ravi/save"' in society.get("/@ravi").content.decode()
    assert "A new list" in society.get("/people/ravi/save").content.decode()
    body = {"shortlist": "", "name": "Pune", "note": "Call <b>after</b> six."}
    answer = society.post("/people/ravi/save", body)
    assert (answer.status_code, answer["Location"]) == (302, "/people/ravi/save")
    entry = ShortlistEntry.objects.get()
    assert entry.shortlist.name == "Pune"
    page = society.get(f"/shortlists/{entry.shortlist_id}").content.decode()
    assert "Call &lt;b&gt;after&lt;/b&gt; six." in page
    assert "/@ravi" in page


def test_with_htmx_the_form_takes_the_place_of_the_button(asha, freelancer, client_user):
    project = make_project(client=client_user)
    path = f"/projects/{project.pk}/save"
    assert f'hx-get="{path}"' in asha.get(f"/projects/{project.pk}").content.decode()
    part = asha.get(path, **HTMX).content.decode()
    assert "<html" not in part
    saved = asha.post(path, {"shortlist": "", "name": "", "note": ""}, follow=True, **HTMX)
    shortlist = Shortlist.objects.get()
    assert shortlist.name == "Saved projects"
    assert f"/shortlists/{shortlist.pk}" in saved.content.decode()
    again = asha.post(path, {"shortlist": str(shortlist.pk), "name": "", "note": ""}, **HTMX)
    assert again.status_code == 409
    assert "on the list already" in again.content.decode()


def test_there_is_no_button_for_oneself_nor_for_ones_own_project(society, client_user):
    project = make_project(client=client_user)
    name = client_user.username
    for path, save in (
        (f"/@{name}", f"/people/{name}/save"),
        (f"/projects/{project.pk}", f"/projects/{project.pk}/save"),
    ):
        page = society.get(path)
        assert page.status_code == 200
        assert save not in page.content.decode()
        assert society.get(save).status_code == 404


def test_an_entry_that_is_no_longer_shown_says_so_and_can_be_removed(society, client_user):
    ravi = make_freelancer("ravi", headline="Plumber")
    entry = make_entry(client_user, person=ravi.user, note="Good.")
    update_profile(user=ravi.user, changes={"visibility": Visibility.HIDDEN})
    page = society.get(f"/shortlists/{entry.shortlist_id}").content.decode()
    assert "No longer shown" in page
    assert "Good." in page
    assert "ravi" not in page
    assert society.get("/people/ravi/save").status_code == 404
    note = {"note": "Gone in May."}
    assert society.post(f"/shortlists/entries/{entry.pk}", note).status_code == 302
    answer = society.post(f"/shortlists/entries/{entry.pk}/remove")
    assert answer["Location"] == f"/shortlists/{entry.shortlist_id}"
    assert not ShortlistEntry.objects.exists()


def test_a_list_is_made_renamed_and_deleted(society):
    answer = society.post("/shortlists", {"name": "Pune", "kind": "people"})
    path = answer["Location"]
    assert society.post(path, {"name": "Pune and Mumbai"}).status_code == 302
    assert "Pune and Mumbai" in society.get("/shortlists").content.decode()
    assert society.post(path, {"name": ""}).status_code == 422
    society.post(f"{path}/delete")
    assert not Shortlist.objects.exists()


def test_the_pages_of_others_are_not_there(asha, client_user, society):
    entry = make_entry(client_user, person=make_freelancer().user)
    search = make_search(client_user, alerts="off")
    for path in (
        f"/shortlists/{entry.shortlist_id}",
        f"/shortlists/entries/{entry.pk}",
        f"/saved-searches/{search.pk}",
        f"/saved-searches/{search.pk}/results",
    ):
        assert asha.get(path).status_code == 404
    for path in (
        f"/shortlists/{entry.shortlist_id}/delete",
        f"/shortlists/entries/{entry.pk}/remove",
        f"/saved-searches/{search.pk}/delete",
    ):
        assert asha.post(path).status_code == 404
