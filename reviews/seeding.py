"""Reviews of made-up freelancers: real rows behind the reputations that `seed` gave them."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Role, Status, User
from profiles.models import Profile
from profiles.services.profile import make_profile
from projects.models import Project, ProjectStatus
from reviews.models import Review, ReviewWindow, Side
from reviews.models.review import WINDOW
from reviews.services.reputation import MOST_OF_ONE_AUTHOR, recompute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

BATCH = 500  # profiles a transaction
AT_ONCE = 1000  # rows a statement: PostgreSQL takes 65,535 parameters
SEEDED = "@seed.example"
TEXTS = {
    1: ("Did not come on the day, and did not call either.", "The work had to be done again."),
    2: ("Late twice, and the price went up on the way.", "Much was left for us to clean up."),
    3: ("Good in the end, after some reminders.", "Fine work, but hard to reach by phone."),
    4: (
        "Careful and friendly; a day later than agreed.",
        "We would ask again, and plan more time.",
    ),
    5: (
        "On time, tidy, and explained every step to us.",
        "The best work that this house has seen in years.",
        "Quick, exact and honest about what was not needed.",
    ),
}
WORK = ("Repairs in the spring", "A new look", "The yearly round", "Help at short notice")


def make_reviews(*, most: int | None = None) -> int:
    """Make the reviews of the made-up freelancers who have a reputation and none yet, of all or of
    the `most` reviewed; how many reviews.

    Those of one freelancer are by as many clients as the cap on one client's reviews asks.
    """
    rated = Profile.objects.filter(
        user__email__endswith=SEEDED, review_count__gt=0, user__reviews_received__isnull=True
    )
    profiles = list(rated.select_related("user").order_by("-review_count", "pk")[:most])
    if not profiles:
        return 0
    clients = _clients(-(-profiles[0].review_count // MOST_OF_ONE_AUTHOR))
    starts = range(0, len(profiles), BATCH)
    return sum(_make_batch(profiles[start : start + BATCH], clients) for start in starts)


@transaction.atomic
def _make_batch(profiles: list[Profile], clients: list[User]) -> int:
    """Make the reviews of these profiles, with their projects and windows; how many."""
    reviews = [one for profile in profiles for one in _reviews_of(profile, clients)]
    windows = (
        ReviewWindow(
            project=one.project, closes_at=_closed(one) + WINDOW, settled_at=one.revealed_at
        )
        for one in reviews
    )
    Project.objects.bulk_create((one.project for one in reviews), batch_size=AT_ONCE)
    ReviewWindow.objects.bulk_create(windows, batch_size=AT_ONCE)
    Review.objects.bulk_create(reviews, batch_size=AT_ONCE)
    recompute(profile.pk for profile in profiles)
    return len(reviews)


def _clients(number: int) -> list[User]:
    """So many clients, as made up as the freelancers."""
    clients = []
    for index in range(number):
        client, is_new = User.objects.get_or_create(
            username=f"seed-client-{index}",
            defaults={
                "email": f"client-{index}{SEEDED}",
                "email_verified_at": Now(),
                "role": Role.CLIENT,
                "status": Status.ACTIVE,
                "first_name": "Client",
                "last_name": str(index + 1),
                "password": make_password(None),
            },
        )
        if is_new:
            make_profile(client)
        clients.append(client)
    return clients


def _reviews_of(profile: Profile, clients: list[User]) -> Iterator[Review]:
    """A review for each rating of a profile's histogram, with its project, none stored yet."""
    chance = random.Random(str(profile.pk))  # noqa: S311 - made up, and the same each time
    ratings = [
        stars for stars, number in enumerate(profile.rating_histogram, 1) for _ in range(number)
    ]
    chance.shuffle(ratings)
    for index, rating in enumerate(ratings):
        closed_at = timezone.now() - timedelta(days=20 + 11 * index)
        project = Project(
            client=clients[index % len(clients)],
            freelancer=profile.user,
            title=chance.choice(WORK),
            description="Made up for the demo.",
            status=ProjectStatus.COMPLETED,
            opened_at=closed_at - timedelta(days=9),
            started_at=closed_at - timedelta(days=6),
            closed_at=closed_at,
        )
        yield Review(
            project=project,
            author=project.client,
            subject=profile.user,
            side=Side.CLIENT,
            rating=rating,
            text=chance.choice(TEXTS[rating]),
            would_work_again=rating >= 4 if chance.random() < 0.8 else None,
            submitted_at=closed_at,
            revealed_at=closed_at + WINDOW,
        )


def _closed(review: Review) -> datetime:
    closed_at = review.project.closed_at
    assert closed_at is not None  # noqa: S101 - made above
    return closed_at
