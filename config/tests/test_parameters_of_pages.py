"""Pages with a list overlook no parameter either: a filter that was misspelt never shows all."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from accounts.models import Role
from accounts.tests.factories import UserFactory
from bookmarks.tests.factories import make_search, make_shortlist
from config import pages
from conversations.tests.factories import make_message
from projects.tests.factories import make_project, make_proposal

pytestmark = pytest.mark.django_db
# Each page with a list, by its name, and a value that one of its filters does not have.
LISTS = {
    "search": "ordering=cheapest",
    "browse-projects": "country=XX",
    "own-projects-page": "status=gone",
    "own-proposals-page": "status=gone",
    "own-invitations-page": "status=gone",
    "project-invitations-page": "answered=perhaps",
    "own-reviews-page": "kind=best",
    "own-reports-page": "",
    "conversations-page": "unread=perhaps",
    "conversation-page": "",
    "appointments-page": "coming=perhaps",
    "project-appointments-page": "coming=perhaps",
    "notifications-page": "unread=perhaps",
    "blocks": "",
    "decisions-page": "",
    "saved-searches-page": "",
    "saved-search-page": "",
    "saved-results-page": "",
    "shortlists-page": "",
    "shortlist-page": "",
}
# A person's page, or a project's, with a list on it is found by links that others pass on.
SHOW_A_LIST_BESIDES = {"profile-page", "project-page"}
OF_CLIENTS = {
    *("project-invitations-page", "conversation-page"),
    *("saved-search-page", "saved-results-page", "shortlist-page"),
    "project-appointments-page",
}


@pytest.fixture
def open_page(db):
    """Opens a page by its name as whoever has it."""
    client = UserFactory(role=Role.CLIENT)
    project = make_project(client=client)
    message = make_message(make_proposal(project, UserFactory()))
    search = make_search(client, alerts="off")
    pks = {
        "conversation-page": message.conversation_id,
        "saved-search-page": search.pk,
        "saved-results-page": search.pk,
        "shortlist-page": make_shortlist(client).pk,
    }
    addresses = {pattern.name: f"/{pattern.pattern}" for pattern in pages.urlpatterns}

    def opened(name: str, query: str):
        browser = Browser()
        browser.force_login(client if name in OF_CLIENTS else UserFactory())
        address = addresses[name].replace("<uuid:pk>", str(pks.get(name, project.pk)))
        return browser.get(f"{address}?{query}" if query else address)

    return opened


@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_parameter_is_named(open_page, name):
    assert open_page(name, "").status_code == 200
    answer = open_page(name, "colour=red")
    assert answer.status_code == 422
    assert "colour" in answer.content.decode()


@pytest.mark.parametrize("name", sorted(name for name in LISTS if LISTS[name]))
def test_a_value_that_a_filter_does_not_have_is_told(open_page, name):
    answer = open_page(name, LISTS[name])
    assert answer.status_code == 422
    assert LISTS[name].partition("=")[0] in answer.content.decode()


@pytest.mark.parametrize("name", LISTS)
def test_what_is_added_to_links_that_are_passed_on_is_left(open_page, name):
    assert open_page(name, "utm_source=mail&fbclid=1").status_code == 200


def test_every_page_with_a_list_is_one_of_these():
    """A page that cuts a list is named here, or in what is let be and why."""
    lists = {
        pattern.name
        for pattern in pages.urlpatterns
        if _cuts_a_list(getattr(pattern.callback, "view_class", None))
    }
    assert lists == LISTS.keys() | SHOW_A_LIST_BESIDES


def _cuts_a_list(view: type | None) -> bool:
    names = {
        name
        for kind in getattr(view, "__mro__", ())
        for one in vars(kind).values()
        for name in getattr(getattr(one, "__code__", None), "co_names", ())
    }
    return bool(names & {"page_of", "filtered_page", "search"}) and view is not None
