"""What is not revealed yet, and what was withdrawn before its reveal: no case shows it to support
or moderators. Administrators read it.
"""

from __future__ import annotations

import pytest
from django.test import Client

from moderation.models import Case
from moderation.roles import StaffRole
from moderation.services.appeals import lodge_appeal
from moderation.services.cases import open_case
from moderation.tests.factories import make_case, make_decision, make_staff, names_of
from reviews.models import Reply, Review
from reviews.services.answering import reply_to_review
from reviews.services.submitting import edit_review, withdraw_review
from reviews.tests.factories import make_finished, make_revealed, make_review

pytestmark = pytest.mark.django_db

ADD = "/admin/moderation/case/add/"
BLIND = "He left the gas tap open, twice."
NO_MORE_THAN_SUPPORT = [StaffRole.SUPPORT, StaffRole.MODERATOR]


@pytest.fixture
def review(db):
    """One side's review; the other side's is not in."""
    project = make_finished()
    return make_review(project, project.client, text=BLIND)


@pytest.fixture
def administrator(db):
    return make_staff(StaffRole.ADMINISTRATOR)


@pytest.fixture
def case(review, administrator):
    """A case that an administrator opened on what is not revealed."""
    return open_case(kind="review", row=review, moderator=administrator)


def read_by(role: str, case: Case) -> str:
    """The page of a case as this role reads it."""
    return read(make_staff(role), f"/admin/moderation/case/{case.pk}/change/")


def read(staff, path: str) -> str:
    browser = Client()
    browser.force_login(staff)
    page = browser.get(path)
    assert page.status_code == 200
    return page.content.decode()


def opened_by(role: str, kind: str, row):
    """What comes of opening a case on it."""
    browser = Client()
    browser.force_login(make_staff(role))
    return browser.post(ADD, {"kind": kind, "name": names_of(kind, row)}, follow=True)


def reveal(review: Review) -> None:
    make_review(review.project, review.subject)
    review.refresh_from_db()
    assert review.revealed_at


# --- Opening a case -------------------------------------------------------------------------------


def test_a_moderator_opens_no_case_on_what_is_not_revealed(review):
    page = opened_by(StaffRole.MODERATOR, "review", review)
    assert page.context["form"].errors == {"name": ["There is none."]}
    assert BLIND not in page.content.decode()
    assert not Case.objects.exists()


def test_an_administrator_does_and_reads_it(review):
    assert BLIND in opened_by(StaffRole.ADMINISTRATOR, "review", review).content.decode()
    assert Case.objects.get().object_id == review.pk


def test_support_opens_no_case_at_all(review):
    assert opened_by(StaffRole.SUPPORT, "review", review).status_code == 403


def test_nor_on_what_was_withdrawn_before_its_reveal(review):
    withdraw_review(review=review)
    make_review(review.project, review.subject)
    assert opened_by(StaffRole.MODERATOR, "review", review).context["form"].errors
    assert not Case.objects.exists()


@pytest.mark.parametrize("is_hidden", [False, True])
def test_a_moderator_opens_one_on_what_is_revealed_hidden_or_not(review, is_hidden):
    reveal(review)
    if is_hidden:
        make_decision("review", review)
    assert BLIND in opened_by(StaffRole.MODERATOR, "review", review).content.decode()


def test_a_moderator_opens_one_on_a_reply_as_long_as_its_review_stands():
    review = make_revealed()
    reply_to_review(review=review, text="You never paid.")
    reply = Reply.objects.get(review=review)
    assert "You never paid." in opened_by("moderator", "reply", reply).content.decode()
    Case.objects.all().delete()
    withdraw_review(review=review)
    assert opened_by("moderator", "reply", reply).context["form"].errors
    assert "You never paid." in opened_by("administrator", "reply", reply).content.decode()


# --- Reading a case that somebody else opened -----------------------------------------------------


@pytest.mark.parametrize("role", NO_MORE_THAN_SUPPORT)
def test_what_an_administrator_opened_is_masked_for_others(case, role):
    page = read_by(role, case)
    assert BLIND not in page
    assert "•••" in page
    assert BLIND in read_by(StaffRole.ADMINISTRATOR, case)


@pytest.mark.parametrize("role", NO_MORE_THAN_SUPPORT)
def test_so_is_what_was_withdrawn_before_its_reveal(review, case, role):
    withdraw_review(review=review)
    make_review(review.project, review.subject)
    assert BLIND not in read_by(role, case)
    assert BLIND in read_by(StaffRole.ADMINISTRATOR, case)


@pytest.mark.parametrize("role", NO_MORE_THAN_SUPPORT)
def test_what_it_said_before_its_reveal_stays_masked_after_it(review, case, role):
    edit_review(review=review, changes={"text": "He left the kitchen clean and tidy."})
    reveal(review)
    page = read_by(role, case)
    assert "He left the kitchen clean and tidy." in page
    assert BLIND not in page
    assert BLIND in read_by(StaffRole.ADMINISTRATOR, case)


@pytest.mark.parametrize("role", NO_MORE_THAN_SUPPORT)
def test_an_appeal_shows_no_more(review, case, administrator, role):
    decision = make_decision("review", review, moderator=administrator)
    appeal = lodge_appeal(decision=decision, appellant=review.author, text="Every word is true.")
    path = f"/admin/moderation/appeal/{appeal.pk}/change/"
    assert BLIND not in read(make_staff(role), path)
    assert BLIND in read(make_staff(StaffRole.ADMINISTRATOR), path)


@pytest.mark.parametrize("role", NO_MORE_THAN_SUPPORT)
def test_what_was_public_when_it_was_reported_stays_readable_in_its_case(review, role):
    reveal(review)
    case = make_case("review", review)
    withdraw_review(review=review)  # which does not put what was reported out of reach
    assert BLIND in read_by(role, case)
