"""The reviews of made-up freelancers add up to the reputations that they were given."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from profiles.models import Profile
from profiles.tests.factories import seed_people
from reviews.models import Review
from reviews.seeding import make_reviews

pytestmark = pytest.mark.django_db


def test_seeded_reputations_are_backed_by_reviews(api):
    seed_people(40)
    shown = dict(Profile.objects.values_list("pk", "rating_histogram"))
    number = make_reviews()
    assert number == sum(map(sum, shown.values())) == Review.objects.public().count()
    assert dict(Profile.objects.filter(pk__in=shown).values_list("pk", "rating_histogram")) == shown
    call_command("recompute_reputation", check=True, stdout=io.StringIO())
    best = Profile.objects.order_by("-review_count").select_related("user").first()
    page = api.get(f"profiles/{best.user.username}/reviews").json()
    assert page["reputation"]["count"] == best.review_count
    assert make_reviews() == 0
