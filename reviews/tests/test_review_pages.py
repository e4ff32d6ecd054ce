"""Reviews on pages: written, changed, revealed, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Role
from accounts.services.account import erase
from accounts.tests.factories import PASSWORD, restriction_on
from reviews.models import CorrectionSlot, Reply, Review, ReviewState
from reviews.services.moderation import set_moderation
from reviews.tests.factories import (
    TEXT,
    make_finished,
    make_party,
    make_revealed,
    make_review,
    pass_time,
)

pytestmark = pytest.mark.django_db
SECRET = "A secret until both of the two are in."
BODY = {"rating": "4", "text": TEXT, "would_work_again": "yes", "quality": "5", "private_note": "x"}


@pytest.fixture
def project():
    return make_finished(make_party(Role.CLIENT, username="noor"), make_party(username="mira"))


@pytest.fixture
def mira(client, project):
    client.force_login(project.freelancer)
    return client


@pytest.fixture
def noor(client, project):
    browser = type(client)()
    browser.force_login(project.client)
    return browser


def path(project, action: str = "review") -> str:
    return f"/projects/{project.pk}/{action}"


def test_a_review_is_written_with_the_ratings_of_its_side(noor, mira, project):
    page = noor.get(path(project)).content.decode()
    assert "How was it with" in page
    assert 'name="quality"' in page
    assert 'name="payment"' not in page
    assert 'name="payment"' in mira.get(path(project)).content.decode()
    assert noor.post(path(project), BODY).status_code == 302
    review = Review.objects.get()
    assert (review.rating, review.quality, review.timeliness) == (4, 5, None)
    assert review.would_work_again is True


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rating": ""}, "rating"),
        ({"rating": "6"}, "rating"),
        ({"rating": "good"}, "rating"),
        ({"text": "Too short"}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "\0" * 30}, "text"),
        ({"quality": "9"}, "quality"),
        ({"private_note": "x" * 2001}, "private_note"),
        ({"would_work_again": "perhaps"}, "would_work_again"),
    ],
)
def test_what_is_wrong_with_a_review_is_told_and_its_text_is_kept(noor, project, changes, field):
    answer = noor.post(path(project), BODY | changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert (TEXT in page) is ("text" not in changes)
    assert not Review.objects.exists()


def test_neither_reads_the_others_before_both_are_in(noor, mira, project):
    make_review(project, project.client, text=SECRET)
    for place in (path(project), "/reviews", "/dashboard", "/@mira"):
        assert SECRET not in mira.get(place).content.decode()
    assert "review is in" in mira.get(path(project)).content.decode()
    assert SECRET in noor.get(path(project)).content.decode()
    mira.post(path(project), {"rating": "5", "text": TEXT})
    assert SECRET in mira.get(path(project)).content.decode()
    assert SECRET in mira.get("/@mira").content.decode()


def test_one_reviews_once_and_within_the_window(noor, project):
    noor.post(path(project), BODY)
    again = noor.post(path(project), BODY)
    assert again.status_code == 409
    late = make_finished(client=project.client)
    pass_time(timedelta(days=15))
    answer = noor.post(path(late), BODY)
    assert answer.status_code == 409
    assert b"are over" in answer.content


def test_work_that_goes_on_is_not_reviewed(noor, project):
    running = make_finished(client=project.client, status="in_progress", closed_at=None)
    assert b"Work goes on" in noor.get(path(running)).content
    assert noor.post(path(running), BODY).status_code == 409
    unbegun = make_finished(
        client=project.client, freelancer=project.freelancer, status="in_progress", closed_at=None
    )
    type(unbegun).objects.filter(pk=unbegun.pk).update(
        status="open", freelancer=None, started_at=None
    )
    assert noor.get(path(unbegun)).status_code == 409


def test_a_review_is_changed_and_withdrawn_before_the_reveal(noor, project):
    review = make_review(project, project.client)
    page = noor.get(f"/reviews/{review.pk}/edit").content.decode()
    assert TEXT in page
    noor.post(f"/reviews/{review.pk}/edit", BODY | {"rating": "2", "would_work_again": "no"})
    review.refresh_from_db()
    assert (review.rating, review.would_work_again) == (2, False)
    noor.post(f"/reviews/{review.pk}/withdraw")
    review.refresh_from_db()
    assert review.state == ReviewState.WITHDRAWN
    assert noor.post(f"/reviews/{review.pk}/edit", BODY).status_code == 409


def test_a_revealed_review_is_answered_and_corrected_once(noor, mira, project):
    review = make_revealed(project)
    assert noor.post(f"/reviews/{review.pk}/edit", BODY).status_code == 409
    page = mira.get("/reviews").content.decode()
    assert f"/reviews/{review.pk}/reply" in page
    assert mira.get(f"/reviews/{review.pk}/reply").status_code == 200
    assert mira.post(f"/reviews/{review.pk}/reply", {"text": ""}).status_code == 422
    mira.post(f"/reviews/{review.pk}/reply", {"text": "Thank you kindly."})
    assert Reply.objects.get().text == "Thank you kindly."
    assert mira.post(f"/reviews/{review.pk}/reply", {"text": "Again"}).status_code == 409
    mira.post(f"/reviews/{review.pk}/open-correction")
    assert CorrectionSlot.objects.count() == 1
    told = mira.post(f"/reviews/{review.pk}/open-correction", follow=True)
    assert b'class="error"' in told.content
    assert noor.post(f"/reviews/{review.pk}/edit", BODY | {"rating": "3"}).status_code == 302


def test_own_reviews_are_those_received_and_those_written(noor, mira, project):
    make_revealed(project, text="What the client said of the freelancer.")
    assert b"What the client said" in mira.get("/reviews").content
    assert b"What the client said" not in noor.get("/reviews").content
    assert b"What the client said" in noor.get("/reviews?kind=written").content


def test_what_waits_for_a_review_is_on_the_dashboard_with_the_time_left(mira, project):
    page = mira.get("/dashboard").content.decode()
    assert path(project) in page
    assert "13 days left" in page


def test_others_know_nothing_of_it(client, project):
    review = make_revealed(project)
    outsider = make_party(username="outsider")
    client.force_login(outsider)
    places = [path(project), f"/reviews/{review.pk}/edit", f"/reviews/{review.pk}/reply"]
    assert [client.get(place).status_code for place in places] == [404, 404, 404]
    buttons = [f"/reviews/{review.pk}/{one}" for one in ("withdraw", "open-correction")]
    assert [client.post(place).status_code for place in buttons] == [404, 404]
    client.logout()
    assert [client.get(place).status_code for place in places] == [302, 302, 302]
    assert [client.post(place).status_code for place in buttons] == [302, 302]


def test_neither_side_does_what_is_the_others(noor, mira, project):
    review = make_revealed(project)
    assert noor.get(f"/reviews/{review.pk}/reply").status_code == 404
    assert noor.post(f"/reviews/{review.pk}/open-correction").status_code == 404
    assert mira.get(f"/reviews/{review.pk}/edit").status_code == 404
    assert mira.post(f"/reviews/{review.pk}/withdraw").status_code == 404


def test_a_hidden_review_cannot_be_answered(mira, project):
    review = make_revealed(project)
    set_moderation(review=review, state="hidden", decision=restriction_on(review.pk, "content"))
    assert mira.get(f"/reviews/{review.pk}/reply").status_code == 404


def test_the_second_review_is_said_to_be_revealed(noor, mira, project):
    first = noor.post(path(project), BODY, follow=True).content.decode()
    assert "It can be changed until both are revealed." in first
    second = mira.post(path(project), BODY | {"quality": ""}, follow=True).content.decode()
    assert "As both sides have written theirs, it is revealed now." in second
    assert "It can be changed until" not in second


def test_a_former_member_is_called_so_and_corrects_nothing(noor, mira, project):
    review = make_review(project, project.client)
    erase(user=project.client, session_id=None, current_password=PASSWORD)
    for address in (path(project), "/dashboard"):
        assert "How was it with former member?" in mira.get(address).content.decode()
    make_review(project, project.freelancer)
    for address in (path(project), "/reviews?kind=received"):
        shown = mira.get(address).content.decode()
        assert f"/reviews/{review.pk}/reply" in shown
        assert "Let the author correct it" not in shown
    assert mira.post(f"/reviews/{review.pk}/open-correction").status_code == 302
    assert not CorrectionSlot.objects.exists()
