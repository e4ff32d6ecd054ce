"""Blocking a person, seeing whom one blocked, and taking it back."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import blocks, personal_data
from accounts.models import Block, Role, Status, User
from accounts.services import blocks as service
from accounts.services.account import update_account
from accounts.services.export import export
from accounts.tests.factories import PASSWORD, BlockFactory, UserFactory, suspended
from accounts.tests.test_races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def ravi() -> User:
    return UserFactory(username="ravi")


@pytest.fixture
def asha(freelancer, api_as):
    """A freelancer who is logged in."""
    return api_as(freelancer)


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def codes(answer) -> list[tuple[str | None, str]]:
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


# --- By the API -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ravi", "Ravi", "@ravi", " ravi "])
def test_somebody_is_blocked_by_their_username_however_it_is_typed(asha, freelancer, ravi, name):
    answer = asha.post("me/blocks", {"username": name})
    assert (answer.status_code, answer.json()["username"]) == (201, "ravi")
    assert Block.objects.get().blocked == ravi
    assert blocks.is_between(freelancer, ravi)
    assert blocks.is_between(ravi, freelancer)


def test_blocked_once_more_it_is_the_same_block(asha, ravi):
    first, again = (asha.post("me/blocks", {"username": "ravi"}) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert Block.objects.count() == 1


@pytest.mark.parametrize("name", ["nobody", "@", "former-0123", "\u202eravi", "@@ravi"])
def test_nobody_of_this_name(asha, ravi, name):
    answer = asha.post("me/blocks", {"username": name})
    assert answer.status_code == 422
    assert codes(answer)[0][0] == "username"


@pytest.mark.parametrize("body", [{}, {"username": ""}, {"username": None}, {"username": ["ravi"]}])
def test_a_name_is_needed(asha, body):
    assert asha.post("me/blocks", body).status_code == 422


def test_an_erased_account_is_nobody(asha, ravi):
    personal_data.erase(ravi)
    ravi.refresh_from_db()
    answer = asha.post("me/blocks", {"username": ravi.username})
    assert codes(answer) == [("username", "unknown_person")]


def test_nobody_blocks_themselves(asha, freelancer):
    answer = asha.post("me/blocks", {"username": freelancer.username.upper()})
    assert (answer.status_code, codes(answer)) == (422, [("username", "yourself")])
    with pytest.raises(IntegrityError, match="block_is_not_of_oneself"), transaction.atomic():
        BlockFactory(blocker=freelancer, blocked=freelancer)


@pytest.mark.parametrize("status", [Status.PENDING, Status.INACTIVE])
def test_whoever_has_an_account_can_be_blocked_seen_or_not(asha, status):
    UserFactory(username="ravi", status=status)
    assert asha.post("me/blocks", {"username": "ravi"}).status_code == 201


def test_so_can_the_suspended(asha, ravi):
    suspended(ravi)
    assert asha.post("me/blocks", {"username": "ravi"}).status_code == 201


def test_a_pending_account_may_block(api_as, ravi):
    pending = UserFactory(status=Status.PENDING)
    assert api_as(pending).post("me/blocks", {"username": "ravi"}).status_code == 201


def test_blocking_staff_is_answered_alike_and_has_no_effect(asha, freelancer):
    """Otherwise it would tell who is staff; and staff have to see what they decide on."""
    judge = UserFactory(username="judge", role=Role.ADMIN)
    answer = asha.post("me/blocks", {"username": "judge"})
    assert answer.status_code == 201
    assert blocks.unseen_by(judge) == frozenset()
    assert User.objects.filter(blocks.not_between(judge, "pk"), pk=freelancer.pk).exists()


def test_the_list_has_the_latest_first_and_the_names_of_then(asha, ravi, freelancer):
    """Whoever took a new name, maybe because of this person, is not followed by blocking them."""
    mira = UserFactory(username="mira")
    for name in ("ravi", "mira"):
        asha.post("me/blocks", {"username": name})
    update_account(
        user=ravi,
        session_id=None,
        address="192.0.2.1",
        changes={"username": "ravi-new"},
        current_password=PASSWORD,
    )
    rows = asha.get("me/blocks").json()["results"]
    assert [row["username"] for row in rows] == ["mira", "ravi"]
    assert [row["username"] for row in export(freelancer)["blocks"]] == ["ravi", "mira"]
    page = browser_of(freelancer).get("/account/blocks").content.decode()
    assert "@ravi<" in page
    assert "ravi-new" not in page
    assert blocks.unseen_by(freelancer) == {ravi.pk, mira.pk}


def test_a_released_name_is_nobodys_and_the_block_stays_with_the_person(asha, freelancer, ravi):
    asha.post("me/blocks", {"username": "ravi"})
    User.objects.filter(pk=ravi.pk).update(username="elsewhere")
    assert asha.post("me/blocks", {"username": "ravi"}).status_code == 422
    assert not blocks.is_between(freelancer, UserFactory(username="ravi", email="new@x.example"))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_the_same_queries(asha, freelancer, number, django_assert_num_queries):
    for _ in range(number):
        BlockFactory(blocker=freelancer)
    with django_assert_num_queries(2):  # who asks; the blocks with their people
        rows = asha.get("me/blocks", {"page_size": 50}).json()["results"]
    assert len(rows) == number


def test_the_list_goes_on_from_page_to_page(asha, freelancer):
    for _ in range(5):
        BlockFactory(blocker=freelancer)
    page = asha.get("me/blocks", {"page_size": 2}).json()
    seen = [row["id"] for row in page["results"]]
    while page["next"]:
        page = asha.get(page["next"].removeprefix("http://testserver")).json()
        seen += [row["id"] for row in page["results"]]
    assert seen == [str(pk) for pk in Block.objects.values_list("pk", flat=True)]


def test_nobody_reads_or_takes_back_a_block_of_somebody_else(asha, api_as, freelancer, ravi):
    block = BlockFactory(blocker=freelancer, blocked=ravi)
    theirs = api_as(ravi)
    assert theirs.get("me/blocks").json()["results"] == []
    assert theirs.delete(f"me/blocks/{block.pk}").status_code == 404
    assert Block.objects.exists()


def test_a_block_is_taken_back_once(asha, freelancer, ravi):
    block = BlockFactory(blocker=freelancer, blocked=ravi)
    assert asha.delete(f"me/blocks/{block.pk}").status_code == 204
    assert not blocks.is_between(freelancer, ravi)
    assert asha.delete(f"me/blocks/{block.pk}").status_code == 404


def test_each_of_two_blocks_the_other_and_takes_only_their_own_back(asha, api_as, freelancer, ravi):
    asha.post("me/blocks", {"username": "ravi"})
    api_as(ravi).post("me/blocks", {"username": freelancer.username})
    asha.delete(f"me/blocks/{Block.objects.get(blocker=freelancer).pk}")
    assert blocks.is_between(freelancer, ravi)


def test_a_day_has_so_many(asha, settings):
    settings.BLOCKS_PER_DAY = 2
    for number in range(2):
        UserFactory(username=f"person-{number}")
        assert asha.post("me/blocks", {"username": f"person-{number}"}).status_code == 201
    UserFactory(username="person-2")
    assert asha.post("me/blocks", {"username": "person-2"}).status_code == 429


def test_an_account_has_so_many(asha, ravi, freelancer, monkeypatch):
    monkeypatch.setattr(service, "MAX_BLOCKS", 1)
    BlockFactory(blocker=freelancer)
    answer = asha.post("me/blocks", {"username": "ravi"})
    assert (answer.status_code, codes(answer)) == (409, [(None, "too_many")])
    assert not blocks.is_between(freelancer, ravi)


# --- What is kept -----------------------------------------------------------------------------


def test_the_export_has_ones_own_blocks_and_never_those_of_others(freelancer, ravi):
    BlockFactory(blocker=freelancer, blocked=ravi)
    assert [one["username"] for one in export(freelancer)["blocks"]] == ["ravi"]
    assert export(ravi)["blocks"] == []
    assert freelancer.username not in str(export(ravi))


@pytest.mark.parametrize("who", ["blocker", "blocked"])
def test_the_erasure_of_either_deletes_it(who):
    block = BlockFactory()
    BlockFactory()
    personal_data.erase(getattr(block, who))
    assert not Block.objects.filter(pk=block.pk).exists()
    assert Block.objects.count() == 1


def test_a_block_outlasts_a_suspension(freelancer, ravi):
    BlockFactory(blocker=freelancer, blocked=ravi)
    suspended(freelancer)
    assert blocks.is_between(ravi, freelancer)


def test_whoever_registers_again_is_another_account(freelancer, ravi):
    BlockFactory(blocker=freelancer, blocked=ravi)
    personal_data.erase(ravi)
    assert not blocks.is_between(freelancer, UserFactory(username="ravi2", email=ravi.email))


# --- On pages ---------------------------------------------------------------------------------


def test_the_page_blocks_shows_and_unblocks(freelancer, ravi):
    browser = browser_of(freelancer)
    form = browser.get("/account/blocks?username=ravi").content.decode()
    assert 'value="ravi"' in form
    blocked = browser.post("/account/blocks", {"username": "ravi"}, follow=True).content.decode()
    assert "You have blocked ravi." in blocked
    assert "@ravi" in blocked
    block = Block.objects.get()
    browser.post(f"/account/blocks/{block.pk}/remove")
    assert not Block.objects.exists()


def test_the_page_says_beside_the_field_what_is_wrong(freelancer):
    answer = browser_of(freelancer).post("/account/blocks", {"username": "nobody"})
    assert answer.status_code == 422
    assert "Nobody has this username." in answer.content.decode()


def test_the_page_of_somebody_else_unblocks_nothing(freelancer, ravi):
    block = BlockFactory(blocker=freelancer, blocked=ravi)
    assert browser_of(ravi).post(f"/account/blocks/{block.pk}/remove").status_code == 404
    assert Block.objects.exists()


# --- At once ----------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_blocked_twice_at_once_is_blocked_once():
    user, ravi = UserFactory(), UserFactory(username="ravi")

    def block():
        return service.block_person(user=user, session_id=None, username="ravi")[1]

    assert sorted(at_once(block, block, block)) == [False, False, True]
    assert Block.objects.get().blocked == ravi


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_two_who_block_each_other_at_once_both_do(turn):
    one, other = UserFactory(username="one"), UserFactory(username="other")
    results = at_once(
        lambda: service.block_person(user=one, session_id=None, username="other")[1],
        lambda: service.block_person(user=other, session_id=None, username="one")[1],
    )
    assert results == [True, True]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("who", ["blocker", "blocked"])
def test_erased_in_the_moment_of_the_block_no_block_is_left(who, turn):
    one, ravi = UserFactory(), UserFactory(username="ravi")
    erased = one if who == "blocker" else ravi

    def erase():
        with transaction.atomic():
            User.objects.select_for_update(no_key=True).get(pk=erased.pk)
            personal_data.erase(erased)

    at_once(lambda: service.block_person(user=one, session_id=None, username="ravi"), erase)
    assert not Block.objects.exists()


def test_the_page_unblocks_whom_its_address_names(freelancer, ravi):
    browser = browser_of(freelancer)
    assert "Unblock" not in browser.get("/account/blocks?username=ravi").content.decode()
    block = BlockFactory(blocker=freelancer, blocked=ravi)
    shown = browser.get("/account/blocks?username=ravi").content.decode()
    assert "You have blocked ravi." in shown
    assert shown.count(f"/account/blocks/{block.pk}/remove") == 2
    assert "You have blocked" not in browser.get("/account/blocks").content.decode()


def test_the_page_says_that_messages_stop_and_work_can_be_ended(freelancer):
    shown = browser_of(freelancer).get("/account/blocks").content.decode()
    assert "neither of you can write to the other" in shown
    assert "completed or ended, which either of you can still do" in shown
