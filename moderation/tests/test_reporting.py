"""Reporting: who can report what, once, and what comes of it."""

from __future__ import annotations

from threading import Thread

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import Role, User
from accounts.tests.factories import restriction_on
from moderation.models import PRIVATE, Case, ObjectKind, Report
from moderation.models.case import CALLED_BY_PROJECT
from moderation.objects import KINDS
from moderation.tests.factories import make_decision, make_report, make_staff, names_of
from profiles.models import PortfolioItem, Visibility
from profiles.models.profile import TEXT_FIELDS
from profiles.tests.factories import make_freelancer
from projects.models import Answer
from projects.tests.factories import make_file, make_project, make_question
from reviews.models import Reply
from reviews.services.answering import reply_to_review
from reviews.services.moderation import set_moderation
from reviews.tests.factories import make_finished, make_party, make_revealed, make_review

pytestmark = pytest.mark.django_db
# What is between two people is reported in test_private_words.py.
PUBLIC = [kind for kind in ObjectKind.values if kind not in PRIVATE]


@pytest.fixture
def review(db):
    return make_revealed()


@pytest.fixture
def reporter(api_as):
    return api_as(make_party(username="reporter"))


def body(of: str, row, **fields) -> dict:
    named = {"kind": of, "object": names_of(of, row)}
    return {**named, "reason": "abuse", "text": "It insults me.", **fields}


def make_objects(review) -> dict:
    """One of each kind, all to be seen by members."""
    reply = reply_to_review(review=review, text="Thank you.")
    item = PortfolioItem.objects.create(profile=review.subject.profile, title="A stair")
    project = make_project(client=make_party(Role.CLIENT))
    question = make_question(project, make_party())
    return {
        ObjectKind.PROFILE: review.subject.profile,
        ObjectKind.PROJECT: project,
        ObjectKind.PROJECT_FILE: make_file(project),
        ObjectKind.QUESTION: question,
        ObjectKind.ANSWER: Answer.objects.create(question=question, text="There is a lift."),
        ObjectKind.REVIEW: review,
        ObjectKind.REPLY: Reply.objects.get(review=reply.review_id),
        ObjectKind.PORTFOLIO_ITEM: item,
    }


@pytest.mark.parametrize("kind", PUBLIC)
def test_a_member_reports_each_kind(reporter, review, kind):
    row = make_objects(review)[kind]
    answer = reporter.post("reports", body(kind, row))
    assert answer.status_code == 201
    data = answer.json()
    assert (data["object"]["kind"], data["reason"], data["outcome"]) == (kind, "abuse", None)
    case = Case.objects.get()
    assert (case.object_id, case.reports_count) == (row.pk, 1)
    assert case.snapshot
    assert reporter.get("me/reports").json()["results"] == [data]


def test_reports_on_one_object_are_one_case_that_grows_more_urgent(review):
    make_report("review", review, reason="off_topic")
    first = Case.objects.get().priority
    make_report("review", review, reason="illegal")
    make_report("review", review, email="stranger@example.com")
    case = Case.objects.get()
    assert (case.reports_count, case.reports.count()) == (3, 3)
    assert case.priority > first + 45


def test_a_decided_case_is_followed_by_a_new_one(review):
    make_report("review", review)
    make_decision("review", review, "keep")
    make_report("review", review)
    assert Case.objects.count() == 2
    assert Case.objects.open().count() == 1


def test_a_stranger_leaves_an_address_and_is_written_to(api, review, mailoutbox):
    answer = api.post("reports", body("review", review, email="Jo@example.com"))
    assert (answer.status_code, answer.content) == (202, b"")
    assert [mail.to for mail in mailoutbox] == [["Jo@example.com"]]
    assert Report.objects.get().email == "Jo@example.com"


def test_a_strangers_second_report_tells_nothing_and_adds_nothing(api, review, mailoutbox):
    for address in ("jo@example.com", "JO@example.com"):
        answer = api.post("reports", body("review", review, email=address))
        assert (answer.status_code, answer.content) == (202, b"")
    assert Report.objects.count() == len(mailoutbox) == 1


def test_a_stranger_without_an_address_is_asked_for_it(api, review):
    answer = api.post("reports", body("review", review))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["attr"] == "email"


def test_a_members_second_report_is_refused(reporter, review):
    assert reporter.post("reports", body("review", review)).status_code == 201
    answer = reporter.post("reports", body("review", review, reason="illegal"))
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "already_reported"
    assert Report.objects.get().reason == "abuse"


@pytest.mark.parametrize("kind", PUBLIC)
def test_nobody_reports_what_is_their_own(api_as, review, kind):
    row = make_objects(review)[kind]
    owner = {
        "profile": review.subject,
        "project": getattr(row, "client", None),
        "project_file": row.project.client if kind == "project_file" else None,
        "question": getattr(row, "author", None),
        "answer": row.question.project.client if kind == "answer" else None,
        "review": review.author,
        "reply": review.subject,
        "portfolio_item": review.subject,
    }[kind]
    answer = api_as(owner).post("reports", body(kind, row))
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "own_object"
    assert not Case.objects.exists()


def test_a_subject_may_report_a_review_of_oneself(api_as, review):
    answer = api_as(review.subject).post("reports", body("review", review))
    assert answer.status_code == 201


def test_what_is_hidden_cannot_be_reported(reporter, review):
    set_moderation(review=review, state="hidden", decision=restriction_on(review.pk, "content"))
    assert reporter.post("reports", body("review", review)).status_code == 404


def test_what_is_not_revealed_cannot_be_reported_even_by_its_subject(api_as):
    project = make_finished()
    review = make_review(project, project.client)
    assert api_as(project.freelancer).post("reports", body("review", review)).status_code == 404


def test_what_one_cannot_see_cannot_be_reported(api, reporter, review):
    profile = review.subject.profile
    type(profile).objects.filter(pk=profile.pk).update(visibility=Visibility.MEMBERS)
    assert api.post("reports", body("profile", profile, email="a@b.cd")).status_code == 404
    assert reporter.post("reports", body("profile", profile)).status_code == 201
    type(profile).objects.filter(pk=profile.pk).update(visibility=Visibility.HIDDEN)
    assert reporter.post("reports", body("profile", profile)).status_code == 404
    assert reporter.post("reports", body("review", review)).status_code == 404


def test_projects_are_not_for_strangers(api):
    assert (
        api.post(
            "reports", body("project", make_project(client=make_party(Role.CLIENT)), email="a@b.cd")
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "user"},
        {"reason": "boring"},
        {"object": ""},
        {"object": None},
        {"text": "x" * 2001},
        {"text": "\0"},
        {"email": "nobody"},
        {"reason": ["abuse"]},
    ],
)
def test_bad_input_is_refused_and_changes_nothing(reporter, review, change):
    answer = reporter.post("reports", body("review", review, **change))
    assert answer.status_code == 422
    assert {one["attr"] for one in answer.json()["errors"]} == set(change)
    assert not Case.objects.exists()


@pytest.mark.parametrize("name", ["nobody", "not-an-id", "..", "x" * 40, "é"])
@pytest.mark.parametrize("kind", ObjectKind.values)
def test_what_is_not_there(reporter, kind, name):
    answer = reporter.post("reports", {"kind": kind, "object": name, "reason": "abuse"})
    assert answer.status_code == 404


def test_strangers_are_limited_by_address(api, review):
    answers = [
        api.post("reports", body("review", review, email=f"{number}@example.com")).status_code
        for number in range(21)
    ]
    assert answers == [202] * 20 + [429]


def test_strangers_of_one_ipv6_network_are_one(api, review):
    def report(number: int, address: str) -> int:
        said = body("review", review, email=f"{number}@example.com")
        return api.post("reports", said, REMOTE_ADDR=address).status_code

    answers = [report(number, f"2001:db8:1:2::{number}") for number in range(21)]
    assert answers == [202] * 20 + [429]
    assert report(21, "2001:db8:1:3::1") == 202


def test_the_load_guard_counts_an_ipv6_network_as_one(api, monkeypatch):
    monkeypatch.setattr("config.throttling.LoadThrottle.THROTTLE_RATES", {"public": "3/min"})
    cache.clear()
    token = {"refresh_token": "x"}
    answers = [
        api.post("auth/refresh-token", token, REMOTE_ADDR=f"2001:db8:1:2::{n}").status_code
        for n in range(4)
    ]
    assert answers == [401, 401, 401, 429]
    other = api.post("auth/refresh-token", token, REMOTE_ADDR="2001:db8:1:3::1")
    assert other.status_code == 401


@pytest.mark.parametrize("kind", PUBLIC)
def test_a_receipt_takes_no_words_of_a_member_to_a_strangers_address(api, review, mailoutbox, kind):
    """Anybody can give any address: the mail would carry what they wrote to whom they like."""
    row = make_objects(review)[kind]
    title = KINDS[kind].title(row)
    api.post("reports", body(kind, row, email="victim@example.com"))
    if kind in CALLED_BY_PROJECT:  # which strangers do not see
        assert mailoutbox == []
        return
    (mail,) = (one for one in mailoutbox if one.to == ["victim@example.com"])
    said = [mail.subject, mail.body, *(content for content, _type in mail.alternatives)]
    assert len(said) == 3
    assert all(title not in text and "It insults me." not in text for text in said)
    assert str(Report.objects.get().pk) in mail.body


def test_a_receipt_tells_a_member_what_was_reported(reporter, review, mailoutbox):
    item = make_objects(review)[ObjectKind.PORTFOLIO_ITEM]
    User.objects.update(email_verified_at=timezone.now())
    mailoutbox.clear()
    reporter.post("reports", body("portfolio_item", item))
    assert "A stair" in mailoutbox[0].body


def test_moderators_see_no_unrevealed_review_either(api_as):
    project = make_finished()
    review = make_review(project, project.client)
    assert api_as(make_staff()).post("reports", body("review", review)).status_code == 404


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_reports_at_once_are_one(api_as):
    review = make_revealed()
    member = make_party()
    codes = []

    def report(client) -> None:
        codes.append(client.post("reports", body("review", review)).status_code)
        connection.close()

    threads = [Thread(target=report, args=(api_as(member),)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [201] + [409] * 19
    assert Report.objects.count() == Case.objects.count() == 1
    assert Case.objects.get().reports_count == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_reporters_at_once_are_one_case(api_as):
    review = make_revealed()
    clients = [api_as(make_party()) for _ in range(20)]
    codes = []

    def report(client) -> None:
        codes.append(client.post("reports", body("review", review)).status_code)
        connection.close()

    threads = [Thread(target=report, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [201] * 20
    assert (Case.objects.get().reports_count, Report.objects.count()) == (20, 20)


def test_every_text_of_a_profile_that_strangers_read_is_on_the_page_of_its_case():
    profile = make_freelancer(**{name: f"The {name}" for name in TEXT_FIELDS})
    says = KINDS[ObjectKind.PROFILE].says(profile)
    assert {name: f"The {name}" for name in TEXT_FIELDS}.items() <= says.items()
