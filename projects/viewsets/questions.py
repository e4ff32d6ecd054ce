"""`projects/{id}/questions` and `questions/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.status import HTTP_204_NO_CONTENT

from accounts.admission import Act
from accounts.admission_serializers import ADMISSION
from accounts.errors import ADMISSION_ERRORS, NotVerified
from accounts.services.admission import admitting_post, arrival_of
from foundation.errors import LimitExceeded
from projects import errors
from projects.models import Answer, Question
from projects.serializers.questions import (
    AnswerInputSerializer,
    AnswerSerializer,
    QuestionInputSerializer,
    QuestionSerializer,
)
from projects.services import questions as service
from projects.viewsets.base import ProjectsViewSet
from projects.viewsets.proposals import MOVE_ERRORS, OfProjectViewSet

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from rest_framework.request import Request


class ProjectQuestionViewSet(OfProjectViewSet):
    """What is asked about one project."""

    queryset = Question.objects.none()
    ordering = ("id",)
    makes = {"create": Question}
    requests = {"create": QuestionInputSerializer}
    answers = {
        "list": (200, QuestionSerializer(many=True)),
        "create": (201, QuestionSerializer),
    }
    domain_errors = {
        "create": (
            *MOVE_ERRORS,
            *ADMISSION_ERRORS,
            errors.TooManyQuestions,
            NotVerified,
            LimitExceeded,
        )
    }

    def list(self, request: Request, pk: UUID) -> Response:
        """What was asked about a project, and the answers, the oldest first. For all who see it."""
        found = Question.objects.visible_to(request.user).with_answers(request.user)
        return self.answer_page(found.filter(project__in=self.project().asked_about))

    @extend_schema(parameters=[ADMISSION])
    def create(self, request: Request, pk: UUID) -> Response:
        """Ask the client of an open project something. For freelancers, three that wait for an
        answer at a time. All who see the project read it, and not who asked; the client does.

        From a busy network, an account that is new here has to show something first (see
        `auth/register`).
        """
        project, fields = self.project(), self.valid_data()
        with admitting_post(user=request.user, act=Act.PROPOSAL, **arrival_of(request)):
            question = service.ask_question(author=request.user, project=project, **fields)
        return self.answer(Question.objects.with_answers(request.user).get(pk=question.pk))


class QuestionViewSet(ProjectsViewSet):
    """A question, for all who see its project."""

    queryset = Question.objects.none()
    lookup_value_converter = "uuid"
    makes = {"reply": Answer}
    requests = {"reply": AnswerInputSerializer}
    answers = {
        "retrieve": (200, QuestionSerializer),
        "reply": (201, AnswerSerializer),
        "destroy": (204, None),
    }
    domain_errors = {
        "reply": (*MOVE_ERRORS, errors.AlreadyAnswered, errors.QuestionGone),
        "destroy": (errors.NotYourMove, errors.WrongState),
    }

    def get_queryset(self) -> QuerySet[Question]:
        user = self.request.user
        return Question.objects.visible_to(user).with_answers(user)

    def retrieve(self, request: Request, pk: UUID) -> Response:
        """A question about a project that one sees."""
        return self.answer(self.get_object())

    @action(detail=True, methods=["post"], url_path="answer")
    def reply(self, request: Request, pk: UUID) -> Response:
        """Answer, once, for all who see the project. For its client."""
        question = self.get_object()
        return self.answer(
            service.answer_question(client=request.user, question=question, **self.valid_data())
        )

    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take an own question back that has no answer yet."""
        service.withdraw_question(author=request.user, question=self.get_object())
        return Response(status=HTTP_204_NO_CONTENT)
