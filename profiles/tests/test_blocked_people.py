"""Two people of whom one blocked the other do not find or see each other while they are logged in:
whatever they ask is answered as if the other's page were hidden.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client as Browser

from accounts.models import Block, Role, User
from accounts.tests.factories import BlockFactory, UserFactory
from conftest import Client as ApiClient
from profiles.services.profile import make_profile, update_profile
from profiles.tests.factories import make_freelancer, make_skill

if TYPE_CHECKING:
    from profiles.models import Profile

pytestmark = pytest.mark.django_db
EITHER = pytest.mark.parametrize("is_blocker", [True, False], ids=["blocker", "blocked"])
SEARCHES: list[dict[str, Any]] = [
    {},
    {"facets": "true"},
    {"ordering": "-joined"},
    {"ordering": "-rating", "facets": "true"},
    {"ordering": "rate", "currency": "EUR"},
    {"country": "IN", "facets": "true"},
    {"country": "IN", "city": "Pune"},
    {"skill": ["Plumbing"], "facets": "true"},
    {"rating_min": "3"},
    {"rate_min": "10", "rate_max": "100", "currency": "EUR"},
    {"q": "mira", "facets": "true"},
    {"q": "Mira Zalewski", "facets": "true"},
    {"q": "plumber pune", "facets": "true"},
    {"q": "plumber", "ordering": "-joined"},
    {"q": "zymurgy"},
    {"q": "zymurgist"},
    {"q": '"zymurgy at home"'},
    {"q": "-tiles plumber"},
    {"q": "plumber OR zymurgy", "country": "IN"},
    {"q": "a plumber for taps pipes boilers drains sinks showers toilets radiators and pumps"},
]


@pytest.fixture
def reader() -> User:
    user = UserFactory(username="reader", role=Role.CLIENT)
    make_profile(user)
    return user


@pytest.fixture
def mira() -> Profile:
    """Who blocks or is blocked: the only one of a name, a word and a city."""
    make_skill("Plumbing", "plumber")
    user = UserFactory(username="mira", first_name="Mira", last_name="Zalewski")
    return make_freelancer(
        user=user,
        skills=("Plumbing",),
        headline="Plumber",
        bio="Zymurgy at home. Taps, pipes, boilers, drains, sinks and showers.",
        city="Pune",
        country="IN",
        hourly_rate=40,
        currency="EUR",
        ratings=(5, 5, 5),
    )


@pytest.fixture
def others(mira) -> list[Profile]:
    return [
        make_freelancer(
            f"plumber-{number}",
            skills=("Plumbing",),
            headline="Plumber",
            bio="Taps and pipes.",
            country="IN",
            hourly_rate=30 + number,
            currency="EUR",
            ratings=(4, 4, 4),
        )
        for number in range(3)
    ]


def browser_of(user: User) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def block(reader: User, mira: Profile, is_blocker: bool) -> None:
    pair = (reader, mira.user) if is_blocker else (mira.user, reader)
    BlockFactory(blocker=pair[0], blocked=pair[1])


def told(answer: Any) -> tuple[int, Any]:
    """What an answer says, but the signatures of its links."""
    said = answer.json()
    assert answer.status_code == 200, said
    for name in ("next", "previous"):
        if said.get(name):
            said[name] = True
    return answer.status_code, said


def neutral(answer: Any) -> tuple[int, bytes, set[str]]:
    return answer.status_code, answer.content, set(answer.headers)


@EITHER
@pytest.mark.parametrize("is_index_there", [True, False], ids=["indexed", "not indexed"])
def test_a_search_is_answered_as_if_the_page_were_hidden(
    api_as, reader, mira, others, is_blocker, is_index_there, monkeypatch
):
    if not is_index_there:
        monkeypatch.setattr("profiles.search.pages.profile_index.index", lambda: None)
    client = api_as(reader)

    searches = [asked for asked in SEARCHES if is_index_there or "q" not in asked]

    def answers() -> list[Any]:
        queried = [told(client.get("profiles", asked)) for asked in searches]
        posted = [told(client.post("profiles/search", asked)) for asked in searches]
        return [*queried, *posted]

    assert '"mira"' in str(client.get("profiles").content)
    block(reader, mira, is_blocker)
    blocked = answers()
    Block.objects.all().delete()
    update_profile(user=mira.user, changes={"visibility": "hidden"})
    assert blocked == answers()
    shown = {card["username"] for _status, page in blocked for card in page["results"]}
    assert shown == {"plumber-0", "plumber-1", "plumber-2"}


@EITHER
def test_so_is_the_page_of_the_search(reader, mira, others, is_blocker):
    browser = browser_of(reader)
    block(reader, mira, is_blocker)
    for query in ("", "q=plumber", "q=zalewski", "country=IN", "ordering=-joined"):
        page = browser.get(f"/search?{query}").content.decode()
        assert "/@mira" not in page
        assert ("/@plumber-1" in page) == (query != "q=zalewski")
    page = browser.post("/search", {"q": "plumber, zymurgy"}).content.decode()
    assert "/@mira" not in page


@EITHER
def test_pages_are_full_and_count_nobody_who_is_left_out(api_as, reader, mira, others, is_blocker):
    client = api_as(reader)
    block(reader, mira, is_blocker)
    for query in ({}, {"q": "plumber"}, {"country": "IN"}, {"q": "plumber", "ordering": "-joined"}):
        page = client.get("profiles", query | {"page_size": 2}).json()
        assert (len(page["results"]), page["count"]) == (2, 3)
        last = client.get(page["next"].removeprefix("http://testserver")).json()
        assert (len(last["results"]), last["next"]) == (1, None)
        back = client.get(last["previous"].removeprefix("http://testserver")).json()
        assert [one["username"] for one in back["results"]] == [
            one["username"] for one in page["results"]
        ]


def test_a_block_between_two_pages_leads_on(api_as, reader, mira, others):
    client = api_as(reader)
    for query in ({}, {"q": "plumber"}):
        page = client.get("profiles", query | {"page_size": 2}).json()
        BlockFactory(blocker=mira.user, blocked=reader)
        rest = client.get(page["next"].removeprefix("http://testserver"))
        assert rest.status_code == 200
        assert "mira" not in [one["username"] for one in rest.json()["results"]]
        Block.objects.all().delete()


@EITHER
def test_the_page_and_what_belongs_to_it_are_as_of_nobody(api_as, reader, mira, is_blocker):
    client, browser = api_as(reader), browser_of(reader)
    block(reader, mira, is_blocker)
    for path in ("profiles/{}", "profiles/{}/reviews", "profiles/{}/projects"):
        real, none = (client.get(path.format(name)) for name in ("mira", "noone"))
        assert neutral(real) == neutral(none), path
        assert real.status_code == 404
    real, none = (browser.get(f"/@{name}") for name in ("mira", "noone"))
    assert (real.status_code, none.status_code) == (404, 404)
    changing = r"nonce=\"[^\"]*\"|value=\"[^\"]*\"|mira|noone"
    texts = [re.sub(changing, "", answer.content.decode()) for answer in (real, none)]
    assert texts[0] == texts[1]


@EITHER
def test_both_directions_hold_for_both(api_as, reader, mira, is_blocker):
    block(reader, mira, is_blocker)
    assert api_as(reader).get("profiles/mira").status_code == 404
    assert api_as(mira.user).get("profiles/reader").status_code == 404


@EITHER
def test_an_answer_that_was_kept_is_not_confirmed(api_as, reader, mira, is_blocker):
    """Whoever kept the page, or its ETag, learns only that there is no page now."""
    client = api_as(reader)
    kept = client.get("profiles/mira")
    assert kept.headers["Cache-Control"].startswith("private, max-age=0")
    block(reader, mira, is_blocker)
    for etag in (kept.headers["ETag"], "*"):
        assert client.get("profiles/mira", HTTP_IF_NONE_MATCH=etag).status_code == 404


def test_what_strangers_keep_is_not_shown_to_who_is_logged_in(reader, mira):
    """Of one address there are two answers: a shared cache asks each time, with the token."""
    BlockFactory(blocker=mira.user, blocked=reader)
    answer = ApiClient().get("profiles/mira")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Authorization" in answer.headers["Vary"]
    assert "Cookie" in Browser().get("/@mira").headers["Vary"]


@EITHER
def test_strangers_see_both_as_ever(api, reader, mira, is_blocker):
    block(reader, mira, is_blocker)
    assert api.get("profiles/mira").status_code == 200
    assert api.get("profiles", {"q": "zalewski"}).json()["count"] == 1


@EITHER
def test_third_people_see_both_as_ever(api_as, reader, mira, is_blocker):
    block(reader, mira, is_blocker)
    third = api_as(UserFactory())
    assert third.get("profiles/mira").status_code == 200
    assert third.get("profiles/reader").status_code == 200


def test_staff_who_were_blocked_see_everything(api_as, mira):
    staff = UserFactory(role=Role.ADMIN)
    BlockFactory(blocker=mira.user, blocked=staff)
    assert api_as(staff).get("profiles/mira").status_code == 200
    assert api_as(staff).get("profiles", {"q": "zalewski"}).json()["count"] == 1


def test_ones_own_page_stays(api_as, reader, mira):
    BlockFactory(blocker=mira.user, blocked=reader)
    assert api_as(mira.user).get("profiles/mira").status_code == 200
    assert api_as(reader).get("profiles/reader").status_code == 200


def test_a_new_username_hides_nobody_from_a_block(api_as, reader, mira):
    BlockFactory(blocker=mira.user, blocked=reader)
    User.objects.filter(pk=mira.pk).update(username="elsewhere")
    assert api_as(reader).get("profiles/elsewhere").status_code == 404


@pytest.mark.parametrize("number", [1, 40])
def test_a_search_takes_the_same_queries_with_many_blocks(
    api_as, reader, others, number, django_assert_num_queries, indexer_on_disk
):
    call_command("index_search", rebuild=True)
    client = api_as(reader)
    for _ in range(number):
        BlockFactory(blocker=reader)
    client.get("profiles")
    # Who asks; whom they blocked and by whom they were; cards.
    with django_assert_num_queries(3):
        assert len(client.get("profiles").json()["results"]) == 4


def test_two_thousand_blocks_still_work(api_as, reader, mira, others):
    blocked = User.objects.bulk_create(UserFactory.build_batch(2_000))
    Block.objects.bulk_create(Block(blocker=reader, blocked=one) for one in blocked)
    Block.objects.create(blocker=reader, blocked=mira.user)
    client = api_as(reader)
    for query in SEARCHES:
        answer = client.get("profiles", query)
        assert answer.status_code == 200
        assert "mira" not in [one["username"] for one in answer.json()["results"]]
    assert client.get("profiles", {"q": "plumber"}).json()["count"] == 3
