"""The queue, the page of a case and the appeals, as moderators and support use them."""

from __future__ import annotations

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tests.factories import UserFactory
from moderation.models import Action, Appeal, Case, Decision, PolicyGround
from moderation.roles import StaffRole
from moderation.services.appeals import lodge_appeal
from moderation.services.cases import claim
from moderation.tests.factories import (
    make_case,
    make_decision,
    make_ground,
    make_report,
    make_staff,
    suspended,
)
from profiles.models import PortfolioItem
from reviews.tests.factories import make_finished, make_party, make_revealed, make_review

pytestmark = pytest.mark.django_db

QUEUE = "/admin/moderation/case/"


@pytest.fixture
def review(db):
    return make_revealed()


@pytest.fixture
def moderator(db):
    return make_staff(username="moderator")


@pytest.fixture
def staff(client, moderator):
    client.force_login(moderator)
    return client


@pytest.fixture
def support(client):
    client.force_login(make_staff(StaffRole.SUPPORT))
    return client


def page_of(case: Case) -> str:
    return f"{QUEUE}{case.pk}/change/"


def ruling_body(action: str = "hide", **fields) -> dict:
    return {
        "action": action,
        "ground": make_ground().pk,
        "facts": "It calls a person names.",
        "days": "",
        **fields,
    }


def text_of(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


# --- The queue ----------------------------------------------------------------------------------


def test_the_most_urgent_case_is_first_and_decided_ones_are_apart(staff, review):
    make_case("profile", review.subject.profile, reason="off_topic")
    make_case("review", review, reason="illegal")
    make_decision("profile", review.author.profile, "keep")
    listed = [case.object_kind for case in staff.get(QUEUE).context["cl"].result_list]
    assert listed == ["review", "profile"]
    decided = staff.get(QUEUE, {"state": "decided"}).context["cl"].result_list
    assert [case.subject for case in decided] == [review.author]


def test_the_queue_filters_by_claim_and_reason(staff, moderator, review):
    mine = make_case("review", review, reason="illegal")
    make_case("profile", review.subject.profile, reason="off_topic")
    claim(case=mine, moderator=moderator)
    for query, kinds in {
        ("state", "mine"): ["review"],
        ("state", "free"): ["profile"],
        ("reason", "illegal"): ["review"],
        ("object_kind__exact", "profile"): ["profile"],
        ("q", "nobody"): [],
    }.items():
        found = staff.get(QUEUE, dict([query])).context["cl"].result_list
        assert [case.object_kind for case in found] == kinds, query


def test_the_queue_shows_reasons_and_who_claimed(staff, moderator, review):
    case = make_case("review", review, reason="illegal")
    make_report("review", review, reason="abuse")
    claim(case=case, moderator=moderator)
    text = text_of(staff.get(QUEUE))
    assert "Abuse, hate or threats, Illegal" in text
    assert "moderator" in text


def test_a_bad_filter_is_no_error(staff):
    for query in ({"reason": "x"}, {"state": "x"}, {"q": "\0"}, {"p": "-1"}, {"o": "99"}):
        assert staff.get(QUEUE, query, follow=True).status_code == 200


# --- A case -------------------------------------------------------------------------------------


def test_the_page_shows_all_that_is_needed(staff, review):
    make_decision("profile", review.author.profile, "warn")
    type(review).objects.filter(pk=review.pk).update(text="Another text, changed by hand.")
    case = make_case("review", review, text="He never came.", email="jo@example.com")
    text = text_of(staff.get(page_of(case)))
    for needed in (
        "Another text, changed by hand.",  # as the public sees it
        review.text,  # what it said before
        "He never came.",
        "jo@example.com",
        "Warn its owner",
        f"/@{review.subject.username}",
    ):
        assert needed in text


def test_the_page_says_what_it_said_when_reported(staff, review):
    case = make_case("profile", review.subject.profile)
    type(review.subject.profile).objects.filter(pk=review.subject_id).update(headline="Now clean")
    text = text_of(staff.get(page_of(case)))
    assert "When it was reported" in text


def test_the_page_shows_no_private_note_and_nothing_from_before_the_reveal(staff):
    project = make_finished()
    make_review(project, project.freelancer, 5)
    review = make_review(project, project.client, 2, private_note="The spare key is at 12 B.")
    type(review).objects.filter(pk=review.pk).update(private_note="Another secret.")
    text = text_of(staff.get(page_of(make_case("review", review))))
    assert "spare key" not in text
    assert "Another secret" not in text


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_of_a_case_takes_as_many_queries_for_thirty_reports_as_for_one(
    staff, review, number
):
    case = make_case("review", review)
    for _ in range(number - 1):
        make_report("review", review)
    staff.get(page_of(case))
    with CaptureQueriesContext(connection) as captured:
        assert staff.get(page_of(case)).status_code == 200
    assert len(captured) <= 18, len(captured)


def test_claiming_giving_back_and_deciding(staff, moderator, review):
    case = make_case("review", review)
    assert "Yours until" in text_of(staff.post(page_of(case), {"claim": 1}, follow=True))
    staff.post(page_of(case), {"release": 1})
    assert not Case.objects.claimed_now().exists()
    page = staff.post(page_of(case), {**ruling_body(days="30"), "decide": 1}, follow=True)
    assert "Decision saved. Those concerned have been notified." in text_of(page)
    decision = Decision.objects.get()
    assert (decision.action, decision.made_by) == ("hide", moderator)
    assert (decision.ends_at - decision.made_at).days == 30
    review.refresh_from_db()
    assert review.moderation == "hidden"


def test_a_form_that_lacks_something_says_what_and_keeps_the_rest(staff, review):
    case = make_case("review", review)
    body = ruling_body(ground="", days="x", facts="Line 2 is rude.") | {"decide": 1}
    page = staff.post(page_of(case), body)
    assert set(page.context["form"].errors) == {"ground", "days"}
    assert "Line 2 is rude." in text_of(page)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"action": "restore"},
        {"action": "burn"},
        {"ground": "999999"},
        {"days": "-1"},
        {"days": "99999"},
        {"facts": "x" * 4001},
        {"action": "remove", "days": "3"},
        {"facts": "\0"},
    ],
)
def test_bad_input_changes_nothing(staff, review, change):
    case = make_case("review", review)
    page = staff.post(page_of(case), ruling_body() | change | {"decide": 1})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("usual", "days", "action", "lasts"),
    [
        (30, "", "hide", 30),
        (30, "7", "hide", 7),
        (30, "0", "hide", None),
        (None, "", "hide", None),
        (30, "", "remove", None),
    ],
)
def test_a_duration_is_that_of_the_ground_unless_another_is_given(
    staff, review, usual, days, action, lasts
):
    case = make_case("review", review)
    ground = make_ground(usual_days=usual).pk
    body = ruling_body(action, ground=ground, days=days)
    staff.post(page_of(case), {**body, "decide": 1})
    decision = Decision.objects.get()
    assert (decision.ends_at and (decision.ends_at - decision.made_at).days) == lasts


def test_the_second_of_two_is_told(staff, review):
    case = make_case("review", review)
    page = text_of(staff.get(page_of(case)))
    assert "Nobody is working on it." in page
    make_decision("review", review)
    told = text_of(staff.post(page_of(case), ruling_body("keep") | {"decide": 1}))
    assert "was decided in the meantime" in told
    assert Decision.objects.count() == 1


def test_a_restriction_is_lifted_on_the_page_of_its_case(staff, review):
    decision = make_decision("review", review)
    body = {"take_back": decision.pk, "facts": "It is true."}
    assert "Restored." in text_of(staff.post(page_of(decision.case), body, follow=True))
    review.refresh_from_db()
    assert review.moderation == "visible"


@pytest.mark.parametrize("pk", ["x", "01a1fd37-a07b-726c-b1ea-97b809b5d171"])
def test_a_forged_decision_to_restore_is_none(staff, review, pk):
    case = make_case("review", review)
    assert staff.post(page_of(case), {"take_back": pk, "facts": "x"}).status_code == 404


def test_a_case_that_is_not_there(staff):
    for pk in ("x", "01a1fd37-a07b-726c-b1ea-97b809b5d171"):
        assert staff.get(f"{QUEUE}{pk}/change/", follow=True).status_code in {200, 404}


# --- Who may ------------------------------------------------------------------------------------


def test_support_sees_and_cannot_act_whatever_it_posts(support, review):
    case = make_case("review", review)
    text = text_of(support.get(page_of(case)))
    assert "not decide them" in text
    assert 'name="decide"' not in text
    for body in ({"claim": 1}, {"release": 1}, ruling_body() | {"decide": 1}, {"take_back": 1}):
        assert support.post(page_of(case), body).status_code == 403
    assert support.get(f"{QUEUE}add/").status_code == 403
    bulk(support, [case], **{"ruling-action": "keep"}, ruled=1, confirmed=1)
    assert not Decision.objects.exists()
    assert not Case.objects.claimed_now().exists()


def test_a_moderator_cannot_act_on_their_own_case_or_on_staff(staff, moderator, review):
    own = make_case("review", review, reporter=moderator)
    told = text_of(staff.post(page_of(own), ruling_body() | {"decide": 1}))
    assert "You may not decide this case" in told
    assert not Decision.objects.exists()


def test_strangers_and_members_do_not_see_the_queue(client, freelancer):
    assert client.get(QUEUE).status_code == 302
    client.force_login(freelancer)
    assert client.get(QUEUE).status_code == 302


def test_a_suspended_moderator_is_out(staff, moderator):
    suspended(moderator, moderator=make_staff(StaffRole.ADMINISTRATOR))
    assert staff.get(QUEUE).status_code == 302


def test_moderators_do_not_edit_grounds_and_administrators_do(client, moderator):
    ground = make_ground(code="abuse-2", title="Abuse")
    url = f"/admin/moderation/policyground/{ground.pk}/change/"
    client.force_login(moderator)
    assert client.post(url, {"title": "x"}).status_code == 403
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    page = client.get(url)
    form = page.context["adminform"].form
    body = {name: form[name].value() or "" for name in form.fields} | {"title": "Insults"}
    assert client.post(url, body).status_code == 302
    assert PolicyGround.objects.get(pk=ground.pk).title == "Insults"


# --- Opening a case -------------------------------------------------------------------------------


def test_staff_open_a_case_on_what_they_came_across(staff, moderator, review):
    body = {"kind": "profile", "name": review.subject.username}
    page = text_of(staff.post(f"{QUEUE}add/", body, follow=True))
    assert "Yours until" in page
    assert Case.objects.get().opened_by == moderator
    for body in ({"kind": "review", "name": "x"}, {"kind": "x", "name": "x"}, {"name": "\0"}):
        assert staff.post(f"{QUEUE}add/", body).context["form"].errors
    assert Case.objects.count() == 1


# --- Many at once ---------------------------------------------------------------------------------


def bulk(staff, cases, **fields):
    """Choose cases in the queue, and what to do with them."""
    chosen = {"action": "decide_together", ACTION_CHECKBOX_NAME: [case.pk for case in cases]}
    return staff.post(QUEUE, chosen | fields, follow=True)


def test_many_are_decided_alike_after_a_preview(staff, moderator):
    cases = [make_case("review", make_revealed()) for _ in range(3)]
    own = make_case("profile", make_party().profile, reporter=moderator)
    gone = make_case(
        "portfolio_item", PortfolioItem.objects.create(profile=make_party().profile, title="x")
    )
    PortfolioItem.objects.all().delete()
    chosen = [*cases, own, gone]
    text_of(bulk(staff, chosen))
    ruling = {f"ruling-{name}": value for name, value in ruling_body().items()}
    preview = bulk(staff, chosen, **ruling, ruled=1).context["preview"]
    assert [bool(one["problem"]) for one in preview].count(True) == 2
    assert not Decision.objects.exists()
    page = text_of(bulk(staff, chosen, **ruling, ruled=1, confirmed=1))
    assert "3 cases decided." in page
    assert "the object is gone" in page.lower()
    assert "You may not decide this case" in page
    assert Decision.objects.count() == 3
    assert Case.objects.open().count() == 2


def test_at_most_two_hundred_at_once(staff, monkeypatch):
    monkeypatch.setattr("moderation.admin.bulk.MOST", 2)
    cases = [make_case("review", make_revealed()) for _ in range(3)]
    assert "At most 2 cases" in text_of(bulk(staff, cases))


def test_a_bad_ruling_for_many_decides_nothing(staff):
    cases = [make_case("review", make_revealed()) for _ in range(2)]
    page = bulk(staff, cases, **{"ruling-action": "hide"}, ruled=1, confirmed=1)
    assert page.context["form"].errors
    assert not Decision.objects.exists()


# --- Appeals --------------------------------------------------------------------------------------


@pytest.fixture
def appeal(review):
    decision = make_decision("review", review)
    return lodge_appeal(decision=decision, appellant=review.author, text="Every word is true.")


def appeal_page(appeal: Appeal) -> str:
    return f"/admin/moderation/appeal/{appeal.pk}/change/"


def test_another_moderator_answers_an_appeal(staff, review, appeal):
    assert "Every word is true." in text_of(staff.get(appeal_page(appeal)))
    body = {"action": "restore", "answer": "It is.", "facts": "It is true."}
    assert "The appellant has been notified." in text_of(
        staff.post(appeal_page(appeal), body, follow=True)
    )
    review.refresh_from_db()
    assert review.moderation == "visible"
    assert staff.get("/admin/moderation/appeal/").context["cl"].result_count == 0


def test_an_appeal_is_confirmed(staff, appeal):
    staff.post(appeal_page(appeal), {"action": "", "answer": "It stays."})
    appeal.refresh_from_db()
    assert appeal.outcome == "confirmed"


@pytest.mark.parametrize(
    "body", [{}, {"answer": "x", "action": "hide"}, {"answer": "x", "action": "burn"}]
)
def test_a_bad_answer_changes_nothing(staff, appeal, body):
    assert staff.post(appeal_page(appeal), body).context["form"].errors
    assert not Appeal.objects.exclude(outcome="").exists()


def test_who_decided_and_support_cannot_answer(client, appeal):
    body = {"action": "", "answer": "It stays."}
    client.force_login(appeal.decision.made_by)
    assert "Somebody else decides" in text_of(client.get(appeal_page(appeal)))
    assert "Somebody else decides" in text_of(client.post(appeal_page(appeal), body))
    client.force_login(make_staff(StaffRole.SUPPORT))
    assert client.post(appeal_page(appeal), body).status_code == 403
    assert not Appeal.objects.exclude(outcome="").exists()


# --- History in the admin -------------------------------------------------------------------------


def test_the_history_of_a_user_is_shown_with_who_changed_it(staff, api_as, freelancer):
    api_as(freelancer).patch("me", {"first_name": "Usha"})
    text = text_of(staff.get(f"/admin/accounts/user/{freelancer.pk}/history/"))
    for needed in ("first name", "Asha", "Usha", "asha"):
        assert needed in text


def test_the_history_of_a_review_keeps_what_was_before_the_reveal(staff, client):
    project = make_finished()
    review = make_review(project, project.client, 2, text="He drank all of my tea, it is sad.")
    type(review).objects.filter(pk=review.pk).update(text="He did all that was agreed, on time.")
    url = f"/admin/reviews/review/{review.pk}/history/"
    assert "my tea" not in text_of(staff.get(url))
    client.force_login(make_staff(StaffRole.ADMINISTRATOR))
    assert "my tea" in text_of(client.get(url))


def test_nobody_reads_a_history_without_permission(client, freelancer):
    somebody = UserFactory(role="admin")
    client.force_login(somebody)
    assert client.get(f"/admin/accounts/user/{freelancer.pk}/history/").status_code == 403


def test_a_warned_persons_past_is_on_the_page(staff, review):
    make_decision("review", review, Action.WARN)
    case = make_case("review", review)
    assert "Warn its owner" in text_of(staff.get(page_of(case)))
