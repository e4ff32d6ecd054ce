"""What is between two people: reported by whoever got it, read by those who decide, and nobody
else.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, UserFactory
from appointments.tests.factories import make_appointment
from conversations.models import Conversation, Message
from conversations.services.writing import send
from conversations.tests.factories import make_message
from foundation.moments import moment
from moderation import errors
from moderation.models import PRIVATE, Action, Case, CaseReading, ObjectKind, Report
from moderation.objects import find_object
from moderation.roles import StaffRole
from moderation.services.records import forget_private_words
from moderation.tests.factories import (
    make_case,
    make_decision,
    make_staff,
    names_of,
    suspended,
)
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Ending, Invitation
from projects.services import posting
from projects.services.completion import end_early
from projects.tests.agreed import make_agreed, make_request
from projects.tests.factories import make_project, make_proposal
from reviews.models import Review
from reviews.services.answering import reply_to_review
from reviews.tests.factories import make_finished, make_revealed, make_review

pytestmark = pytest.mark.django_db
THREAT = "I know where you live."
# That somebody did not come holds no words: test_absences.py.
KINDS = pytest.mark.parametrize("kind", [one for one in PRIVATE if one != ObjectKind.ABSENCE])


@pytest.fixture
def people(freelancer, client_user) -> tuple[User, User]:
    make_profile(freelancer)
    make_profile(client_user)
    return freelancer, client_user


def make_row(kind: str, people: tuple[User, User]):
    """Something of this kind, its author and who got it."""
    freelancer, client = people
    if kind == ObjectKind.PRIVATE_NOTE:
        project = make_finished(freelancer=freelancer, client=client)
        review = make_revealed(project, private_note=THREAT)
        return review, review.author, review.subject
    if kind == ObjectKind.CHANGE_REQUEST:
        agreement = make_agreed(client, freelancer)
        return make_request(agreement, freelancer, message=THREAT), freelancer, client
    if kind == ObjectKind.ENDING:
        project = make_agreed(client, freelancer).project
        end_early(user=freelancer, project=project, reason=THREAT)
        return Ending.objects.get(project=project), freelancer, client
    project = make_project(client=client)
    if kind == ObjectKind.INVITATION:
        row = Invitation.objects.create(project=project, freelancer=freelancer, message=THREAT)
        return row, client, freelancer
    proposal = make_proposal(project, freelancer, cover_note=THREAT)
    if kind == ObjectKind.PROPOSAL:
        return proposal, freelancer, client
    if kind == ObjectKind.APPOINTMENT:
        appointment = make_appointment(proposal, text=THREAT, place="", is_online=True)
        return appointment.moves.get(), freelancer, client
    return make_message(proposal, text=THREAT), freelancer, client


def said(kind: str) -> dict[str, str]:
    """What a case on it keeps."""
    sides = {"ended_by": "freelancer", "caused_by": "freelancer"}
    return {"text": THREAT} | (sides if kind == ObjectKind.ENDING else {})


def report(api, kind: str, row, **fields):
    body = {"kind": kind, "object": names_of(kind, row), "reason": "abuse", "text": "A threat."}
    return api.post("reports", body | fields)


def code(answer):
    return answer.status_code, answer.json()["errors"][0]["code"]


def page_of(case: Case, staff: User) -> str:
    browser = Client()
    browser.force_login(staff)
    return browser.get(reverse("admin:moderation_case_change", args=[case.pk])).content.decode()


# --- Who reports ------------------------------------------------------------------------------


@KINDS
def test_whoever_got_it_reports_it(api_as, people, kind):
    row, author, reader = make_row(kind, people)
    answer = report(api_as(reader), kind, row)
    assert answer.status_code == 201
    case = Case.objects.get()
    assert (case.object_kind, case.object_id, case.subject) == (kind, row.pk, author)
    assert case.snapshot == said(kind)
    assert answer.json()["object"]["title"] == case.title


@KINDS
def test_its_author_does_not(api_as, people, kind):
    row, author, _reader = make_row(kind, people)
    assert code(report(api_as(author), kind, row)) == (422, "own_object")


@KINDS
def test_for_everybody_else_it_is_not_there(api, api_as, people, kind, outsider, admin_user):
    row, *_both = make_row(kind, people)
    rival = UserFactory()
    if kind not in (ObjectKind.PRIVATE_NOTE, ObjectKind.CHANGE_REQUEST):
        within = {ObjectKind.MESSAGE: "conversation", ObjectKind.APPOINTMENT: "appointment"}
        project = getattr(row, within[kind]).project if kind in within else row.project
        make_proposal(project, rival)
    for caller in (outsider, rival, admin_user, make_staff()):
        assert report(api_as(caller), kind, row).status_code == 404
    assert report(api, kind, row, email="jo@example.com").status_code == 404
    assert not Case.objects.exists()


def hide(author: User) -> None:
    Profile.objects.filter(user=author).update(visibility="hidden")


def close(author: User) -> None:
    User.objects.filter(pk=author.pk).update(status="inactive")


def give_up(author: User) -> None:
    erase(user=author, session_id=None, current_password=PASSWORD)


@KINDS
@pytest.mark.parametrize("become", [hide, close, suspended])
def test_it_is_reported_whatever_became_of_its_author(api_as, people, kind, become):
    row, author, reader = make_row(kind, people)
    become(author)
    Case.objects.filter(decided_at=None).delete()
    assert report(api_as(reader), kind, row).status_code == 201
    assert Case.objects.get(object_kind=kind).snapshot == said(kind)


@pytest.mark.parametrize("kind", [ObjectKind.MESSAGE, ObjectKind.PROPOSAL, ObjectKind.INVITATION])
def test_it_is_reported_when_the_project_is_cancelled(api_as, people, kind):
    row, _author, reader = make_row(kind, people)
    project = row.conversation.project if kind == ObjectKind.MESSAGE else row.project
    posting.cancel_project(client=people[1], project=project)
    assert report(api_as(reader), kind, row).status_code == 201


@KINDS
def test_what_was_reported_stays_for_the_case_when_its_author_is_erased(api_as, people, kind):
    row, author, reader = make_row(kind, people)
    assert report(api_as(reader), kind, row).status_code == 201
    give_up(author)
    case = Case.objects.get()
    assert case.snapshot == said(kind)
    assert THREAT in page_of(case, make_staff())
    Case.objects.update(opened_at=Now() - timedelta(days=400))
    assert forget_private_words() == 0
    Case.objects.update(decided_at=Now() - timedelta(days=185))
    assert (forget_private_words(), forget_private_words()) == (1, 0)
    assert Case.objects.get().snapshot == {}


def test_a_reply_is_reported_by_whose_review_it_answers_whoever_wrote_it(api_as):
    review = make_revealed()
    reply_to_review(review=review, text="Liar, and a thief.")
    give_up(review.subject)
    answer = report(api_as(review.author), ObjectKind.REPLY, review.reply)
    assert answer.status_code == 201


def test_a_note_that_is_not_revealed_is_not_there(api_as, people):
    freelancer, client = people
    review = make_review(
        make_finished(freelancer=freelancer, client=client), client, private_note=THREAT
    )
    assert report(api_as(freelancer), ObjectKind.PRIVATE_NOTE, review).status_code == 404


def test_a_review_without_a_note_has_none_to_report(api_as):
    review = make_revealed()
    assert report(api_as(review.subject), ObjectKind.PRIVATE_NOTE, review).status_code == 404


def test_a_withdrawn_proposal_was_read_and_is_reported(api_as, people):
    row, author, reader = make_row(ObjectKind.PROPOSAL, people)
    api_as(author).post(f"proposals/{row.pk}/withdraw")
    assert report(api_as(reader), ObjectKind.PROPOSAL, row).status_code == 201


# --- The conversation beside it ---------------------------------------------------------------


def test_the_messages_before_it_are_attached_only_if_the_reporter_says_so(api_as, people):
    row, author, reader = make_row(ObjectKind.MESSAGE, people)
    conversation = row.conversation
    Message.objects.bulk_create(
        Message(conversation=conversation, position=number, side="client", body=f"Word {number}")
        for number in range(2, 31)
    )
    Conversation.objects.filter(pk=conversation.pk).update(last_position=30, client_wrote=30)
    last = send(sender=author, conversation=conversation, text=THREAT)
    send(sender=author, conversation=conversation, text="Later words.")
    report(api_as(reader), ObjectKind.MESSAGE, row)
    assert Case.objects.get(object_id=row.pk).attached == []
    assert (
        report(api_as(reader), ObjectKind.MESSAGE, last, attach_conversation=True).status_code
        == 201
    )
    case = Case.objects.get(object_id=last.pk)
    assert [one["text"] for one in case.attached][:2] == ["Word 12", "Word 13"]
    assert (len(case.attached), case.attached[-1]["text"]) == (20, THREAT)
    shown = page_of(case, make_staff())
    assert "Word 30" in shown
    assert "Later words." not in shown


def test_only_a_message_has_a_conversation_beside_it(api_as, people):
    row, _author, reader = make_row(ObjectKind.PROPOSAL, people)
    answer = report(api_as(reader), ObjectKind.PROPOSAL, row, attach_conversation=True)
    assert answer.status_code in {400, 422}
    assert answer.json()["errors"][0]["attr"] == "attach_conversation"


# --- Who reads it then ------------------------------------------------------------------------


@KINDS
def test_who_decides_reads_it_and_each_reading_is_noted(people, kind):
    row, _author, reader = make_row(kind, people)
    case = make_case(kind, row, reporter=reader)
    staff = make_staff()
    assert THREAT in page_of(case, staff)
    noted = CaseReading.objects.get()
    assert (noted.case, noted.reader) == (case, staff)
    other = make_staff(username="second-reader")
    assert staff.username in page_of(case, other)
    assert CaseReading.objects.count() == 2


@KINDS
def test_support_sees_the_case_and_not_the_words(people, kind):
    row, _author, reader = make_row(kind, people)
    case = make_case(kind, row, reporter=reader)
    Case.objects.update(attached=[{"side": "client", "at": "", "text": THREAT}])
    shown = page_of(case, make_staff(StaffRole.SUPPORT))
    assert case.title in shown
    assert THREAT not in shown
    assert not CaseReading.objects.exists()


def test_earlier_words_of_a_message_are_for_those_who_decide(api_as, people):
    row, author, reader = make_row(ObjectKind.MESSAGE, people)
    api_as(author).patch(f"messages/{row.pk}", {"body": "Good day."})
    case = make_case(ObjectKind.MESSAGE, row, reporter=reader)
    assert THREAT in page_of(case, make_staff())
    assert THREAT not in page_of(case, make_staff(StaffRole.SUPPORT))


def test_what_support_reads_of_a_deleted_invitation(people):
    row, _author, reader = make_row(ObjectKind.INVITATION, people)
    case = make_case(ObjectKind.INVITATION, row, reporter=reader)
    give_up(reader)
    assert THREAT in page_of(case, make_staff())
    assert THREAT not in page_of(case, make_staff(StaffRole.SUPPORT))


@KINDS
def test_staff_open_no_case_on_it_themselves(people, kind, admin_user):
    row, *_both = make_row(kind, people)
    assert find_object(kind, names_of(kind, row), admin_user) is None


def test_a_public_thing_is_read_without_a_note():
    review = make_revealed()
    page_of(make_case("review", review), make_staff())
    assert not CaseReading.objects.exists()


# --- What is decided --------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["hide", "remove"])
def test_a_message_is_taken_from_who_got_it_and_its_author_reads_it_still(api_as, people, action):
    row, author, reader = make_row(ObjectKind.MESSAGE, people)
    make_case(ObjectKind.MESSAGE, row, reporter=reader)
    decision = make_decision(ObjectKind.MESSAGE, row, action)
    state = {"hide": "hidden", "remove": "removed"}[action]
    path = f"conversations/{row.conversation_id}/messages"
    (theirs,) = api_as(reader).get(path).json()["results"]
    assert (theirs["body"], theirs["state"]) == ("", state)
    (own,) = api_as(author).get(path).json()["results"]
    assert (own["body"], own["state"], own["editable_until"]) == (THREAT, state, None)
    assert code(api_as(author).patch(f"messages/{row.pk}", {"body": "x"})) == (409, "too_late")
    (listed,) = api_as(reader).get("me/conversations").json()["results"]
    assert (listed["last_message"]["text"], listed["unread_count"]) == ("", 0)
    assert api_as(reader).get("me/messages?q=live").json()["results"] == []
    assert len(api_as(author).get("me/messages?q=live").json()["results"]) == 1
    make_decision(ObjectKind.MESSAGE, row, "keep")
    assert decision.restriction.ended_at is None


@pytest.mark.parametrize(
    "kind", [ObjectKind.PROPOSAL, ObjectKind.INVITATION, ObjectKind.PRIVATE_NOTE]
)
def test_what_one_person_has_read_is_not_hidden_but_its_author_dealt_with(people, kind):
    row, author, reader = make_row(kind, people)
    make_case(kind, row, reporter=reader)
    for action in ("hide", "remove"):
        with pytest.raises(errors.ActionRefused):
            make_decision(kind, row, action)
    make_decision(kind, row, "suspend")
    author.refresh_from_db()
    assert author.status == "suspended"
    assert Report.objects.get().outcome == "upheld"


@KINDS
def test_neither_of_the_two_decides_on_it(people, kind):
    row, author, reader = make_row(kind, people)
    case = make_case(kind, row, reporter=reader)
    for person in (author, reader):
        User.objects.filter(pk=person.pk).update(role=Role.ADMIN, is_superuser=True)
        person = User.objects.get(pk=person.pk)
        with pytest.raises(errors.MayNotDecide):
            make_decision(kind, row, "warn", person)
    assert case.decided_at is None


def test_nothing_is_sent_in_a_removed_project(api_as, people):
    row, author, reader = make_row(ObjectKind.MESSAGE, people)
    path = f"conversations/{row.conversation_id}"
    make_decision("project", row.conversation.project, "hide")
    assert api_as(author).post(f"{path}/messages", {"body": "x"}).status_code == 201
    make_decision("project", row.conversation.project, "remove")
    for side in (author, reader):
        answer = api_as(side).post(f"{path}/messages", {"body": "x"})
        assert code(answer) == (409, "project_removed")
        assert api_as(side).get(path).json()["can_write"] is False


# --- The page ---------------------------------------------------------------------------------


def test_the_page_of_a_report_offers_to_attach_the_messages(people):
    row, _author, reader = make_row(ObjectKind.MESSAGE, people)
    browser = Client()
    browser.force_login(reader)
    address = f"/report?kind=message&object={row.pk}"
    assert 'name="attach_conversation"' in browser.get(address).content.decode()
    body = {"kind": "message", "object": str(row.pk), "reason": "abuse", "text": ""}
    answer = browser.post("/report", body | {"attach_conversation": "on"})
    assert answer.status_code == 302
    assert Case.objects.get().attached[0]["text"] == THREAT
    other = browser.get(f"/report?kind=project&object={row.conversation.project_id}")
    assert b"attach_conversation" not in other.content


def test_a_note_of_a_withdrawn_review_is_out_of_reach(api_as, people):
    row, _author, reader = make_row(ObjectKind.PRIVATE_NOTE, people)
    Review.objects.filter(pk=row.pk).update(state="withdrawn", withdrawn_at=Now())
    assert report(api_as(reader), ObjectKind.PRIVATE_NOTE, row).status_code == 404


def test_a_case_shows_who_wrote_when_as_the_two_sides_see_it(api_as, people):
    row, author, reader = make_row(ObjectKind.MESSAGE, people)
    assert report(api_as(reader), "message", row, attach_conversation=True).status_code == 201
    shown = page_of(Case.objects.get(), make_staff())
    assert "As the two sides see it" in shown
    assert "As its public sees it" not in shown
    assert f"The freelancer ({author.username}), {moment(row.created_at)}" in shown
    assert row.created_at.isoformat() not in shown


@pytest.mark.parametrize("kind", [ObjectKind.MESSAGE, ObjectKind.PROPOSAL])
def test_what_was_called_by_a_former_members_project_is_called_so(api_as, people, kind):
    """To whoever reported it, and to those who were decided against."""
    freelancer, client = people
    row, *_both = make_row(kind, people)
    case = make_case(kind, row, reporter=client)
    make_decision(kind, row, Action.WARN)
    erase(user=client, session_id=None, current_password=PASSWORD)
    case.refresh_from_db()
    assert (case.title, case.shown_title) == ("", "A former member's project")
    (seen,) = api_as(freelancer).get("me/decisions").json()["results"]
    assert seen["object"]["title"] == "A former member's project"
    browser = Client()
    browser.force_login(freelancer)
    named = f"{case.get_object_kind_display()}: A former member&#x27;s project"
    assert named in browser.get("/decisions").content.decode()
