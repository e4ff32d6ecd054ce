"""Two things at once, with real threads and connections."""

from __future__ import annotations

import pytest

from accounts.models import Role
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory
from bookmarks.models import SavedSearch, SearchMatch, Shortlist, ShortlistEntry
from bookmarks.services.looking import look_at
from bookmarks.services.saved_searches import MAX_SEARCHES, forget_search
from bookmarks.services.shortlists import MAX_LISTS, delete_list, make_list, save_person
from bookmarks.tests.factories import make_search, make_shortlist
from foundation.models import Event
from profiles.models import Visibility
from profiles.services.profile import make_profile, update_profile
from profiles.tests.factories import make_freelancer
from projects.tests.test_races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
TURNS = pytest.mark.parametrize("turn", range(2))


@pytest.fixture
def owner():
    user = UserFactory(role=Role.CLIENT)
    make_profile(user)
    return user


@pytest.fixture
def ravi():
    return make_freelancer("ravi", headline="Plumber").user


@TURNS
def test_of_two_who_save_the_same_person_at_once_one_does(owner, ravi, turn):
    shortlist = make_shortlist(owner)

    def save() -> object:
        return save_person(owner=owner, username="ravi", shortlist=shortlist)

    assert refusals(at_once(save, save)) == ["already_listed"]
    assert ShortlistEntry.objects.count() == 1


@TURNS
def test_of_two_that_are_the_last_at_once_one_is_kept(owner, turn):
    for _ in range(MAX_LISTS - 1):
        make_shortlist(owner)
    for _ in range(MAX_SEARCHES - 1):
        make_search(owner, alerts="off")
    results = at_once(
        lambda: make_list(owner=owner, kind="people", name="Last"),
        lambda: make_list(owner=owner, kind="people", name="Last"),
        lambda: make_search(owner, alerts="off"),
        lambda: make_search(owner, alerts="off"),
    )
    assert refusals(results) == ["too_many", "too_many"]
    assert Shortlist.objects.count() == MAX_LISTS
    assert SavedSearch.objects.count() == MAX_SEARCHES


@TURNS
def test_saving_somebody_who_leaves_keeps_nothing_of_them(owner, ravi, turn):
    results = at_once(
        lambda: save_person(owner=owner, username="ravi", name="People", note="He is good."),
        lambda: erase(user=ravi, session_id=None, current_password=PASSWORD),
    )
    assert set(refusals(results)) <= {"unknown_person"}
    assert not ShortlistEntry.objects.exists()


@TURNS
def test_saving_onto_a_list_that_is_deleted_leaves_nothing(owner, ravi, turn):
    shortlist = make_shortlist(owner)
    results = at_once(
        lambda: save_person(owner=owner, username="ravi", shortlist=shortlist),
        lambda: delete_list(owner=owner, shortlist=shortlist),
    )
    assert set(refusals(results)) <= {"not_found"}
    assert not ShortlistEntry.objects.exists()


@TURNS
def test_two_looks_at_once_tell_once(owner, turn):
    search = make_search(owner)
    one = make_freelancer(headline="Plumber")
    results = at_once(lambda: look_at([search.pk]), lambda: look_at([search.pk]))
    assert sorted(results) == [0, 1]
    assert [match.target_id for match in SearchMatch.objects.all()] == [one.pk]
    assert Event.objects.filter(type="saved_search.matched").count() == 1


@TURNS
@pytest.mark.parametrize("end", ["erase", "block", "hide", "forget", "owner_leaves"])
def test_an_alert_against_its_end(owner, ravi, turn, end):
    """Told or not: what was told while it was so leaves nothing behind that should be gone."""
    search = make_search(owner, q="baker")
    update_profile(user=ravi, changes={"headline": "Baker"})
    ends = {
        "erase": lambda: erase(user=ravi, session_id=None, current_password=PASSWORD),
        "block": lambda: block_person(user=ravi, session_id=None, username=owner.username),
        "hide": lambda: update_profile(user=ravi, changes={"visibility": Visibility.HIDDEN}),
        "forget": lambda: forget_search(owner=owner, search=search),
        "owner_leaves": lambda: erase(user=owner, session_id=None, current_password=PASSWORD),
    }
    told, ended = at_once(lambda: look_at([search.pk]), ends[end])
    assert told in (0, 1)
    assert not isinstance(ended, Exception)
    left = SearchMatch.objects.all()
    assert left.count() == (0 if end in ("erase", "forget", "owner_leaves") else told)
    assert not left.shown_to(owner).exists()
