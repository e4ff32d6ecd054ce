"""Decisions as those see them whom they concern, and appeals."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.data_links import make_data_token
from foundation.errors import DomainError
from moderation import errors
from moderation.appeal_links import appeal_token
from moderation.models import Action, Appeal, AppealOutcome, Decision, Outcome, Restriction
from moderation.services.appeals import decide_appeal, lodge_appeal
from moderation.services.deciding import decide, take_back
from moderation.tests.factories import (
    make_case,
    make_decision,
    make_report,
    make_staff,
    ruling,
    suspended,
)
from moderation.tests.test_deciding import pass_days, reviews_of
from reviews.tests.factories import make_party, make_revealed

pytestmark = pytest.mark.django_db

BODY = {"text": "The facts are wrong."}


@pytest.fixture
def review(db):
    return make_revealed()


@pytest.fixture
def decision(review):
    """A hidden review, that somebody reported."""
    case = make_case("review", review)
    return decide(case=case, moderator=make_staff(), ruling=ruling(lasts=timedelta(days=90)))


def url(decision: Decision) -> str:
    return f"decisions/{decision.pk}/appeal"


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


# --- Reading ------------------------------------------------------------------------------------


def test_the_author_reads_the_reasons(api_as, review, decision):
    (data,) = api_as(review.author).get("me/decisions").json()["results"]
    assert (data["role"], data["action"], data["is_in_force"]) == ("affected", "hide", True)
    assert data["facts"] == decision.facts
    assert data["ground"]["reference"] == "Terms, section 4"
    assert data["appeal"] is None
    assert data["ends_at"] is not None


def test_the_reporter_reads_the_outcome_without_the_facts(api_as, decision):
    reporter = decision.case.reports.get().reporter
    (data,) = api_as(reporter).get("me/decisions").json()["results"]
    assert (data["role"], data["action"], data["facts"]) == ("reporter", "hide", None)
    (report,) = api_as(reporter).get("me/reports").json()["results"]
    assert report["outcome"] == Outcome.UPHELD


def test_decisions_by_what_was_done_and_reports_by_whether_they_were_decided(api_as, decision):
    reporter = decision.case.reports.get().reporter
    make_report("profile", make_party().profile, reporter=reporter)
    client = api_as(reporter)

    def number(address: str) -> int:
        return len(client.get(address).json()["results"])

    assert (number("me/decisions?action=hide"), number("me/decisions?action=warn")) == (1, 0)
    assert number("me/reports") == 2
    (decided,) = client.get("me/reports?decided=true").json()["results"]
    (open_one,) = client.get("me/reports?decided=false").json()["results"]
    assert (decided["outcome"], open_one["outcome"]) == (Outcome.UPHELD, None)


def test_nobody_else_reads_it(api, api_as, outsider, review, decision):
    assert api.get("me/decisions").status_code == 401
    for somebody in (outsider, review.subject, decision.made_by):
        assert api_as(somebody).get("me/decisions").json()["results"] == []


def test_a_decision_to_keep_is_no_news_to_the_author(api_as, review):
    case = make_case("review", review)
    decide(case=case, moderator=make_staff(), ruling=ruling(Action.KEEP))
    assert api_as(review.author).get("me/decisions").json()["results"] == []
    reporter = case.reports.get().reporter
    assert len(api_as(reporter).get("me/decisions").json()["results"]) == 1


def test_a_list_takes_as_many_queries_for_fifty_as_for_one(api_as, review):
    client = api_as(review.author)
    moderator = make_staff()

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("me/decisions", {"page_size": 100}).status_code == 200
        return len(captured)

    make_decision("review", review, Action.WARN, moderator)
    few = queries()
    for _ in range(49):
        make_decision("review", review, Action.WARN, moderator)
    assert len(client.get("me/decisions", {"page_size": 100}).json()["results"]) == 50
    assert queries() == few == 3  # the session, the decisions, the own appeals


def test_pages_cover_every_decision_once(api_as, review):
    moderator = make_staff()
    made = [make_decision("review", review, Action.WARN, moderator).pk for _ in range(7)]
    client, found = api_as(review.author), []
    link = "/api/v1/me/decisions?page_size=3"
    while link:
        page = client.get(link.removeprefix("http://testserver")).json()
        found += [one["id"] for one in page["results"]]
        link = page["next"]
    assert found == [str(pk) for pk in reversed(made)]


# --- Appealing ----------------------------------------------------------------------------------


def test_the_author_and_the_reporter_appeal_once_each(api_as, review, decision):
    for person in (review.author, decision.case.reports.get().reporter):
        client = api_as(person)
        answer = client.post(url(decision), BODY)
        assert answer.status_code == 201
        assert answer.json()["outcome"] is None
        assert code(client.post(url(decision), BODY)) == (409, "already_appealed")
        (data,) = client.get("me/decisions").json()["results"]
        assert data["appeal"] == answer.json()
    assert Appeal.objects.count() == 2


def test_nobody_else_appeals(api, api_as, outsider, review, decision):
    assert code(api.post(url(decision), BODY)) == (401, "not_authenticated")
    for somebody in (outsider, review.subject, decision.made_by):
        assert code(api_as(somebody).post(url(decision), BODY)) == (404, "not_found")
    assert not Appeal.objects.exists()


def test_an_appeal_after_six_months_is_too_late(api_as, review, decision):
    pass_days(183)
    client = api_as(review.author)
    pass_days(2)
    assert code(client.post(url(decision), BODY)) == (409, "appeal_too_late")


def test_an_appeal_in_the_sixth_month_is_in_time(api_as, review, decision):
    pass_days(183)
    assert api_as(review.author).post(url(decision), BODY).status_code == 201


def test_what_was_taken_back_cannot_be_appealed_against(api_as, review, decision):
    take_back(decision=decision, moderator=make_staff(), facts="A mistake.")
    assert code(api_as(review.author).post(url(decision), BODY)) == (409, "already_overridden")


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "x" * 4001}, {"text": 5}])
def test_bad_input_is_refused(api_as, review, decision, body):
    answer = api_as(review.author).post(url(decision), body)
    assert answer.status_code == 422
    assert not Appeal.objects.exists()


# --- By the link of a mail ------------------------------------------------------------------------


def test_a_suspended_user_appeals_by_the_link(api, client, mailoutbox, committed):
    with committed(execute=True):
        user = suspended(make_party())
    link = next(word for word in mailoutbox[0].body.split() if "/appeal?" in word)
    token = parse_qs(urlsplit(link).query)["token"][0]
    page = client.get("/appeal", {"token": token})
    assert "It calls a person names." in page.content.decode()
    decision = Decision.objects.get(subject=user)
    answer = api.post(url(decision), BODY | {"token": token})
    assert answer.status_code == 201
    assert Appeal.objects.get().appellant == user
    page = client.post("/appeal", {"token": token, "text": "Again."})
    assert page.status_code == 409
    assert "already" in page.content.decode()


def test_the_link_to_ones_data_leads_to_the_reasons(client):
    """But where somebody else may hold it, it has to show more before anything is told."""
    user = suspended(make_party())
    type(user).objects.filter(pk=user.pk).update(email_verified_at=now())
    user.refresh_from_db()
    page = client.get("/own-data", {"token": make_data_token(user, "email")}).content.decode()
    link = unescape(next(word for word in page.split('"') if "/appeal?" in word))
    assert "It calls a person names." in client.get(link).content.decode()
    type(user).objects.filter(pk=user.pk).update(email_verified_at=None)
    user.refresh_from_db()
    page = client.get("/own-data", {"token": make_data_token(user, "email")}).content.decode()
    assert "current_password" in page
    assert "/appeal?" not in page


def test_a_stranger_who_reported_appeals_on_the_page(client, review):
    report = make_report("review", review, email="jo@example.com")
    decision = decide(case=report.case, moderator=make_staff(), ruling=ruling(Action.KEEP))
    token = appeal_token(decision, email="jo@example.com")
    page = client.get("/appeal", {"token": token})
    assert page.status_code == 200
    assert decision.facts not in page.content.decode()
    page = client.post("/appeal", {"token": token, "text": "Look again."})
    assert "We have received your appeal." in page.content.decode()
    assert Appeal.objects.get().email == "jo@example.com"


@pytest.mark.parametrize("token", ["", "x", "eyJhIjoxfQ:1abc:xyz"])
def test_a_forged_link_shows_nothing(api, client, decision, token):
    page = client.get("/appeal", {"token": token})
    assert page.status_code == 422
    assert "alert" in page.content.decode()
    assert client.post("/appeal", {"token": token, "text": "Hi"}).status_code < 500
    if token:
        assert code(api.post(url(decision), BODY | {"token": token})) == (404, "not_found")
    assert not Appeal.objects.exists()


def test_a_link_is_good_for_its_decision_alone(api, review, decision):
    other = make_decision("profile", review.subject.profile)
    token = appeal_token(other, user=review.subject)
    assert code(api.post(url(decision), BODY | {"token": token})) == (404, "not_found")


# --- Deciding -----------------------------------------------------------------------------------


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def appeal(review, decision):
    return lodge_appeal(decision=decision, appellant=review.author, text="It is true.")


def test_overturned_all_is_as_before(api, review, appeal, mailoutbox, committed):
    assert reviews_of(api, review.subject) == []
    with committed(execute=True):
        decide_appeal(
            appeal=appeal,
            moderator=make_staff(),
            answer="It is.",
            instead=ruling(Action.RESTORE, ground=None, facts="It is true."),
        )
    assert [one["id"] for one in reviews_of(api, review.subject)] == [str(review.pk)]
    restored = Decision.objects.get(action=Action.RESTORE)
    assert (restored.overrides, restored.case) == (appeal.decision, appeal.decision.case)
    restriction = Restriction.objects.get()
    assert restriction.ended_by == restored
    # With what the first decision told, which is handed out here.
    assert {mail.to[0] for mail in mailoutbox[-2:]} == {review.author.email}
    assert "overturned" in mailoutbox[-1].body
    assert appeal.decision.case.reports.get().outcome == Outcome.REJECTED


def test_confirmed_it_stays(api, review, appeal):
    decided = decide_appeal(appeal=appeal, moderator=make_staff(), answer="No.", instead=None)
    assert decided.outcome == AppealOutcome.CONFIRMED
    assert reviews_of(api, review.subject) == []
    assert Decision.objects.count() == 1


def test_a_reporters_appeal_can_bring_what_was_kept_down(api, review):
    case = make_case("review", review)
    kept = decide(case=case, moderator=make_staff(), ruling=ruling(Action.KEEP))
    appeal = lodge_appeal(decision=kept, appellant=case.reports.get().reporter, text="Look.")
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="Yes.", instead=ruling())
    assert reviews_of(api, review.subject) == []
    assert case.reports.get().outcome == Outcome.UPHELD


def test_a_milder_decision_takes_the_place_of_the_first(api, api_as):
    user = suspended(make_party())
    decision = Decision.objects.get(subject=user)
    appeal = lodge_appeal(decision=decision, appellant=user, text="Too much.")
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="Yes.", instead=ruling(Action.WARN))
    user.refresh_from_db()
    assert (user.status, user.suspended_by) == ("active", None)


def test_whoever_decided_does_not_decide_on_the_appeal(appeal):
    with pytest.raises(errors.OwnDecision):
        decide_appeal(appeal=appeal, moderator=appeal.decision.made_by, answer="No.", instead=None)


def test_the_database_holds_that_too(appeal):
    with pytest.raises(Exception, match="appeal_decided_by_somebody_else"):
        Appeal.objects.update(
            outcome="confirmed",
            answer="No.",
            decided_by=appeal.decision.made_by,
            decided_at="2030-01-01T00:00Z",
        )


@pytest.mark.parametrize("role", ["support", None])
def test_only_moderators_decide_on_appeals(appeal, role):
    with pytest.raises(errors.MayNotDecide):
        decide_appeal(
            appeal=appeal,
            moderator=make_staff(role) if role else make_party(),
            answer="No.",
            instead=None,
        )


def test_an_answer_is_needed(appeal):
    with pytest.raises(errors.ActionRefused):
        decide_appeal(appeal=appeal, moderator=make_staff(), answer=" ", instead=None)


def test_an_appeal_is_decided_once(appeal):
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="No.", instead=None)
    with pytest.raises(errors.AppealDecided):
        decide_appeal(appeal=appeal, moderator=make_staff(), answer="No.", instead=None)


def test_the_second_of_two_appeals_cannot_overturn_again(review, decision, appeal):
    reporter = decision.case.reports.get().reporter
    second = lodge_appeal(decision=decision, appellant=reporter, text="Too mild.")
    restore = ruling(Action.RESTORE, facts="Fine.")
    decide_appeal(appeal=appeal, moderator=make_staff(), answer="Yes.", instead=restore)
    with pytest.raises(errors.AlreadyOverridden):
        decide_appeal(appeal=second, moderator=make_staff(), answer="Yes.", instead=ruling())
    decide_appeal(appeal=second, moderator=make_staff(), answer="No.", instead=None)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_twenty_appeals_at_once_are_one_and_two_answers_too(api_as):
    review = make_revealed()
    decision = make_decision("review", review)
    clients, codes = [api_as(review.author) for _ in range(20)], []

    def work(one) -> None:
        codes.append(one.post(url(decision), BODY).status_code)
        connection.close()

    run([lambda one=one: work(one) for one in clients])
    assert sorted(codes) == [201] + [409] * 19
    appeal, outcomes = Appeal.objects.get(), []

    def answer(moderator, instead) -> None:
        try:
            decide_appeal(appeal=appeal, moderator=moderator, answer="So.", instead=instead)
            outcomes.append("decided")
        except DomainError as error:
            outcomes.append(error.code)
        connection.close()

    restore = ruling(Action.RESTORE, facts="Fine.")
    staff = [(make_staff(), None), (make_staff(), restore), (make_staff(), restore)]
    run([lambda one=one: answer(*one) for one in staff])
    assert sorted(outcomes) == ["appeal_decided", "appeal_decided", "decided"]


def run(works) -> None:
    threads = [Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
