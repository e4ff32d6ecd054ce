"""The review of a completed project in its freelancer's public history."""

from __future__ import annotations

import pytest

from accounts.tests.factories import restriction_on
from reviews.models import ModerationState
from reviews.services.moderation import set_moderation
from reviews.tests.factories import make_finished, make_review

pytestmark = pytest.mark.django_db


def test_the_history_shows_the_review_once_it_is_revealed(api, client_user, freelancer):
    project = make_finished(client_user, freelancer)
    path = f"profiles/{freelancer.username}/projects"
    review = make_review(project, client_user, 4)
    assert api.get(path).json()["results"][0]["review"] is None
    make_review(project, freelancer, 5)
    shown = api.get(path).json()["results"][0]["review"]
    assert (shown["rating"], shown["author"]["username"]) == (4, client_user.username)
    set_moderation(
        review=review, state=ModerationState.HIDDEN, decision=restriction_on(review.pk, "content")
    )
    assert api.get(path).json()["results"][0]["review"] is None
