"""Questions about an open project, and the answers of its client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.blocks import require_not_blocked
from accounts.models import Role
from accounts.services.locking import locked_user
from accounts.services.status import require_verified
from foundation.events import record
from foundation.moderated import ModerationState
from projects.errors import (
    AlreadyAnswered,
    NotYourMove,
    QuestionGone,
    TooManyQuestions,
    WrongState,
)
from projects.events import QUESTION_ANSWERED, QUESTION_ASKED
from projects.models import Answer, Project, ProjectStatus, Question
from projects.services.limits import count_question
from projects.services.locking import locked_project
from projects.transitions import Party, party_of, require_in_sight

if TYPE_CHECKING:
    from accounts.models import User

MAX_UNANSWERED = 3  # of one person about one project
MAX_OF_PROJECT = 100


def ask_question(*, author: User, project: Project, text: str) -> Question:
    """Ask the client something that all who see the project read.

    Raises NotYourMove for whoever is no freelancer, NotVerified, WrongState, ProjectRemoved,
    TooManyQuestions and LimitExceeded; and NotThere if one of the two blocked the other.
    """
    if author.role != Role.FREELANCER or author.pk == project.client_id:
        raise NotYourMove
    require_verified(author)
    count_question(author)
    with transaction.atomic():
        locked_user(author)
        require_not_blocked(author, project.client_id)
        locked = _open("ask", project)
        unanswered = locked.questions.filter(author=author, answer=None).count()
        if unanswered >= MAX_UNANSWERED or locked.questions.count() >= MAX_OF_PROJECT:
            raise TooManyQuestions
        question = Question.objects.create(project=locked, author=author, text=text)
        concerned = [locked.client_id, author.pk]
        record(QUESTION_ASKED(question.pk, actor=author.pk, concerns=concerned, project=locked.pk))
    return question


def answer_question(*, client: User, question: Question, text: str) -> Answer:
    """Answer, once, for all who see the project.

    Raises NotYourMove, WrongState, ProjectRemoved, QuestionGone and AlreadyAnswered; and NotThere
    if one of the two blocked the other.
    """
    if party_of(question.project, client) is not Party.CLIENT:
        raise NotYourMove
    with transaction.atomic():
        locked_user(client)
        require_not_blocked(client, question.author_id)
        locked = _open("answer", question.project)
        if not Question.objects.filter(pk=question.pk).exists():
            raise QuestionGone
        if Answer.objects.filter(question=question).exists():
            raise AlreadyAnswered
        answer = Answer.objects.create(question=question, text=text)
        concerned = [locked.client_id, question.author_id]
        record(
            QUESTION_ANSWERED(question.pk, actor=client.pk, concerns=concerned, project=locked.pk)
        )
    return answer


def withdraw_question(*, author: User, question: Question) -> None:
    """Take an own question back that nobody has answered and no decision is about.

    Raises NotYourMove and WrongState.
    """
    if question.author_id != author.pk:
        raise NotYourMove
    with transaction.atomic():
        locked_project(question.project_id)
        own = Question.objects.filter(pk=question.pk, author=author)
        if own.filter(answer__isnull=False).exists():
            raise WrongState("withdraw", "answered")
        if own.exclude(moderation=ModerationState.VISIBLE).exists():
            raise WrongState("withdraw", ModerationState.HIDDEN)
        own.delete()


def _open(action: str, project: Project) -> Project:
    """The project, locked. Raises WrongState unless it is open, and ProjectRemoved."""
    locked = locked_project(project.pk)
    if locked.status != ProjectStatus.OPEN:
        raise WrongState(action, locked.status)
    require_in_sight(locked)
    return locked


def set_question_moderation(*, row: Question | Answer, state: str, decision: Any) -> None:
    """Show, hide or remove a question, or an answer: its author still reads it."""
    type(row)._default_manager.filter(pk=row.pk).update(moderation=state, moderated_by=decision)


def export_questions(user: User) -> dict[str, Any]:
    """What somebody asked, with the answers, and what they answered."""
    asked = Question.objects.filter(author=user).order_by("id")
    given = Answer.objects.filter(question__project__client=user).order_by("id")
    return {
        "questions": list(
            asked.values("id", "project_id", "project__title", "text", "created_at", "answer__text")
        ),
        "answers": list(
            given.values(
                *("id", "question__project_id", "question__text", "text", "created_at"),
            )
        ),
    }


def forget_questions(user: User) -> None:
    """Delete what somebody asked, with what was answered, and what they answered."""
    Answer.objects.filter(question__project__client=user).delete()
    Question.objects.filter(author=user).delete()
