"""Reviews in any state, by the services that make them, and time that passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.test import override_settings

from accounts.models import Role, Status
from accounts.tests.factories import UserFactory
from foundation import deadlines
from profiles.services.profile import make_profile
from projects.models import Project, ProjectStatus
from projects.tests.factories import make_project
from reviews.models import CorrectionSlot, Reply, Review, ReviewWindow
from reviews.models.review import WINDOW
from reviews.services.submitting import submit_review

if TYPE_CHECKING:
    from datetime import timedelta

    from accounts.models import User

TEXT = "Came when agreed and left the stairwell clean."
BODY = {"rating": 4, "text": TEXT}


def make_party(role: str = Role.FREELANCER, **fields: Any) -> User:
    """A user with a profile."""
    user = UserFactory(role=role, **fields)
    make_profile(user)
    return user


def make_finished(
    client: User | None = None, freelancer: User | None = None, **fields: Any
) -> Project:
    """A project that its parties may review."""
    for user in filter(None, (client, freelancer)):
        make_profile(user)
    return make_project(
        client=client or make_party(Role.CLIENT),
        freelancer=freelancer or make_party(),
        **{"status": ProjectStatus.COMPLETED, **fields},
    )


def make_review(project: Project, author: User, rating: int = 4, **fields: Any) -> Review:
    """A submitted review; of somebody who has verified nothing one from when they had to verify
    nothing.
    """
    values = {"project": project, "author": author, "rating": rating, "text": TEXT, **fields}
    if author.status != Status.PENDING:
        return submit_review(**values)
    with override_settings(ACCOUNT_PROOF_REQUIRED=False):  # of all threads
        return submit_review(**values)


def make_revealed(project: Project | None = None, rating: int = 4, **fields: Any) -> Review:
    """A client's review that was revealed with the freelancer's."""
    project = project or make_finished()
    make_review(project, project.freelancer, 5)
    return make_review(project, project.client, rating, **fields)


def make_reviewed(freelancer: User, number: int, rating: int = 4) -> None:
    """So many revealed reviews, each by another client."""
    for _ in range(number):
        make_revealed(make_finished(freelancer=freelancer), rating)


def pass_time(time: timedelta = WINDOW) -> None:
    """Let so much time pass for every project: all stored times are so much earlier."""
    for model, names in {
        Project: ("opened_at", "started_at", "closed_at"),
        ReviewWindow: ("closes_at", "settled_at"),
        Review: ("submitted_at", "revealed_at", "corrected_at", "withdrawn_at"),
        CorrectionSlot: ("opened_at", "closes_at"),
        Reply: ("created_at",),
    }.items():
        model.objects.update(**{name: F(name) - time for name in names})
    deadlines.forget()
