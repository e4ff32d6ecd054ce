"""New matches of saved searches: whom and what is told of, and that it is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import TestCase
from django.utils import timezone

from accounts.models import Status
from accounts.services.account import erase
from accounts.services.blocks import block_person
from accounts.tests.factories import PASSWORD, UserFactory, suspended, with_status
from bookmarks.events import SEARCH_MATCHED
from bookmarks.models import SavedSearch, SearchMatch
from bookmarks.services import looking
from bookmarks.services.looking import TAKEN_FOR, look_at, next_look, queue_due
from bookmarks.services.saved_searches import change_search
from bookmarks.tests.factories import make_search, told_by
from foundation.models import Event
from profiles.models import Profile, Visibility
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer, make_occupation, make_skill
from projects.models import ProjectStatus
from projects.services.posting import cancel_project, update_project
from projects.tests.factories import make_project

pytestmark = pytest.mark.django_db


def plumber(**fields):
    return make_freelancer(headline="Plumber", **fields)


def queued() -> int:
    """Have workers look at what is due; how many searches."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        return queue_due()


def events() -> list[Event]:
    return list(Event.objects.filter(type=SEARCH_MATCHED.name).order_by("id"))


# --- What is news -----------------------------------------------------------------------------


def test_who_was_there_when_the_search_was_saved_is_no_news(client_user):
    there = plumber()
    search = make_search(client_user)
    update_profile(user=there.user, changes={"bio": "I come to Pune, too."})
    new = [plumber(), plumber()]
    assert sorted(told_by(search)) == sorted(one.pk for one in new)
    (event,) = events()
    assert event.concerns == [client_user.pk]
    assert event.actor_id is None


def test_nobody_is_told_of_twice_whatever_becomes_of_them(client_user):
    search = make_search(client_user)
    one = plumber()
    assert told_by(search) == [one.pk]
    for changes in (
        {"bio": "Pipes and taps."},
        {"visibility": Visibility.HIDDEN},
        {"visibility": Visibility.PUBLIC},
        {"headline": "Baker"},
        {"headline": "Plumber"},
    ):
        update_profile(user=one.user, changes=changes)
        assert told_by(search) == []
    change_search(owner=client_user, search=search, alerts="off")
    change_search(owner=client_user, search=search, alerts="daily", criteria={"q": "plumbers"})
    assert told_by(search) == []


def test_nobody_is_told_of_by_two_searches_of_one_owner(client_user):
    first, second = make_search(client_user), make_search(client_user, q="plumbers")
    others = make_search(UserFactory())
    one = plumber()
    assert (told_by(first), told_by(second), told_by(others)) == ([one.pk], [], [one.pk])


def test_who_becomes_a_match_is_news(client_user):
    one = make_freelancer(headline="Baker")
    search = make_search(client_user)
    assert told_by(search) == []
    update_profile(user=one.user, changes={"headline": "Plumber"})
    assert told_by(search) == [one.pk]


def test_who_did_not_change_since_the_last_look_is_not_asked_for(client_user):
    search = make_search(client_user)
    one = plumber()
    Profile.objects.filter(pk=one.pk).update(updated_at=timezone.now() - timedelta(days=2))
    assert told_by(search) == []


def test_a_filter_without_words_tells_of_whoever_meets_it(client_user):
    search = make_search(client_user, q="", country="IN")
    one = make_freelancer(country="IN")
    make_freelancer(country="DE")
    assert told_by(search) == [one.pk]


# --- Good matches only --------------------------------------------------------------------------


def test_a_word_in_a_long_text_is_no_reason_to_tell_of_somebody(client_user):
    search = make_search(client_user)
    make_freelancer(headline="Baker", bio="My father was a plumber.")
    assert told_by(search) == []


def test_whoever_is_called_so_in_other_words_is_told_of(client_user):
    make_occupation("Plumber", "Pipe fitter")
    search = make_search(client_user)
    one = make_freelancer(headline="Pipe fitter")
    assert told_by(search) == [one.pk]


def test_whoever_has_the_skill_is_told_of(client_user):
    make_skill("Django")
    search = make_search(client_user, q="django developer")
    one = make_freelancer(headline="I build web sites", skills=("Django",))
    assert told_by(search) == [one.pk]


def test_who_lacks_a_telling_word_is_no_good_match(client_user):
    plumber(city="Delhi")
    search = make_search(client_user, q="plumber pune")
    plumber(city="Mumbai")
    one = plumber(city="Pune")
    assert told_by(search) == [one.pk]


def test_somebody_is_told_of_by_name(client_user):
    search = make_search(client_user, q="Ravi Kulkarni")
    one = make_freelancer(user=UserFactory(first_name="Ravi", last_name="Kulkarni"))
    assert told_by(search) == [one.pk]


def test_a_project_is_told_of_by_its_title_and_not_by_its_description(freelancer, client_user):
    search = make_search(freelancer, kind="projects")
    one = make_project(client=client_user, title="Plumber needed")
    make_project(client=client_user, title="Bake a cake", description="For our plumber.")
    assert told_by(search) == [one.pk]


# --- Whom nobody is told of ---------------------------------------------------------------------


@pytest.mark.parametrize("who", ["found", "owner"])
def test_nobody_is_told_of_across_a_block(client_user, who):
    search = make_search(client_user)
    one = plumber()
    pair = (one.user, client_user) if who == "found" else (client_user, one.user)
    block_person(user=pair[0], session_id=None, username=pair[1].username)
    assert told_by(search) == []


def test_nobody_is_told_of_who_is_hidden_suspended_or_gone(client_user):
    search = make_search(client_user)
    hidden, locked_out, gone = plumber(), plumber(), plumber()
    update_profile(user=hidden.user, changes={"visibility": Visibility.HIDDEN})
    suspended(locked_out.user)
    erase(user=gone.user, session_id=None, current_password=PASSWORD)
    assert told_by(search) == []


def test_nobody_is_told_of_themselves_or_of_their_own_projects(freelancer, client_user):
    people, projects = make_search(freelancer), make_search(client_user, kind="projects")
    make_freelancer(user=freelancer, headline="Plumber")
    make_project(client=client_user, title="Plumber needed")
    assert told_by(people) == told_by(projects) == []


def test_a_project_that_is_closed_before_the_alert_is_left_out(freelancer, client_user):
    search = make_search(freelancer, kind="projects")
    project = make_project(client=client_user, title="Plumber needed")
    cancel_project(client=client_user, project=project)
    make_project(client=client_user, title="Plumber needed", status=ProjectStatus.DRAFT)
    assert told_by(search) == []


def test_a_project_that_is_edited_is_told_of_when_it_becomes_a_match(freelancer, client_user):
    search = make_search(freelancer, kind="projects")
    project = make_project(client=client_user, title="Bake a cake")
    assert told_by(search) == []
    update_project(client=client_user, project=project, changes={"title": "Plumber needed"})
    assert told_by(search) == [project.pk]


def test_an_account_that_is_not_in_use_is_told_nothing_until_it_is_again(client_user):
    search = make_search(client_user)
    one = plumber()
    with_status(client_user, Status.INACTIVE)
    assert told_by(search) == []
    with_status(client_user, Status.ACTIVE)
    assert told_by(search) == [one.pk]


# --- When ---------------------------------------------------------------------------------------


def test_a_search_is_looked_at_when_it_is_due_and_not_before(client_user):
    search = make_search(client_user, alerts="daily")
    plumber()
    assert queued() == 0
    SavedSearch.objects.update(next_look_at=F("next_look_at") - timedelta(hours=25))
    assert queued() == 1
    assert len(events()) == 1
    search.refresh_from_db()
    assert timedelta(hours=23) < search.next_look_at - timezone.now() <= timedelta(hours=24)
    assert next_look() == search.next_look_at


def test_a_search_without_alerts_is_never_due(client_user):
    search = make_search(client_user, alerts="off")
    plumber()
    assert next_look() is None
    assert told_by(search) == []


def test_what_a_killed_worker_left_is_done_later(client_user, monkeypatch):
    search = make_search(client_user)
    one = plumber()
    SavedSearch.objects.update(next_look_at=timezone.now())
    monkeypatch.setattr(type(looking.look_at_searches), "enqueue", lambda *_args: None)
    assert queued() == 1
    assert queued() == 0
    SavedSearch.objects.update(next_look_at=F("next_look_at") - TAKEN_FOR)
    monkeypatch.undo()
    assert queued() == 1
    assert list(search.matches.values_list("target_id", flat=True)) == [one.pk]


def test_without_an_index_a_search_waits(client_user, indexer_on_disk):
    search = make_search(client_user)
    plumber()
    assert indexer_on_disk  # of which none was built
    assert look_at([search.pk]) == 0
    before = search.looked_until
    search.refresh_from_db()
    assert search.looked_until == before


def test_criteria_that_cannot_be_asked_any_more_hold_up_nothing(client_user):
    skill = make_skill("Tiling")
    broken = make_search(client_user, q="", skill=["tiling"])
    search = make_search(client_user)
    skill.delete()
    one = plumber()
    look_at([broken.pk, search.pk])
    assert SearchMatch.objects.filter(target_id=one.pk).count() == 1
