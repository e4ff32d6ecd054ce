"""What can be reported and decided on, kind by kind: where it is, whose it is, what it says, and
how the app that it belongs to takes it out of sight. All that differs by kind is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from foundation.moderated import ModerationState
from moderation.models import ObjectKind
from moderation.models.case import ARROW
from moderation.moderatable import Moderatable
from moderation.private_objects import PRIVATE_KINDS
from profiles.models import PortfolioItem, Profile
from profiles.models.profile import TEXT_FIELDS
from profiles.services.moderation import set_portfolio_moderation, set_profile_moderation
from projects.models import Answer, Project, ProjectFile, Question
from projects.services.files import set_file_moderation
from projects.services.questions import set_question_moderation
from reviews.models import Reply, Review
from reviews.services.moderation import (
    set_moderation,
    set_project_moderation,
    set_reply_moderation,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

READS_ALL = "reviews.view_hidden_review"


def _visible_works(viewer: User | None) -> QuerySet[PortfolioItem]:
    profiles = Profile.objects.reportable_by(viewer).values("pk")
    return PortfolioItem.objects.filter(profile__in=profiles, moderation=ModerationState.VISIBLE)


def _visible_projects(viewer: User | None) -> QuerySet[Project]:
    return Project.objects.reportable_by(viewer) if viewer else Project.objects.none()


def _seen(model: type[ProjectFile | Question | Answer], viewer: User | None) -> QuerySet[Any]:
    return model.objects.reportable_by(viewer) if viewer else model.objects.none()


def _on_visible_pages(viewer: User | None) -> Q:
    pages = Q(subject__profile__in=Profile.objects.reportable_by(viewer).values("pk"))
    return pages | Q(author=viewer) if viewer else pages


def _visible_reviews(viewer: User | None) -> QuerySet[Review]:
    return Review.objects.public().filter(_on_visible_pages(viewer))


def _visible_replies(viewer: User | None) -> QuerySet[Reply]:
    """Those on pages that the viewer sees, and those that the viewer got, whoever wrote them and
    whatever became of their account.
    """
    reviews = Q(review__in=_visible_reviews(viewer).values("pk"))
    if viewer:
        got = Review.objects.by(viewer).revealed().unhidden()
        reviews |= Q(review__in=got.values("pk"))
    return Reply.objects.filter(reviews, moderation=ModerationState.VISIBLE)


def _profile_says(profile: Profile) -> dict[str, Any]:
    said = {name: getattr(profile, name) for name in TEXT_FIELDS}
    note = profile.freelancer_details.pause_note
    return {"name": profile.user.full_name, **said} | ({"pause_note": note} if note else {})


def _review_says(review: Review) -> dict[str, Any]:
    return {"rating": review.rating, "text": review.text}


def _project_parties(project: Project) -> set[UUID]:
    return {pk for pk in (project.client_id, project.freelancer_id) if pk}


KINDS: dict[str, Moderatable] = {
    ObjectKind.PROFILE: Moderatable(
        model=Profile,
        related=("user",),
        visible_to=lambda viewer: Profile.objects.reportable_by(viewer),
        owner=lambda profile: profile.user,
        parties=lambda profile: {profile.pk},
        title=lambda profile: profile.user.username,
        says=_profile_says,
        page=lambda profile: profile.user,
        set_state=lambda profile, state, decision: set_profile_moderation(
            profile=profile, state=state, decision=decision
        ),
        known_by="user__username",
    ),
    ObjectKind.PORTFOLIO_ITEM: Moderatable(
        model=PortfolioItem,
        related=("profile__user",),
        visible_to=_visible_works,
        owner=lambda item: item.profile.user,
        parties=lambda item: {item.profile_id},
        title=lambda item: item.title,
        says=lambda item: {
            "title": item.title,
            "description": item.description,
            "url": item.url,
        },
        page=lambda item: item.profile.user,
        set_state=lambda item, state, decision: set_portfolio_moderation(
            item=item, state=state, decision=decision
        ),
    ),
    ObjectKind.PROJECT: Moderatable(
        model=Project,
        related=("client", "freelancer"),
        visible_to=_visible_projects,
        owner=lambda project: project.client,
        parties=_project_parties,
        title=lambda project: project.shown_title,
        says=lambda project: {"title": project.title, "description": project.description},
        page=lambda project: None,
        set_state=lambda project, state, decision: set_project_moderation(
            project=project, state=state, decision=decision
        ),
    ),
    ObjectKind.PROJECT_FILE: Moderatable(
        model=ProjectFile,
        related=("project__client", "project__freelancer"),
        visible_to=lambda viewer: _seen(ProjectFile, viewer),
        owner=lambda file: file.project.client,
        parties=lambda file: {file.project.client_id},
        title=lambda file: file.project.shown_title,
        says=lambda file: {"name": file.name},
        page=lambda file: None,
        set_state=lambda file, state, decision: set_file_moderation(
            file=file, state=state, decision=decision
        ),
    ),
    ObjectKind.QUESTION: Moderatable(
        model=Question,
        related=("author", "project"),
        visible_to=lambda viewer: _seen(Question, viewer),
        owner=lambda question: question.author,
        parties=lambda question: {question.author_id},
        title=lambda question: question.project.shown_title,
        says=lambda question: {"text": question.text},
        page=lambda question: None,
        set_state=lambda question, state, decision: set_question_moderation(
            row=question, state=state, decision=decision
        ),
    ),
    ObjectKind.ANSWER: Moderatable(
        model=Answer,
        related=("question__author", "question__project__client"),
        visible_to=lambda viewer: _seen(Answer, viewer),
        owner=lambda answer: answer.question.project.client,
        parties=lambda answer: {answer.question.project.client_id},
        title=lambda answer: answer.question.project.shown_title,
        says=lambda answer: {"text": answer.text, "question": answer.question.text},
        page=lambda answer: None,
        set_state=lambda answer, state, decision: set_question_moderation(
            row=answer, state=state, decision=decision
        ),
    ),
    ObjectKind.REVIEW: Moderatable(
        model=Review,
        related=("author", "subject", "project"),
        visible_to=_visible_reviews,
        owner=lambda review: review.author,
        parties=lambda review: _project_parties(review.project),
        title=lambda review: f"{review.author.username}{ARROW}{review.subject.username}",
        says=_review_says,
        page=lambda review: review.subject,
        set_state=lambda review, state, decision: set_moderation(
            review=review, state=state, decision=decision
        ),
        review=lambda review: review,
    ),
    ObjectKind.REPLY: Moderatable(
        model=Reply,
        related=("review__author", "review__subject", "review__project"),
        visible_to=_visible_replies,
        owner=lambda reply: reply.review.subject,
        parties=lambda reply: _project_parties(reply.review.project),
        title=lambda reply: f"{reply.review.subject.username}{ARROW}{reply.review.author.username}",
        says=lambda reply: {"text": reply.text, "review": reply.review.text},
        page=lambda reply: reply.review.subject,
        set_state=lambda reply, state, decision: set_reply_moderation(
            reply=reply, state=state, decision=decision
        ),
        known_by="review",  # which has one reply
        review=lambda reply: reply.review,
    ),
    **PRIVATE_KINDS,
}


def visible_object(kind: str, name: str, viewer: User | None) -> Any:
    """What a reporter means: a profile by its username, a reply by the id of its review, all else
    by its own id, or by that of what it is `also_known_by`. None if they cannot see it.
    """
    return _named(kind, name, KINDS[kind].visible_to(viewer))


def find_object(kind: str, name: str, staff: User) -> Any:
    """What a member of staff means, named in the same way, whoever may see it. None if it is not
    for them to read, a case on it would show it; and never what is between two people: they read
    that only when one of the two reports it.
    """
    if KINDS[kind].is_private:
        return None
    row = _named(kind, name, KINDS[kind].model._default_manager.all())
    return row if row and staff_may_read(kind, row, staff) else None


def staff_may_read(kind: str, row: Any, staff: User) -> bool:
    """Whether a member of staff may read what it says now: an unrevealed or withdrawn review, and
    the reply to it, with a permission of its own only; what is between two people, whoever decides.
    """
    if not _may_read_private(kind, staff):
        return False
    review = _guarded(kind, row, staff) if row else None
    return review is None or Review.objects.revealed().filter(pk=review.pk).exists()


def _guarded(kind: str, row: Any, staff: User) -> Review | None:
    """The review that has to be revealed for them to read it; None if nothing has to be."""
    return None if staff.has_perm(READS_ALL) else KINDS[kind].review(row)


def staff_may_read_of(moment: datetime, kind: str, row: Any, staff: User) -> bool:
    """Whether they may read what it said at that moment: what was revealed then, whatever its
    author did since, so that nobody withdraws a review to escape a case.
    """
    if not _may_read_private(kind, staff):
        return False
    review = _guarded(kind, row, staff)
    if review is None:
        return True
    was_revealed = review.revealed_at is not None and review.revealed_at <= moment
    return was_revealed and (review.withdrawn_at is None or review.withdrawn_at > moment)


def _may_read_private(kind: str, staff: User) -> bool:
    return not KINDS[kind].is_private or staff.has_perm("moderation.decide_case")


def _named(kind: str, name: str, rows: QuerySet[Any]) -> Any:
    known = KINDS[kind]
    try:
        key = name.lower() if known.known_by == "user__username" else UUID(name)
    except ValueError:
        return None
    every = rows.select_related(*known.related)
    if row := every.filter(**{known.known_by: key}).first():
        return row
    found = {row for name in known.also_known_by for row in every.filter(**{name: key})[:2]}
    return found.pop() if len(found) == 1 else None


def object_of(kind: str, pk: UUID) -> Any:
    """The row, whoever may see it; None when it was deleted."""
    known = KINDS[kind]
    rows = known.model._default_manager.select_related(*known.related)
    return rows.filter(pk=pk).first()
