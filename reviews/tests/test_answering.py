"""After the reveal: one reply, one chance to correct."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.tests.factories import restriction_on
from reviews.models import ModerationState, Reply, Review, ReviewRevision
from reviews.services.moderation import set_moderation, set_reply_moderation
from reviews.tests.factories import TEXT, make_finished, make_revealed, pass_time

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(client_user, freelancer):
    project = make_finished(client_user, freelancer)
    return make_revealed(project, 2, sub_ratings={"quality": 1}, would_work_again=False)


def code(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"]


def test_the_subject_replies_once(api, api_as, review):
    subject = api_as(review.subject)
    answer = subject.post(f"reviews/{review.pk}/reply", {"text": "  I came on time. "})
    assert answer.status_code == 201
    assert answer.json()["text"] == "I came on time."
    assert api.get("profiles/asha/reviews").json()["results"][0]["reply"] == answer.json()
    again = subject.post(f"reviews/{review.pk}/reply", {"text": "And left it clean."})
    assert code(again) == (409, "already_replied")


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, None, 5, "a\0b"])
def test_a_reply_has_1_to_2000_characters(api_as, review, text):
    answer = api_as(review.subject).post(f"reviews/{review.pk}/reply", {"text": text})
    assert code(answer)[0] == 422
    assert not Reply.objects.exists()


def test_a_reply_is_taken_for_thirty_days(api_as, review):
    pass_time(timedelta(days=30))
    answer = api_as(review.subject).post(f"reviews/{review.pk}/reply", {"text": "Late."})
    assert code(answer) == (409, "reply_too_late")


def test_the_author_and_outsiders_neither_reply_nor_open_a_correction(api_as, review, outsider):
    for user in (review.author, outsider):
        client = api_as(user)
        assert client.post(f"reviews/{review.pk}/reply", {"text": "No."}).status_code == 404
        assert client.post(f"reviews/{review.pk}/open-correction").status_code == 404


@pytest.mark.parametrize("how", ["withdrawn", "hidden"])
def test_what_cannot_be_read_cannot_be_answered(api_as, review, how):
    if how == "hidden":
        set_moderation(
            review=review,
            state=ModerationState.HIDDEN,
            decision=restriction_on(review.pk, "content"),
        )
    else:
        api_as(review.author).delete(f"reviews/{review.pk}")
    client = api_as(review.subject)
    assert client.post(f"reviews/{review.pk}/reply", {"text": "No."}).status_code == 404
    assert client.post(f"reviews/{review.pk}/open-correction").status_code == 404
    assert client.get(f"projects/{review.project_id}/reviews").json()["other"]["review"] is None


def test_a_hidden_reply_is_not_shown(api, api_as, review):
    api_as(review.subject).post(f"reviews/{review.pk}/reply", {"text": "Rude."})
    set_reply_moderation(
        reply=Reply.objects.get(),
        state=ModerationState.HIDDEN,
        decision=restriction_on(Reply.objects.get().pk, "content"),
    )
    assert api.get("profiles/asha/reviews").json()["results"][0]["reply"] is None
    set_reply_moderation(reply=Reply.objects.get(), state=ModerationState.VISIBLE, decision=None)
    assert api.get("profiles/asha/reviews").json()["results"][0]["reply"]["text"] == "Rude."


def test_a_correction_keeps_what_was_said_and_is_labelled(api, api_as, review):
    author = api_as(review.author)
    change = {"rating": 4, "text": "On second thought: " + TEXT}
    assert code(author.patch(f"reviews/{review.pk}", change)) == (409, "already_revealed")
    slot = api_as(review.subject).post(f"reviews/{review.pk}/open-correction")
    assert slot.status_code == 201
    assert (
        author.get(f"reviews/{review.pk}").json()["can_be_edited_until"]
        == (slot.json()["closes_at"])
    )
    changed = author.patch(f"reviews/{review.pk}", change)
    assert (changed.status_code, changed.json()["is_edited"]) == (200, True)
    public = api.get("profiles/asha/reviews").json()
    assert public["results"][0]["text"] == change["text"]
    assert public["results"][0]["is_edited"] is True
    assert public["reputation"]["histogram"]["4"] == 1
    kept = ReviewRevision.objects.get()
    assert (kept.rating, kept.text, kept.would_work_again) == (2, TEXT, False)
    assert kept.sub_ratings["quality"] == 1


def test_a_correction_that_changes_nothing_is_none(api_as, review):
    api_as(review.subject).post(f"reviews/{review.pk}/open-correction")
    same = {"rating": 2, "text": TEXT, "sub_ratings": {"quality": 1}}
    for body in ({}, same):
        answer = api_as(review.author).patch(f"reviews/{review.pk}", body)
        assert (answer.status_code, answer.json()["is_edited"]) == (200, False)
    assert not ReviewRevision.objects.exists()


def test_a_correction_can_be_asked_for_once_and_takes_14_days(api_as, review):
    subject = api_as(review.subject)
    assert subject.post(f"reviews/{review.pk}/open-correction").status_code == 201
    again = subject.post(f"reviews/{review.pk}/open-correction")
    assert code(again) == (409, "correction_already_opened")
    pass_time(timedelta(days=14))
    answer = api_as(review.author).patch(f"reviews/{review.pk}", {"rating": 5})
    assert code(answer) == (409, "already_revealed")
    assert Review.objects.get(pk=review.pk).rating == 2
    assert code(subject.post(f"reviews/{review.pk}/open-correction"))[0] == 409
