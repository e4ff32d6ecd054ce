"""Deciding: what each action does, who may, and that a decision stands with its effect."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from accounts.models import Role, Status, User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD
from foundation import deadlines
from foundation.errors import DomainError
from moderation import errors
from moderation.models import Action, Case, Decision, Outcome, Restriction
from moderation.roles import StaffRole
from moderation.services.cases import claim, open_case, release
from moderation.services.deciding import decide, take_back
from moderation.services.effects import end_due
from moderation.tests.factories import (
    make_case,
    make_decision,
    make_ground,
    make_report,
    make_staff,
    ruling,
    suspended,
)
from profiles.models import PortfolioItem, Profile
from profiles.tests.factories import make_freelancer
from projects.tests.factories import make_project
from reviews.models import Reputation
from reviews.services.answering import reply_to_review
from reviews.tests.factories import make_party, make_revealed, make_reviewed

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(db):
    return make_revealed()


@pytest.fixture
def moderator(db):
    return make_staff(username="moderator")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What follows a commit happens at the end of the block."""
    return django_capture_on_commit_callbacks


def reviews_of(api, user) -> list:
    answer = api.get(f"profiles/{user.username}/reviews")
    assert answer.status_code == 200
    return answer.json()["results"]


def pass_days(days: int) -> None:
    """All decisions are so many days older, past the triggers that protect them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, columns in {
            "moderation_decision": ("made_at", "ends_at"),
            "moderation_restriction": ("ends_at",),
        }.items():
            changes = ", ".join(f"{one} = {one} - make_interval(days => %s)" for one in columns)
            cursor.execute(f"UPDATE {table} SET {changes}", [days] * len(columns))
        cursor.execute("SET LOCAL session_replication_role = origin")
    deadlines.forget()


# --- Effects ----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.HIDE, Action.REMOVE])
def test_a_review_vanishes_and_comes_back_as_it_was(api, review, action):
    make_reviewed(review.subject, 2, 5)
    before = reviews_of(api, review.subject)
    reputation = Reputation.objects.values().get(user=review.subject)
    decision = make_decision("review", review, action)
    assert str(review.pk) not in {one["id"] for one in reviews_of(api, review.subject)}
    assert Reputation.objects.get(user=review.subject).count == 2
    take_back(decision=decision, moderator=make_staff(), facts="It was a joke between them.")
    assert reviews_of(api, review.subject) == before
    assert Reputation.objects.values().get(user=review.subject) == reputation


def test_a_reply_vanishes_and_its_review_stays(api, review):
    reply = reply_to_review(review=review, text="You lie.")
    make_decision("reply", reply)
    assert [one["reply"] for one in reviews_of(api, review.subject)] == [None]


def test_a_profile_has_no_page_and_is_not_found_by_others(api, api_as, outsider):
    person = make_freelancer("asha", headline="Electrician")
    make_decision("profile", person)
    assert api.get("profiles/asha").status_code == 404
    assert api.get("profiles").json()["results"] == []
    assert api_as(outsider).get("profiles/asha").status_code == 404
    own = api_as(person.user).get("me/profile")
    assert (own.status_code, own.json()["is_public"]) == (200, False)


def test_a_work_is_not_on_the_page_and_its_owner_still_has_it(api, api_as, review):
    item = PortfolioItem.objects.create(profile=review.subject.profile, title="A stair")
    make_decision("portfolio_item", item)
    page = api.get(f"profiles/{review.subject.username}").json()
    assert page["portfolio"] == []
    assert len(api_as(review.subject).get("me/portfolio").json()["results"]) == 1


def test_a_project_is_seen_by_its_client_alone(api_as, review):
    client = make_party(Role.CLIENT)
    project = make_project(client=client)
    make_decision("project", project)
    worker = api_as(review.subject)
    assert worker.get("projects").json()["results"] == []
    assert worker.get(f"projects/{project.pk}").status_code == 404
    assert worker.post(f"projects/{project.pk}/proposals", {"cover_note": "Me"}).status_code == 404
    assert api_as(client).get(f"projects/{project.pk}").status_code == 200


def test_completed_work_that_is_hidden_is_not_in_the_history(api, review):
    make_decision("project", review.project)
    history = api.get(f"profiles/{review.subject.username}/projects").json()["results"]
    assert history == []
    assert len(reviews_of(api, review.subject)) == 1


def test_somebody_kept_out_of_search_still_has_a_page(api):
    person = make_freelancer("asha", headline="Electrician")
    decision = make_decision("profile", person, Action.RESTRICT)
    assert api.get("profiles").json()["results"] == []
    assert api.get("profiles/asha").status_code == 200
    take_back(decision=decision, moderator=make_staff(), facts="A mistake.")
    assert len(api.get("profiles").json()["results"]) == 1


def test_a_suspended_user_is_out_at_once_and_comes_back(api, api_as, review):
    author = api_as(review.author)
    decision = make_decision("review", review, Action.SUSPEND)
    assert author.get("me").status_code == 401
    body = {"username": review.author.username, "password": PASSWORD}
    assert api.post("auth/login", body).json()["errors"][0]["code"] == "account_suspended"
    assert len(reviews_of(api, review.subject)) == 1
    take_back(decision=decision, moderator=make_staff(), facts="A mistake.")
    assert api.post("auth/login", body).status_code == 200


@pytest.mark.parametrize("status", ["pending", "inactive", "active"])
def test_an_account_becomes_what_it_was(status):
    user = make_party()
    User.objects.filter(pk=user.pk).update(status=status)
    user.refresh_from_db()
    suspended(user, lasts=timedelta(days=3))
    again = make_decision("profile", user.profile, Action.SUSPEND)  # takes its place
    pass_days(3)
    take_back(decision=again, moderator=make_staff(), facts="A mistake.")
    user.refresh_from_db()
    assert user.status == status


def test_a_warning_changes_nothing_but_is_told(review, mailoutbox, committed):
    with committed(execute=True):
        make_decision("review", review, Action.WARN)
    assert not Restriction.objects.exists()
    assert "You are warned" in mailoutbox[0].body


@pytest.mark.parametrize("action", [Action.HIDE, Action.RESTRICT, Action.SUSPEND])
def test_a_temporary_restriction_ends_by_itself(api, action):
    person = make_freelancer("asha", headline="Electrician")
    make_decision("profile", person, action, lasts=timedelta(days=7))
    pass_days(6)
    assert api.get("profiles").json()["results"] == []
    pass_days(1)
    assert len(api.get("profiles").json()["results"]) == 1
    assert api.get("profiles/asha").status_code == 200
    restriction = Restriction.objects.get()
    assert (restriction.ended_by, restriction.ended_at is None) == (None, False)


def test_whoever_logs_in_after_a_suspension_gets_in(api):
    user = suspended(make_party(), lasts=timedelta(days=3))
    body = {"username": user.username, "password": PASSWORD}
    assert api.post("auth/login", body).status_code == 403
    pass_days(3)
    assert api.post("auth/login", body).status_code == 200


def test_an_end_is_settled_once(review):
    make_decision("review", review, lasts=timedelta(days=3))
    pass_days(3)
    assert [end_due(), end_due()] == [1, 0]


def test_a_second_restriction_takes_the_place_of_the_first(api, review):
    make_decision("review", review, lasts=timedelta(days=3))
    make_decision("review", review, Action.REMOVE)
    pass_days(3)
    assert end_due() == 0
    assert reviews_of(api, review.subject) == []
    assert Restriction.objects.in_force().count() == 1


# --- Who is told ------------------------------------------------------------------------------


def test_the_author_gets_the_reasons_and_reporters_the_outcome(review, mailoutbox, committed):
    case = make_case("review", review)
    make_report("review", review, email="jo@example.com")
    its_ruling = ruling(facts="Line 2 calls him a fool.", lasts=timedelta(days=30))
    with committed(execute=True):
        decide(case=case, moderator=make_staff(), ruling=its_ruling)
    reporter = case.reports.get(email="").reporter
    bodies = {mail.to[0]: mail.body for mail in mailoutbox}
    assert bodies.keys() == {review.author.email, reporter.email, "jo@example.com"}
    assert len(mailoutbox) == 3
    statement, outcome = bodies[review.author.email], bodies[reporter.email]
    for needed in ("Line 2", "Terms, section 4", "Insults are not allowed", "Until", "automated"):
        assert needed in statement
    assert "/appeal?token=" in statement
    assert "You were right" in outcome
    assert "Line 2" not in outcome
    assert set(case.reports.values_list("outcome", flat=True)) == {Outcome.UPHELD}


def test_keeping_is_told_to_the_reporters_alone(review, mailoutbox, committed):
    case = make_case("review", review)
    with committed(execute=True):
        decide(case=case, moderator=make_staff(), ruling=ruling(Action.KEEP))
    assert [mail.to for mail in mailoutbox] == [[case.reports.get().reporter.email]]
    assert "found nothing" in mailoutbox[0].body
    assert case.reports.get().outcome == Outcome.REJECTED


# --- What cannot be done ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "fields", "attr"),
    [
        (Action.HIDE, {"ground": None}, "ground"),
        (Action.HIDE, {"facts": "  "}, "facts"),
        (Action.REMOVE, {"lasts": timedelta(days=3)}, "days"),
        (Action.WARN, {"lasts": timedelta(days=3)}, "days"),
        (Action.HIDE, {"lasts": timedelta(hours=3)}, "days"),
        (Action.HIDE, {"lasts": timedelta(days=9999)}, "days"),
        (Action.RESTORE, {}, "action"),
        (Action.RESTRICT, {}, "action"),
    ],
)
def test_a_decision_needs_its_reasons(review, moderator, action, fields, attr):
    with pytest.raises(errors.ActionRefused) as refused:
        make_decision("review", review, action, moderator, **fields)
    assert refused.value.attr == attr
    assert not Decision.objects.exists()
    assert Case.objects.open().count() == 1


def test_a_ground_that_is_not_in_use_is_none(review):
    with pytest.raises(errors.ActionRefused):
        make_decision("review", review, ground=make_ground(is_active=False))


def test_what_its_owner_deleted_cannot_be_hidden_but_the_case_be_closed(review):
    item = PortfolioItem.objects.create(profile=review.subject.profile, title="A stair")
    case = make_case("portfolio_item", item)
    item.delete()
    with pytest.raises(errors.ObjectGone):
        decide(case=case, moderator=make_staff(), ruling=ruling())
    assert decide(case=case, moderator=make_staff(), ruling=ruling(Action.KEEP)).pk


def test_what_was_deleted_while_hidden_can_be_restored(review):
    item = PortfolioItem.objects.create(profile=review.subject.profile, title="A stair")
    decision = make_decision("portfolio_item", item)
    item.delete()
    take_back(decision=decision, moderator=make_staff(), facts="Fine.")
    assert not Restriction.objects.in_force().exists()


def test_a_decided_case_is_not_decided_again(review, moderator):
    case = make_case("review", review)
    decide(case=case, moderator=moderator, ruling=ruling())
    with pytest.raises(errors.CaseDecided):
        decide(case=case, moderator=make_staff(), ruling=ruling(Action.KEEP))
    assert Decision.objects.count() == 1


def test_a_decision_is_taken_back_once(review, moderator):
    decision = make_decision("review", review)
    take_back(decision=decision, moderator=moderator, facts="A mistake.")
    with pytest.raises(errors.AlreadyOverridden):
        take_back(decision=decision, moderator=moderator, facts="Again.")


# --- Who may ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [StaffRole.SUPPORT, None])
def test_only_moderators_decide(review, role):
    somebody = make_staff(role) if role else make_party()
    with pytest.raises(errors.MayNotDecide):
        make_decision("review", review, moderator=somebody)


def test_nobody_decides_on_a_case_where_they_are_a_party(review, moderator):
    make_report("review", review, reporter=moderator)
    with pytest.raises(errors.MayNotDecide):
        make_decision("review", review, moderator=moderator)
    for party in (review.author, review.subject):
        User.objects.filter(pk=party.pk).update(role=Role.ADMIN, is_superuser=True)
        party.refresh_from_db()
        with pytest.raises(errors.MayNotDecide):
            make_decision("review", review, moderator=party)


def test_moderators_do_not_decide_on_staff_and_administrators_do(moderator):
    colleague = make_staff(StaffRole.SUPPORT)
    with pytest.raises(errors.MayNotDecide):
        suspended(colleague, moderator=moderator)
    suspended(colleague, moderator=make_staff(StaffRole.ADMINISTRATOR))
    assert colleague.status == Status.SUSPENDED


# --- Claims -----------------------------------------------------------------------------------


def test_a_case_is_one_moderators_for_fifteen_minutes(review, moderator):
    case = make_case("review", review)
    claim(case=case, moderator=moderator)
    other = make_staff()
    for attempt in (claim, lambda **who: decide(**who, ruling=ruling())):
        with pytest.raises(errors.CaseClaimed):
            attempt(case=case, moderator=other)
    Case.objects.update(claimed_until="2020-01-01T00:00Z")
    claim(case=case, moderator=other)
    with pytest.raises(errors.CaseClaimed):
        decide(case=case, moderator=moderator, ruling=ruling())
    release(case=case, moderator=moderator)  # not theirs any more: nothing happens
    assert Case.objects.claimed_now().get().claimed_by == other
    release(case=case, moderator=other)
    assert not Case.objects.claimed_now().exists()


def test_a_decided_case_cannot_be_claimed(review, moderator):
    case = make_case("review", review)
    decide(case=case, moderator=moderator, ruling=ruling())
    with pytest.raises(errors.CaseDecided):
        claim(case=case, moderator=moderator)


def test_staff_open_a_case_without_a_report(review, moderator):
    case = open_case(kind="review", row=review, moderator=moderator)
    assert (case.opened_by, case.claimed_by, case.reports_count) == (moderator, moderator, 0)
    assert open_case(kind="review", row=review, moderator=moderator) == case


# --- What the database holds to -----------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_decision SET facts = 'other'",
        "DELETE FROM moderation_decision",
        "UPDATE moderation_restriction SET ends_at = now()",
        "DELETE FROM moderation_restriction",
    ],
)
def test_decisions_are_append_only_even_by_hand(review, statement):
    make_decision("review", review)
    with pytest.raises(IntegrityError, match="append-only"):
        execute(statement)


def execute(*statements: str) -> None:
    """Raw SQL that is undone when one of it fails."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_decisions_are_not_truncated(db):
    with pytest.raises(IntegrityError, match="append-only"):
        execute("TRUNCATE moderation_decision CASCADE")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("accounts_user", "status = 'suspended'"),
        ("accounts_user", "status = 'suspended', suspended_by = gen_random_uuid()"),
        ("profiles_profile", "moderation = 'hidden'"),
        ("profiles_profile", "moderation = 'hidden', moderated_by = gen_random_uuid()"),
        ("profiles_profile", "search_restricted_by = gen_random_uuid()"),
        ("profiles_portfolioitem", "moderation = 'removed', moderated_by = gen_random_uuid()"),
        ("projects_project", "moderation = 'hidden', moderated_by = gen_random_uuid()"),
        ("reviews_review", "moderation = 'hidden'"),
        ("reviews_review", "moderation = 'hidden', moderated_by = gen_random_uuid()"),
        ("reviews_reply", "moderation = 'hidden', moderated_by = gen_random_uuid()"),
    ],
)
def test_a_restriction_without_a_decision_is_impossible(review, table, change):
    reply_to_review(review=review, text="Thanks.")
    PortfolioItem.objects.create(profile=review.subject.profile, title="A stair")
    with pytest.raises(IntegrityError):
        execute(f"UPDATE {table} SET {change}", "SET CONSTRAINTS ALL IMMEDIATE")


def test_a_decision_on_one_thing_restricts_no_other(review):
    decision = make_decision("review", review)
    other = make_revealed()
    change = f"moderation = 'hidden', moderated_by = '{decision.pk}'"
    with pytest.raises(IntegrityError):
        execute(
            f"UPDATE reviews_review SET {change} WHERE id = '{other.pk}'",
            "SET CONSTRAINTS ALL IMMEDIATE",
        )


def test_a_decision_and_its_effect_stand_or_fall_together(review, moderator, monkeypatch):
    def fails(_decision) -> None:
        raise DataError

    monkeypatch.setattr("moderation.services.deciding.tell_of_outcome", fails)
    with pytest.raises(DataError):
        make_decision("review", review, moderator=moderator)
    review.refresh_from_db()
    assert review.moderation == "visible"
    assert not Decision.objects.exists()
    assert Case.objects.open().count() == 1


# --- Races --------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_repeat", range(3))
def test_of_two_moderators_at_once_one_wins_and_the_other_is_told(_repeat):
    review = make_revealed()
    case = make_case("review", review)
    barrier, outcomes = Barrier(2), []
    people = [(make_staff(), ruling(Action.HIDE)), (make_staff(), ruling(Action.KEEP))]

    def act(moderator, its_ruling) -> None:
        barrier.wait()
        try:
            decide(case=case, moderator=moderator, ruling=its_ruling)
            outcomes.append("decided")
        except DomainError as error:
            outcomes.append(error.code)
        connection.close()

    threads = [Thread(target=act, args=one) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["case_decided", "decided"]
    action = Decision.objects.get().action
    review.refresh_from_db()
    assert review.moderation == ("hidden" if action == Action.HIDE else "visible")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_repeat", range(5))
def test_a_decision_racing_the_erasure_of_the_account_is_no_deadlock(_repeat):
    person = make_freelancer("asha")
    case = make_case("profile", person)
    moderator, its_ruling = make_staff(), ruling(Action.SUSPEND)
    barrier, failures = Barrier(2), []

    def act(work) -> None:
        barrier.wait()
        try:
            work()
        except DomainError:
            pass  # the account was erased first: nothing to suspend
        except Exception as error:
            failures.append(error)
        connection.close()

    works = (
        lambda: decide(case=case, moderator=moderator, ruling=its_ruling),
        lambda: erase(user=person.user, session_id=None, current_password=PASSWORD),
    )
    threads = [Thread(target=act, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert User.objects.get(pk=person.pk).erased_at is not None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_an_end_by_time_racing_a_decision_leaves_one_truth():
    person = make_freelancer("asha")
    decision = make_decision("profile", person, lasts=timedelta(days=3))
    with transaction.atomic():
        pass_days(3)
    moderator, outcomes = make_staff(), []

    def act(work) -> None:
        try:
            outcomes.append(work())
        except DomainError as error:
            outcomes.append(error.code)
        connection.close()

    threads = [
        Thread(target=act, args=(work,))
        for work in (
            end_due,
            lambda: take_back(decision=decision, moderator=moderator, facts="Fine."),
            end_due,
        )
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Restriction.objects.in_force().count() == 0
    profile = Profile.objects.get(pk=person.pk)
    assert (profile.moderation, profile.moderated_by) == ("visible", None)
