"""Several decisions that restrict the same: each holds until it is taken back or over itself."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection

from accounts.models import User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD
from moderation.models import Action, Decision, Restriction
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import take_back
from moderation.services.effects import end_due, next_end
from moderation.tests.factories import (
    make_case,
    make_decision,
    make_ground,
    make_staff,
    ruling,
)
from moderation.tests.test_deciding import pass_days, reviews_of
from moderation.wording import AS_TOLD
from profiles.models import PortfolioItem, Profile
from profiles.tests.factories import make_freelancer
from reviews.tests.factories import make_revealed

pytestmark = pytest.mark.django_db

BY_ACCOUNT = [Action.SUSPEND, Action.RESTRICT]


@pytest.fixture
def person(db):
    return make_freelancer("asha", headline="Electrician")


@pytest.fixture
def work(person):
    return PortfolioItem.objects.create(profile=person, title="A stair")


def overlapping(work: PortfolioItem, action: str = Action.SUSPEND, **fields) -> tuple:
    """Until another decision by a case on a work, then for a day by a case on the profile."""
    lasting = make_decision("portfolio_item", work, action, **fields)
    return lasting, make_decision("profile", work.profile, action, lasts=timedelta(days=1))


def restored(decision: Decision) -> Decision:
    return take_back(decision=decision, moderator=make_staff(), facts="A mistake.")


def holding(person: Profile) -> set:
    """The decisions that the account and the profile name."""
    user = User.objects.get(pk=person.pk)
    person.refresh_from_db()
    assert (user.status == "suspended") == (user.suspended_by is not None)
    return {user.suspended_by, person.search_restricted_by} - {None}


def in_force() -> set:
    return set(Restriction.objects.in_force().values_list("pk", flat=True))


@pytest.mark.parametrize("action", BY_ACCOUNT)
def test_taking_back_the_later_one_leaves_the_earlier(person, work, action):
    lasting, short = overlapping(work, action)
    assert holding(person) == in_force() == {short.pk}
    restored(short)
    assert holding(person) == in_force() == {lasting.pk}
    restored(lasting)
    assert holding(person) == in_force() == set()


def test_whoever_gets_one_taken_back_is_told_that_another_holds(
    work, mailoutbox, django_capture_on_commit_callbacks
):
    lasting, short = overlapping(work, Action.RESTRICT)
    with django_capture_on_commit_callbacks(execute=True):
        restored(short)
    assert "An earlier decision still holds: " in mailoutbox[-1].body
    assert str(AS_TOLD[lasting.action]) in mailoutbox[-1].body
    with django_capture_on_commit_callbacks(execute=True):
        restored(lasting)
    assert "An earlier decision" not in mailoutbox[-1].body


@pytest.mark.parametrize("action", BY_ACCOUNT)
def test_so_does_its_end_by_time(person, work, action):
    lasting, _short = overlapping(work, action)
    pass_days(1)
    assert end_due() == 1
    assert holding(person) == in_force() == {lasting.pk}
    restored(lasting)
    assert holding(person) == set()


def test_who_is_suspended_twice_cannot_log_in_when_the_shorter_one_is_over(api, person, work):
    overlapping(work)
    pass_days(1)
    body = {"username": "asha", "password": PASSWORD}
    assert api.post("auth/login", body).json()["errors"][0]["code"] == "account_suspended"


def test_so_does_an_appeal_that_overturns_it(person, work):
    lasting, short = overlapping(work)
    appeal = lodge_appeal(decision=short, appellant=person.user, text="Too much.")
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="Yes.", instead=ruling(Action.WARN))
    assert holding(person) == {lasting.pk}


def test_a_decision_in_place_of_the_later_one_leaves_the_earlier_for_afterwards(person, work):
    lasting, short = overlapping(work)
    appeal = lodge_appeal(decision=short, appellant=person.user, text="Too much.")
    milder = ruling(Action.SUSPEND, lasts=timedelta(days=2))
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="Yes.", instead=milder)
    assert holding(person) == {Decision.objects.get(overrides=short).pk}
    pass_days(2)
    end_due()
    assert holding(person) == {lasting.pk}


def test_what_was_over_meanwhile_stays_over(person, work):
    make_decision("portfolio_item", work, Action.SUSPEND, lasts=timedelta(days=2))
    later = make_decision("profile", person, Action.SUSPEND)
    pass_days(2)
    restored(later)
    assert holding(person) == in_force() == set()


def test_what_was_taken_back_or_overturned_meanwhile_stays_so(person, work):
    lasting, short = overlapping(work)
    appeal = lodge_appeal(decision=lasting, appellant=person.user, text="It was not me.")
    instead = ruling(Action.RESTORE, facts="It was not.")
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="Yes.", instead=instead)
    assert holding(person) == {short.pk}
    restored(short)
    assert holding(person) == set()


def test_of_three_each_holds_for_its_time(person, work):
    lasting = make_decision("portfolio_item", work, Action.SUSPEND)
    longer = make_decision("profile", person, Action.SUSPEND, lasts=timedelta(days=5))
    shorter = make_decision("portfolio_item", work, Action.SUSPEND, lasts=timedelta(days=2))
    for days, holds in ((0, shorter), (2, longer), (3, lasting), (400, lasting)):
        pass_days(days)
        end_due()
        assert holding(person) == {holds.pk}


def test_the_end_of_one_that_another_covers_is_known_beforehand(person, work):
    covered = make_decision("portfolio_item", work, Action.SUSPEND, lasts=timedelta(days=2))
    make_decision("profile", person, Action.SUSPEND)
    assert next_end() == covered.ends_at


def test_different_kinds_do_not_touch_each_other(person, work):
    kept_out = make_decision("portfolio_item", work, Action.RESTRICT)
    suspended = make_decision("profile", person, Action.SUSPEND)
    restored(suspended)
    assert holding(person) == {kept_out.pk}


def test_another_persons_decision_is_not_revived(person, work):
    other = make_freelancer("usha")
    make_decision("profile", other, Action.SUSPEND, lasts=timedelta(days=9))
    make_decision("profile", other, Action.SUSPEND)
    restored(make_decision("profile", person, Action.SUSPEND))
    assert holding(person) == set()


def test_a_removed_review_is_not_in_sight_after_a_day_of_hiding(api):
    review = make_revealed()
    removal = make_decision("review", review, Action.REMOVE)
    make_decision("review", review, Action.HIDE, lasts=timedelta(days=1))
    pass_days(1)
    end_due()
    review.refresh_from_db()
    assert (review.moderation, review.moderated_by) == ("removed", removal.pk)
    assert reviews_of(api, review.subject) == []
    restored(removal)
    assert len(reviews_of(api, review.subject)) == 1


@pytest.mark.parametrize("status", ["pending", "inactive", "active"])
def test_the_account_is_what_it_was_when_the_last_of_them_ends(person, work, status):
    User.objects.filter(pk=person.pk).update(status=status)
    work.profile.user.refresh_from_db()
    lasting, short = overlapping(work)
    restored(short)
    restored(lasting)
    assert User.objects.get(pk=person.pk).status == status


def test_an_erased_account_is_left_as_it_is(person, work):
    _lasting, short = overlapping(work)
    erase(user=person.user, session_id=None, current_password=PASSWORD)
    pass_days(1)
    end_due()
    user = User.objects.get(pk=person.pk)
    assert (user.status, user.suspended_by) == ("suspended", short.pk)


# --- Many at once, and at the same time -----------------------------------------------------------


def test_two_cases_on_one_person_decided_together_are_two_suspensions(client, person, work):
    cases = [make_case("portfolio_item", work), make_case("profile", person)]
    client.force_login(make_staff())
    chosen = {"action": "decide_together", ACTION_CHECKBOX_NAME: [case.pk for case in cases]}
    said = {"action": "suspend", "ground": make_ground().pk, "facts": "A fraud.", "days": "0"}
    body = {f"ruling-{name}": value for name, value in said.items()}
    client.post("/admin/moderation/case/", chosen | body | {"ruled": 1, "confirmed": 1})
    first, second = Decision.objects.order_by("id")
    assert holding(person) == {second.pk}
    restored(second)
    assert holding(person) == {first.pk}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_repeat", range(3))
def test_taking_back_both_at_once_frees_and_a_third_decision_holds(_repeat):
    person = make_freelancer("asha")
    work = PortfolioItem.objects.create(profile=person, title="A stair")
    lasting, short = overlapping(work)
    staff, failures = [make_staff() for _ in range(3)], []
    its_ruling = {"ground": make_ground(), "lasts": timedelta(days=1)}

    def act(do) -> None:
        try:
            do()
        except Exception as error:
            failures.append(error)
        connection.close()

    works = (
        lambda: take_back(decision=lasting, moderator=staff[0], facts="A mistake."),
        lambda: take_back(decision=short, moderator=staff[1], facts="A mistake."),
        lambda: make_decision("portfolio_item", work, Action.SUSPEND, staff[2], **its_ruling),
    )
    threads = [Thread(target=act, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    third = Decision.objects.get(action="suspend", made_by=staff[2])
    assert holding(person) == in_force() == {third.pk}
    take_back(decision=third, moderator=staff[0], facts="A mistake.")
    assert holding(person) == in_force() == set()


# --- What is said of them -------------------------------------------------------------------------


def test_both_are_in_force_in_the_list_until_each_ends(api_as, person, work):
    lasting, short = overlapping(work, Action.RESTRICT)

    def listed() -> dict:
        found = api_as(person.user).get("me/decisions").json()["results"]
        return {one["id"]: one["is_in_force"] for one in found}

    assert listed() == {str(lasting.pk): True, str(short.pk): True}
    pass_days(1)
    assert listed() == {str(lasting.pk): True, str(short.pk): False}
    restored(lasting)
    assert listed()[str(lasting.pk)] is False


def test_staff_see_both_in_force(client, person, work):
    overlapping(work)
    client.force_login(make_staff())
    page = client.get("/admin/moderation/decision/").content.decode()
    assert page.count("icon-yes") == 2


def test_one_that_was_over_while_another_covered_it_is_not_in_force(api_as, person, work):
    covered = make_decision("portfolio_item", work, Action.RESTRICT, lasts=timedelta(days=2))
    make_decision("profile", person, Action.RESTRICT)
    pass_days(2)
    found = api_as(person.user).get("me/decisions").json()["results"]
    assert {one["id"]: one["is_in_force"] for one in found}[str(covered.pk)] is False
