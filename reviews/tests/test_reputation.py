"""The reputation: what it counts, what it shows, and that it equals a recomputation."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from accounts.tests.factories import restriction_on
from profiles.models import Evidence, Profile, ProfileSkill, SearchEntry
from profiles.ratings import shrunk_mean
from profiles.search.mirror import differing
from profiles.services.skills import add_skill
from profiles.tests.factories import make_skill
from projects.models import ProjectStatus
from reviews.models import ModerationState, Reputation, Review
from reviews.services.moderation import set_moderation
from reviews.services.submitting import withdraw_review
from reviews.tests.factories import (
    make_finished,
    make_party,
    make_revealed,
    make_review,
    make_reviewed,
    pass_time,
)

pytestmark = pytest.mark.django_db


def shown(api, username: str = "asha") -> dict:
    return api.get(f"profiles/{username}").json()["reputation"]


def everything(api) -> tuple:
    rows = list(Reputation.objects.order_by("pk").values())
    return shown(api), api.get("profiles/asha/reviews").json(), rows


def check() -> str:
    out = StringIO()
    call_command("recompute_reputation", "--check", stdout=out)
    return out.getvalue()


def test_below_three_reviews_a_profile_is_new(api, freelancer):
    make_reviewed(freelancer, 2)
    seen = shown(api)
    assert (seen["count"], seen["mean"], seen["is_new"]) == (2, None, True)
    make_reviewed(freelancer, 1, rating=2)
    seen = shown(api)
    assert (seen["count"], seen["mean"], seen["is_new"]) == (3, 3.33, False)
    assert seen["histogram"] == {"1": 0, "2": 1, "3": 0, "4": 2, "5": 0}
    assert "8" in seen["formula"]
    assert "4.2" in seen["formula"]


def test_the_ranking_score_is_the_shrunk_mean(freelancer):
    make_reviewed(freelancer, 3, rating=5)
    profile = Profile.objects.get(user=freelancer)
    assert profile.rating_score == shrunk_mean([0, 0, 0, 0, 3]) == (8 * 4.2 + 15) / 11
    assert SearchEntry.objects.get(profile=profile).rating == round(profile.rating_score * 1000)
    assert differing() == []


def test_a_client_has_a_reputation_too(api, client_user):
    for _ in range(3):
        project = make_finished(client=client_user)
        make_review(project, project.client, 1)
        make_review(project, project.freelancer, 5, sub_ratings={"payment": 4})
    seen = shown(api, "housing-society")
    assert (seen["mean"], seen["sub_ratings"]) == (5.0, {"payment": 4.0})


def test_the_two_latest_of_one_client_count(api, client_user, freelancer):
    reviews = []
    for rating in (1, 2, 5):
        reviews.append(make_revealed(make_finished(client_user, freelancer), rating))
        pass_time()
    assert shown(api)["histogram"] == {"1": 0, "2": 1, "3": 0, "4": 0, "5": 1}
    assert len(api.get("profiles/asha/reviews").json()["results"]) == 3
    withdraw_review(review=reviews[2])
    assert shown(api)["histogram"] == {"1": 1, "2": 1, "3": 0, "4": 0, "5": 0}
    check()


def test_sub_ratings_are_shown_from_three_on(api, freelancer):
    for stars in (5, 4, 4):
        make_revealed(
            make_finished(freelancer=freelancer), sub_ratings={"quality": stars, "scope": None}
        )
    assert shown(api)["sub_ratings"] == {"quality": 4.33}


def test_would_work_again_is_shown_from_five_answers_on(api, freelancer):
    for answer in (True, True, False, None, True):
        make_revealed(make_finished(freelancer=freelancer), would_work_again=answer)
    assert shown(api)["would_work_again"] is None
    make_revealed(make_finished(freelancer=freelancer), would_work_again=True)
    assert shown(api)["would_work_again"] == 0.8


def test_hiding_and_unhiding_changes_nothing(api, freelancer):
    make_reviewed(freelancer, 3)
    review = make_revealed(make_finished(freelancer=freelancer), 1)
    before = everything(api)
    set_moderation(
        review=review, state=ModerationState.HIDDEN, decision=restriction_on(review.pk, "content")
    )
    assert shown(api)["count"] == 3
    assert len(api.get("profiles/asha/reviews").json()["results"]) == 3
    set_moderation(review=review, state=ModerationState.VISIBLE, decision=None)
    assert everything(api) == before


def test_a_review_hidden_before_the_reveal_never_counts(api, freelancer):
    project = make_finished(freelancer=freelancer)
    review = make_review(project, project.client, 1)
    set_moderation(
        review=review, state=ModerationState.REMOVED, decision=restriction_on(review.pk, "content")
    )
    make_review(project, freelancer, 5)
    assert shown(api)["count"] == 0
    set_moderation(review=review, state=ModerationState.VISIBLE, decision=None)
    assert shown(api)["count"] == 1


def test_a_withdrawn_review_leaves_the_aggregates(api, api_as, freelancer):
    review = make_revealed(make_finished(freelancer=freelancer), 1)
    assert shown(api)["count"] == 1
    assert api_as(review.author).delete(f"reviews/{review.pk}").status_code == 204
    assert shown(api)["count"] == 0
    assert Review.objects.filter(pk=review.pk, state="withdrawn").exists()
    assert api.get("profiles/asha/reviews").json()["results"] == []


@pytest.mark.parametrize(
    ("status", "evidence"),
    [
        (ProjectStatus.COMPLETED, Evidence.CONFIRMED),
        (ProjectStatus.ENDED_EARLY, Evidence.CLAIMED),
    ],
)
def test_a_clients_review_of_completed_work_confirms_its_skills(freelancer, status, evidence):
    skills = [make_skill("Painting"), make_skill("Welding")]
    project = make_finished(freelancer=freelancer, status=status, skills=skills[:1])
    for skill in skills:
        add_skill(user=freelancer, name=skill.name)
    review = make_review(project, project.client)
    assert set(ProfileSkill.objects.values_list("evidence", flat=True)) == {Evidence.CLAIMED}
    make_review(project, freelancer)
    proved = dict(ProfileSkill.objects.values_list("skill__name", "evidence"))
    assert proved == {"Painting": evidence, "Welding": Evidence.CLAIMED}
    assert review.subject == freelancer


def test_a_review_that_is_shown_again_confirms_skills(freelancer):
    project = make_finished(freelancer=freelancer, skills=[make_skill("Painting")])
    add_skill(user=freelancer, name="Painting")
    review = make_review(project, project.client)
    set_moderation(
        review=review, state=ModerationState.HIDDEN, decision=restriction_on(review.pk, "content")
    )
    make_review(project, freelancer)
    assert ProfileSkill.objects.get().evidence == Evidence.CLAIMED
    set_moderation(review=review, state=ModerationState.VISIBLE, decision=None)
    assert ProfileSkill.objects.get().evidence == Evidence.CONFIRMED


def test_check_finds_what_was_changed_by_hand(freelancer):
    assert check() == "Every reputation is what the reviews say.\n"
    make_reviewed(freelancer, 3)
    assert check() == "Every reputation is what the reviews say.\n"
    Reputation.objects.filter(user=freelancer).update(rating_sum=13)
    with pytest.raises(CommandError, match="1 reputations"):
        check()
    call_command("recompute_reputation", stdout=StringIO())
    check()
    for change in ({"rating_histogram": [1, 0, 0, 0, 0]}, {"sub_rating_means": {"scope": 5}}):
        Profile.objects.filter(user=freelancer).update(**change)
        with pytest.raises(CommandError):
            check()
        call_command("recompute_reputation", stdout=StringIO())
        check()
    Reputation.objects.filter(user=freelancer).delete()
    with pytest.raises(CommandError):
        check()


def test_one_without_a_profile_can_be_reviewed(api, freelancer):
    client = make_party(Role.CLIENT)
    project = make_finished(client, freelancer)
    Profile.objects.filter(user=freelancer).delete()
    make_review(project, client)
    make_review(project, freelancer)
    assert Reputation.objects.get(user=freelancer).count == 1
    check()
