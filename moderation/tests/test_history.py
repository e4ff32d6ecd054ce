"""What rows said before, and who changed them: kept by the database."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD
from moderation.models import Case, Report
from moderation.services.appeals import lodge_appeal
from moderation.services.records import forget_strangers
from moderation.tests.factories import make_decision, make_report
from profiles.models import Profile
from profiles.tests.factories import make_freelancer
from projects.models import Project
from reviews.models import Reply, Review
from reviews.services.answering import reply_to_review
from reviews.tests.factories import make_party, make_revealed

pytestmark = pytest.mark.django_db


def test_a_change_by_the_api_is_kept_with_who_made_it(api_as, freelancer):
    assert api_as(freelancer).patch("me", {"first_name": "Usha"}).status_code == 200
    before = User.history.rel.related_model.objects.get(pgh_obj=freelancer.pk)
    assert before.first_name == "Asha"
    assert before.pgh_context == {"user": str(freelancer.pk), "path": "/api/v1/me"}


def test_a_change_by_hand_is_kept_without_a_name(freelancer):
    User.objects.filter(pk=freelancer.pk).update(last_name="Iyer")
    (before,) = freelancer.history.all()
    assert (before.last_name, before.pgh_context) == ("Rao", None)


def test_each_moderated_table_has_a_history():
    review = make_revealed()
    for model, change in {
        Profile: {"headline": "Other"},
        Project: {"title": "Other"},
        Review: {"text": "Other words, twenty of them."},
        User: {"first_name": "Other"},
    }.items():
        row = {
            Profile: review.subject.profile,
            Project: review.project,
            Review: review,
            User: review.author,
        }[model]
        known = row.history.count()
        model.objects.filter(pk=row.pk).update(**change)
        assert row.history.count() == known + 1


def test_a_decisions_effect_is_in_the_history():
    review = make_revealed()
    decision = make_decision("review", review)
    Review.objects.filter(pk=review.pk).update(moderation="visible", moderated_by=None)
    assert review.history.latest("pgh_id").moderated_by == decision.pk


def test_secrets_and_what_time_does_are_not_kept(freelancer):
    User.objects.filter(pk=freelancer.pk).update(password="x", last_login="2030-01-01T00:00Z")
    assert not freelancer.history.exists()
    names = {field.name for field in freelancer.history.model._meta.fields}
    assert not names & {"password", "last_login"}


def test_reading_says_nobody_is_acting(api_as, freelancer):
    client = api_as(freelancer)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("me").status_code == 200
    assert len(captured) == 1


def test_addresses_of_strangers_are_forgotten_when_no_appeal_can_follow():
    review = make_revealed()
    make_report("review", review, email="jo@example.com")
    make_report("review", review, email="al@example.com")
    make_decision("review", review)
    assert forget_strangers() == 0
    Case.objects.update(opened_at="2020-01-01T00:00Z", decided_at="2020-01-01T00:00Z")
    assert (forget_strangers(), forget_strangers()) == (2, 0)
    assert not Report.objects.filter(email__endswith="example.com").exists()


def test_the_own_data_include_reports_decisions_and_appeals(api_as):
    review = make_revealed()
    decision = make_decision("review", review)
    lodge_appeal(decision=decision, appellant=review.author, text="It is true.")
    export = api_as(review.author).get("me/export").json()
    assert export["decisions"][0]["facts"] == decision.facts
    assert export["appeals"][0]["text"] == "It is true."
    assert export["reports"] == []


def test_what_an_erased_persons_things_said_is_forgotten_in_their_cases():
    person = make_freelancer("asha", headline="Electrician")
    make_decision("profile", person, "warn")
    erase(user=person.user, session_id=None, current_password=PASSWORD)
    case = Case.objects.get()
    assert (case.snapshot, case.title) == ({}, "")


@pytest.mark.parametrize("party", ["author", "subject"])
def test_titles_that_name_an_erased_person_are_forgotten_whoever_is_concerned(api_as, party):
    review = make_revealed()
    reply_to_review(review=review, text="Thank you.")
    reply = Reply.objects.get(review=review)
    reporter = make_party()
    for kind, row in (("review", review), ("reply", reply)):
        make_report(kind, row, reporter=reporter)
        make_decision(kind, row, "warn")
    gone = getattr(review, party)
    name = gone.username
    erase(user=gone, session_id=None, current_password=PASSWORD)
    assert set(Case.objects.values_list("title", flat=True)) == {""}
    other = review.subject if party == "author" else review.author
    for client in (api_as(reporter), api_as(other)):
        for path in ("me/reports", "me/decisions"):
            assert name not in client.get(path).content.decode()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_repeat", range(5))
def test_both_parties_erased_at_once_is_no_deadlock(_repeat):
    review = make_revealed()
    reply_to_review(review=review, text="Thank you.")
    for kind, row in (("review", review), ("reply", Reply.objects.get(review=review))):
        make_decision(kind, row, "warn")
    barrier, failures = Barrier(2), []

    def act(user) -> None:
        barrier.wait()
        try:
            erase(user=user, session_id=None, current_password=PASSWORD)
        except Exception as error:
            failures.append(error)
        connection.close()

    threads = [Thread(target=act, args=(one,)) for one in (review.author, review.subject)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert set(Case.objects.values_list("title", flat=True)) == {""}


def test_titles_of_other_cases_stay():
    review, other = make_revealed(), make_revealed()
    make_decision("review", other, "warn")
    make_decision("profile", review.subject.profile, "warn")
    erase(user=review.author, session_id=None, current_password=PASSWORD)
    assert "" not in Case.objects.values_list("title", flat=True)


def test_who_closes_the_account_takes_the_history_along(api_as):
    person = make_freelancer("asha", headline="Electrician")
    Profile.objects.filter(pk=person.pk).update(headline="Plumber")
    User.objects.filter(pk=person.pk).update(first_name="Usha")
    erase(user=person.user, session_id=None, current_password=PASSWORD)
    for model in (User, Profile):
        assert not model.history.rel.related_model.objects.filter(pgh_obj=person.pk).exists()
