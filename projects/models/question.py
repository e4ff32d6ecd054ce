"""What freelancers ask about an open project, and its client answers, for all who see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from accounts.blocks import not_between, not_blocking
from accounts.models import LIVE_STATUSES
from foundation.moderated import Moderated, ModerationState, needs_decision
from profiles.showing import has_page
from projects.models.project import Project

if TYPE_CHECKING:
    from accounts.models import User

MAX_QUESTION, MAX_ANSWER = 1000, 2000


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, user: User) -> QuestionQuerySet:
        """Those about projects that the user sees, one's own also when a decision hides them. Of
        two of whom one blocked the other, neither sees what the other asks.
        """
        projects = Project.objects.visible_to(user).values("pk")
        return self._in_sight(user, not_between(user, "author")).filter(project__in=projects)

    def reportable_by(self, user: User) -> QuestionQuerySet:
        """Those that the user may see, and those of people whom the user blocked."""
        projects = Project.objects.reportable_by(user).values("pk")
        return self._in_sight(user, not_blocking(user, "author")).filter(project__in=projects)

    def _in_sight(self, user: User, condition: Q) -> QuestionQuerySet:
        shown = Q(moderation=ModerationState.VISIBLE, author__status__in=LIVE_STATUSES)
        return self.filter(shown & condition | Q(author=user))

    def with_answers(self, viewer: User) -> QuestionQuerySet:
        """With all that this viewer is shown of them, in one query."""
        related = ("project", "answer", "author__profile")
        return self.select_related(*related).annotate(author_has_page=has_page(viewer, "author"))


class Question(Moderated):
    """Who asked is told to the client alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, models.CASCADE, related_name="questions", db_index=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="project_questions"
    )
    text = models.TextField(max_length=MAX_QUESTION)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = QuestionQuerySet.as_manager()

    # As `with_answers` reads it, of its viewer.
    author_has_page: bool

    class Meta:
        constraints = [needs_decision("question")]
        indexes = [models.Index(fields=["project", "id"], name="question_of_project")]

    def __str__(self) -> str:
        return f"{self.author_id} about {self.project_id}"

    @property
    def is_answered(self) -> bool:
        """Whether the client answered, of `with_answers`."""
        return hasattr(self, "answer")


class AnswerQuerySet(models.QuerySet["Answer"]):
    def reportable_by(self, user: User) -> AnswerQuerySet:
        """Those to questions that the user may see, in sight, and one's own."""
        questions = Question.objects.reportable_by(user).values("pk")
        shown = Q(moderation=ModerationState.VISIBLE) | Q(question__project__client=user)
        return self.filter(shown, question__in=questions)


class Answer(Moderated):
    """What the client of the project says to a question."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    question = models.OneToOneField(Question, models.CASCADE, related_name="answer")
    text = models.TextField(max_length=MAX_ANSWER)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [needs_decision("answer")]

    def __str__(self) -> str:
        return f"to {self.question_id}"

    def is_shown_to(self, viewer: User) -> bool:
        """Whether a viewer of the question reads it: the client does, whatever was decided."""
        is_own = viewer.pk == self.question.project.client_id
        return is_own or self.moderation == ModerationState.VISIBLE
