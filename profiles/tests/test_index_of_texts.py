"""The index of texts on a machine: asked by people, looked after by staff."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from tantivy import Index, SchemaBuilder

from accounts.models import Role
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory
from foundation import feed
from foundation.models import Change
from profiles.models import Profile, Visibility
from profiles.search.index import profile_index
from profiles.search.source import TOPIC
from profiles.services.profile import update_profile
from profiles.tests.factories import make_freelancer

if TYPE_CHECKING:
    from accounts.models import User
    from search.indexer import Indexer

pytestmark = pytest.mark.django_db


def freelancer(username: str, headline: str) -> User:
    user = UserFactory(username=username, role=Role.FREELANCER)
    update_profile(user=user, changes={"headline": headline})
    return user


@pytest.fixture
def indexer(indexer_on_disk) -> Indexer:
    return indexer_on_disk(profile_index)


def step(indexer: Indexer) -> None:
    indexer.step()
    profile_index.forget()


def names(api, **query: str) -> list[str]:
    answer = api.get("profiles", query)
    assert answer.status_code == 200
    return [one["username"] for one in answer.json()["results"]]


def test_what_changed_is_listed_so_when_the_index_has_read_it(api, indexer):
    """What a card shows is what holds now; by what somebody is found may be half a second old."""
    moving = freelancer("moving", "Tiler")
    update_profile(user=moving, changes={"country": "IN"})
    step(indexer)
    update_profile(user=moving, changes={"country": "DE"})
    (card,) = api.get("profiles", {"country": "IN"}).json()["results"]
    assert card["country"] == "DE"
    assert names(api, country="DE") == []
    step(indexer)
    assert (names(api, country="IN"), names(api, country="DE")) == ([], ["moving"])


def test_who_erased_the_account_is_in_no_count_and_no_facet_either(api, indexer):
    erased = freelancer("tilly", "Tiler of halls")
    step(indexer)
    erase(user=erased, session_id=None, current_password=PASSWORD)
    step(indexer)
    for text in ("tiler", "tilly", '"tiler of halls"'):
        answer = api.get("profiles", {"q": text, "facets": "true"}).json()
        assert (answer["count"], answer["results"]) == (0, [])
        assert set(map(len, answer["facets"].values())) == {0}


def test_a_text_finds_who_was_indexed_and_nobody_who_was_hidden_since(api, indexer):
    tiler, hidden = freelancer("tilly", "Tiler"), freelancer("hidden", "Tiler")
    step(indexer)
    assert set(names(api, q="tilers in pune")) == {"tilly", "hidden"}
    update_profile(user=hidden, changes={"visibility": Visibility.HIDDEN})
    assert names(api, q="tilers in pune") == [tiler.username]
    step(indexer)
    assert names(api, q="tilers in pune") == [tiler.username]


@pytest.fixture(params=["not built yet", "missing", "damaged", "failing"])
def without_index(request, indexer) -> None:
    """Tilly and Mona are there, and this machine has no index that can be read."""
    for name, changes in (("tilly", {"country": "IN"}), ("mona", {"country": "DE"})):
        make_freelancer(name, headline="Tiler", hourly_rate=30, currency="EUR", **changes)
    if request.param == "not built yet":
        return
    step(indexer)
    if request.param == "missing":
        indexer.place.root.rename(indexer.place.root.with_name("elsewhere"))
    elif request.param == "damaged":
        (indexer.place.current() / "meta.json").write_text("{")
    else:
        profile_index.index().index = Index(SchemaBuilder().build())  # has none of our fields


def test_without_a_readable_index_texts_are_refused_for_some_seconds(api, without_index, caplog):
    asked = (
        api.get("profiles", {"q": "tiler"}),
        api.get("profiles", {"q": "tiler", "ordering": "-joined", "facets": "true"}),
        api.post("profiles/search", {"q": "tiler"}),
    )
    for answer in asked:
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) == 5
        (error,) = answer.json()["errors"]
        assert (error["code"], error["attr"]) == ("search_unavailable", None)
        assert "without a text and by at most two filters" in error["detail"]
    assert "Traceback" not in caplog.text  # for as long as it is built, that is no news


def test_without_a_readable_index_lists_by_at_most_two_filters_go_on(api, without_index):
    assert names(api) == ["mona", "tilly"]
    assert names(api, ordering="-joined") == ["mona", "tilly"]
    assert names(api, country="IN") == ["tilly"]
    rates = {"rate_min": "20", "rate_max": "40", "currency": "EUR"}
    assert names(api, country="DE", ordering="rate", **rates) == ["mona"]
    facets = api.get("profiles", {"facets": "true"}).json()["facets"]
    assert {one["value"]: one["count"] for one in facets["country"]} == {"DE": 1, "IN": 1}
    answer = api.get("profiles", {"country": "DE", "level": "mid"} | rates)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_without_a_readable_index_what_is_wrong_is_still_said(api, without_index):
    assert api.get("profiles", {"skill": "no-such-skill"}).status_code == 422
    assert api.get("profiles", {"q": "tiler", "country": "XX"}).status_code == 422


def test_the_page_says_when_to_try_again_and_keeps_what_was_typed(client, without_index):
    answer = client.get("/search", {"q": "tilers & masons"})
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert "The search is being prepared." in page
    assert 'value="tilers &amp; masons"' in page
    assert "what is wrong with the filters" not in page
    assert 'href="/@tilly"' in client.get("/search?country=IN").content.decode()


def check() -> str:
    output = StringIO()
    call_command("rebuild_search", check=True, verbosity=0, stdout=output, stderr=output)
    return output.getvalue()


def refused_check() -> str:
    output = StringIO()
    with pytest.raises(CommandError, match="index_search --rebuild") as refusal:
        call_command("rebuild_search", check=True, verbosity=0, stdout=output, stderr=output)
    return output.getvalue() + str(refusal.value)


def test_the_check_says_that_there_is_no_index(indexer):
    freelancer("tilly", "Tiler")
    assert "no index of texts" in check()


def test_the_check_finds_what_is_missing_left_over_and_different(indexer):
    users = [freelancer(f"tilly{number}", "Tiler") for number in range(3)]
    step(indexer)
    assert "Every entry of the index is what the database says." in check()
    missing, left_over, differing = users
    entries = indexer.source.entries([user.pk for user in users])
    indexer.index.apply([], [missing.pk], indexer.index.position)
    with connection.cursor() as cursor:  # as no service does: nobody notes it
        for table in ("searchcard", "searchentry"):
            cursor.execute(f"DELETE FROM profiles_{table} WHERE profile_id = %s", [left_over.pk])
        hide = "UPDATE profiles_profile SET visibility = 'hidden' WHERE user_id = %s"
        cursor.execute(hide, [left_over.pk])
    changed = next(entry for entry in entries if entry.id == differing.pk)
    changed.numbers["quality"] += 1
    indexer.index.apply([changed], [], indexer.index.position)
    profile_index.forget()
    said = refused_check()
    assert f"missing in the index: {missing.pk}" in said
    assert f"left over in the index: {left_over.pk}" in said
    assert f"differing in the index: {differing.pk}" in said
    assert "3 entries" in said


def test_what_the_index_has_not_read_yet_is_no_difference(indexer):
    tiler = freelancer("tilly", "Tiler")
    step(indexer)
    freelancer("new", "Tiler")
    update_profile(user=tiler, changes={"visibility": Visibility.HIDDEN})
    said = check()
    assert "changes to read" in said
    assert "Every entry of the index is what the database says." in said


def test_the_daily_rebuild_notes_one_change_and_has_the_index_built_anew(indexer):
    freelancer("tilly", "Tiler")
    step(indexer)
    before = indexer.place.current()
    call_command("rebuild_search", verbosity=0, stdout=StringIO())
    feed.number()
    unread = feed.after(TOPIC, indexer.index.position)
    assert [change.row_id for change in unread] == [feed.EVERYTHING]
    step(indexer)
    assert indexer.place.current() != before


def test_a_rebuild_that_another_process_must_do_is_asked_of_it(indexer):
    freelancer("tilly", "Tiler")
    step(indexer)
    output = StringIO()
    with indexer.place.alone():
        call_command("index_search", rebuild=True, stdout=output)
    assert "builds it anew" in output.getvalue()
    before = indexer.place.current()
    step(indexer)
    assert indexer.place.current() != before


def test_how_the_index_is_tells_how_far_it_is_behind(indexer):
    assert profile_index.condition() is None
    freelancer("tilly", "Tiler")
    step(indexer)
    found = profile_index.condition()
    assert (found.entries, found.changes, found.seconds) == (1, 0, 0)
    assert found.segments >= 1
    assert found.size > 1000
    update_profile(user=Profile.objects.get().user, changes={"headline": "Mason"})
    Change.objects.filter(position=None).update(noted_at=timezone.now() - timedelta(hours=1))
    found = profile_index.condition()
    assert found.changes > 0
    assert found.seconds >= 3600
